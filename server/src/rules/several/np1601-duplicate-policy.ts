/** NP1601: two policies with the same kind, namespace and name. */

import { displayName, nameSite } from "../../model/scope.js";
import { namesakesIn } from "./namesakes.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1601",
  name: "duplicate-policy",
  title: "Two policies with the same name",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "scope",
  covers: ["KP-30"],

  *check(scope) {
    for (const it of namesakesIn(scope)) yield { at: nameSite(it.policy), ...it };
  },

  message: ({ policy, first, oneFile, alike }) => {
    const again = oneFile
      ? "is defined twice in this file"
      : `is also defined in ${quoted(first.file ?? "another file")}`;
    const where = `${quoted(displayName(policy))} ${again}`;
    if (alike) return `${where}, with the same content: the cluster keeps one`;
    return oneFile
      ? `${where}: this one replaces the earlier one, whose rules are lost`
      : `${where}: in one cluster, one replaces the other`;
  },
  note: ({ policy }) =>
    `The cluster keeps one ${policy.kind} per ${policy.namespace === undefined ? "name" : "namespace and name"}: the one applied last. kustomize rejects a build with both.`,
  related: ({ first }) => [{ at: nameSite(first), message: "the first policy with this name" }],
});
