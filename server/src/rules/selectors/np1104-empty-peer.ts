/** NP1104: a peer of a NetworkPolicy that names neither pods, nor namespaces, nor addresses. */

import { partOf } from "../../base/source.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal, quoted } from "../words/shape-words.js";

/** Whom an empty selector of each kind stands for. */
const EVERY_POD_OF: Readonly<Record<string, string | undefined>> = {
  podSelector: "the namespace",
  namespaceSelector: "every namespace",
};

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
    if (isReportedBy("empty-peer", problem)) yield { at: problem.at, problem };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `An empty item does not stand for everyone. \`podSelector: {}\` is every pod of the policy's namespace, \`namespaceSelector: {}\` every pod of the cluster, and leaving ${quoted(problem.field)} out admits everything. ${afterRefusal(problem)}`,

  fixes: {
    "select-all": {
      safety: "changes-traffic",
      fix: ({ problem: { at, fault } }) => {
        const whom = fault.is === "none-of" && fault.blank !== undefined ? EVERY_POD_OF[fault.blank] : undefined;
        if (whom === undefined) return undefined;
        return { title: `Name every pod of ${whom}`, edit: (editor) => editor.set(partOf(at, "value"), {}) };
      },
    },
  },
});
