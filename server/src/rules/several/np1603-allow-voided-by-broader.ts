/** NP1603: an exception of a CIDR block or a selector that another rule or peer allows again. */

import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { areTied } from "../evidence/ties.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { voidedExceptions } from "./voided-exceptions.js";
import { voidedExclusions } from "./voided-exclusions.js";
import { parseCidr } from "../../model/ip.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1603",
  name: "allow-voided-by-broader",
  title: "An exception that another rule allows",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-24", "KP-47"],

  *check(policy, view) {
    for (const it of [...voidedExceptions(policy, view), ...voidedExclusions(policy, view)]) {
      const other = it.by.subject.policy;
      // Files that leave the namespace out need not go to the same one.
      const together =
        policy.file === other.file ||
        (statesNamespace(policy) &&
          statesNamespace(other) &&
          areManifestsOfOneCluster(view) &&
          areTied(view, policy, other));
      yield { severity: together ? "warning" : "info", policy, ...it } as const;
    }
  },

  message: ({ exception, policy, by }) => {
    const other = by.subject.policy;
    return `The exception ${quoted(exception)} has no effect: ${
      other === policy ? "another rule or peer in this policy" : `policy ${quoted(other.name)}`
    } allows ${parseCidr(exception).ok ? "it" : "those pods"}`;
  },
  note: () => "Traffic is allowed if any rule of any policy allows it. An exception only narrows its own peer.",
  related: ({ by }) => [{ at: by.cidr?.at ?? by.at, message: "this allows it" }],

  fixes: {
    "except-there-too": {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ exception, by: { cidr, exceptInto } }) =>
        exceptInto && {
          title: `Add the exception ${exception} to ${cidr?.value ?? ""} too`,
          edit: (editor) => editor.insert(exceptInto, "except", [exception]),
        },
    },
  },
});
