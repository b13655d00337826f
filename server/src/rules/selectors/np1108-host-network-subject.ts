/** NP1108: a selector that has only pods on the host's network, which policies do not see. */

import { partOf } from "../../base/source.js";
import { hostMatches } from "./host-network-selections.js";
import { defineRule } from "../rule.js";
import { workloadNames } from "../words/words.js";

export default defineRule({
  code: "NP1108",
  name: "host-network-subject",
  title: "Only pods on the host's network are selected",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  dependsOn: "rule",
  covers: ["KP-33", "KS-15", "CS-4", "NP-7"],

  *check(policy, view) {
    for (const it of hostMatches(policy, view)) yield { ...it, namespace: policy.namespace };
  },

  message: ({ role, matched, namespace }) => {
    const who = workloadNames(matched, namespace, 1);
    const runs = matched.length === 1 ? "runs" : "run";
    return role === "subject"
      ? `The policy protects nothing: ${who} ${runs} on the host's network`
      : `The peer matches nothing: ${who} ${runs} on the host's network`;
  },
  note: ({ role }) =>
    role === "subject"
      ? "Pods with `hostNetwork: true` share the node's address, and most networks enforce no pod policy there."
      : "Pods with `hostNetwork: true` share the node's address: to policies they are the node, not pods with labels.",
  related: ({ matched }) =>
    matched
      .slice(0, 3)
      .flatMap(({ object }) =>
        object.hostNetworkAt === undefined
          ? []
          : [{ at: partOf(object.hostNetworkAt, "pair"), message: "it says so here" }],
      ),
});
