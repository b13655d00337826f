/** NP1603: an exception of a block that another rule admits again. */

import type { Site } from "../../base/source.js";
import type { Policy } from "../../model/scope.js";
import { type AllowedBlock, allowedBlocksOf, hasExceptions, allowedAgainBy } from "../evidence/allowed-blocks.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { defineRule, type Finding } from "../rule.js";
import { quoted } from "../words/shape-words.js";

interface Voided extends Finding {
  readonly exception: string;
  readonly policy: Policy;
  readonly by: AllowedBlock;
}

export default defineRule({
  code: "NP1603",
  name: "allow-voided-by-broader",
  title: "An exception that another rule admits",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-24", "KP-47"],

  *check(policy, view): Iterable<Voided> {
    if (!hasExceptions(policy)) return;
    for (const block of allowedBlocksOf(policy, view)) {
      for (const { value: exception, at } of block.except) {
        const [by] = allowedAgainBy(block, exception, view) ?? [];
        if (by === undefined) continue;
        const together =
          policy.file === by.subject.policy.file ||
          (statesNamespace(policy) && statesNamespace(by.subject.policy) && areManifestsOfOneCluster(view));
        // Files that leave the namespace out need not go to the same one.
        yield { at, severity: together ? "warning" : "info", exception, policy, by };
      }
    }
  },

  message: ({ exception, policy, by }) => {
    const other = by.subject.policy;
    const where = other === policy ? "another rule of the policy" : `policy ${quoted(other.name, 26)}`;
    return `The exception of ${quoted(exception, 24)} has no effect: ${where} admits it`;
  },
  note: () =>
    "Allowances of all rules and policies are added up. An exception takes addresses out of its own block, it denies nothing.",
  related: ({ by }): { at: Site; message: string }[] => [
    { at: by.cidr?.at ?? by.at, message: by.cidr === undefined ? "this admits everyone" : "this admits it" },
  ],

  fixes: {
    "except-there-too": {
      safety: "changes-traffic",
      fix: ({ exception, by: { cidr, exceptInto } }) =>
        exceptInto && {
          title: `Except ${exception} from ${cidr?.value ?? ""} too`,
          edit: (editor) => editor.insert(exceptInto, "except", [exception]),
        },
    },
  },
});
