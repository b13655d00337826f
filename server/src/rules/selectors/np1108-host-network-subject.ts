/** NP1108: a selector that matches only pods that use the host network, which policies ignore. */

import { partOf } from "../../base/source.js";
import { hostMatches } from "./host-network-selections.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { workloadNames } from "../words/words.js";

export default defineRule({
  code: "NP1108",
  name: "host-network-subject",
  title: "Only pods that use the host network are selected",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  dependsOn: "rule",
  covers: ["KP-33", "KS-15", "CS-4"],

  *check(policy, view) {
    for (const it of hostMatches(policy, view)) yield { ...it, namespace: policy.namespace };
  },

  message: ({ role, matched, namespace }) => {
    const who = workloadNames(matched, namespace, 1);
    const effect = role === "subject" ? "This policy protects nothing" : "This peer matches nothing";
    return `${effect}: ${who} ${matched.length === 1 ? "uses" : "use"} the host network`;
  },
  note: ({ role }) =>
    role === "subject"
      ? "Pods with `hostNetwork: true` share the node's address, and most networks do not enforce policies on them."
      : "Pods with `hostNetwork: true` share the node's address, so policies treat them as the node, not as pods with labels.",
  related: ({ matched }) =>
    matched
      .slice(0, 3)
      .flatMap(({ object, name }) =>
        object.hostNetworkAt === undefined
          ? []
          : [{ at: partOf(object.hostNetworkAt, "pair"), message: `${quoted(name)} uses the host network` }],
      ),
});
