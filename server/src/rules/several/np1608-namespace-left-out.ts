/** NP1608: a policy without a namespace, which nothing in this workspace puts into one. */

import { nameSite } from "../../model/scope.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1608",
  name: "namespace-left-out",
  title: "A policy without a namespace",
  severity: "info",
  premise: "all-policies",
  persona: "pedantic",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  refused: "checked",
  covers: ["KP-29"],

  *check(policy) {
    if (policy.namespace === undefined || statesNamespace(policy)) return;
    yield { at: nameSite(policy), policy };
  },

  message: ({ policy }) =>
    `${quoted(policy.name)} has no namespace: which pods it selects depends on where it is applied`,
  note: () => "kubectl uses the namespace of the current context, often `default`. netpol assumes `default` too.",
});
