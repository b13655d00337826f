/** NP1104: a peer of a NetworkPolicy that names neither pods, nor namespaces, nor addresses. */

import { isSaidBy } from "../evidence/said-by.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal, quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1104",
  name: "empty-peer",
  title: "A peer that names nothing",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-3", "KP-8"],

  *check(problem) {
    if (!isSaidBy("empty-peer", problem)) return;
    const { fault } = problem;
    yield { at: problem.at, problem, selector: fault.is === "none-of" ? fault.blank : undefined };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `An empty item does not stand for everyone. \`podSelector: {}\` is every pod of the policy's namespace, \`namespaceSelector: {}\` every pod of the cluster, and leaving ${quoted(problem.field)} out admits everything. ${afterRefusal(problem)}`,

  fixes: {
    "select-all": {
      title: ({ selector }) =>
        selector === "namespaceSelector" ? "Name every pod of every namespace" : "Name every pod of the namespace",
      safety: "changes-traffic",
      when: ({ selector }) => selector === "podSelector" || selector === "namespaceSelector",
      edit: (editor, { problem }) => editor.set({ ...problem.at, part: "value" }, {}),
    },
  },
});
