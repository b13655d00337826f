/** NP1608: a policy that says no namespace, and that nothing in sight puts into one. */

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
  refused: "checked",
  covers: ["KP-29"],

  *check(policy) {
    if (policy.namespace === undefined || statesNamespace(policy)) return;
    yield { at: nameSite(policy), policy };
  },

  message: ({ policy }) =>
    `${quoted(policy.name, 36)} says no namespace: it isolates pods of whichever one it is applied to`,
  note: () =>
    "kubectl takes the namespace of the current context, which often is `default`. Here it is read as `default` as well.",
});
