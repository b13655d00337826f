/** NP1104: a peer of a NetworkPolicy without pods, namespaces or addresses. */

import { partOf } from "../../base/source.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { defineRule } from "../rule.js";
import { faultMessage, possibleHere } from "../words/fault-words.js";
import { afterRefusal, isNetworkPolicy, quoted } from "../words/shape-words.js";

/** Where an empty selector of each kind selects every pod. */
const EVERY_POD_IN: Readonly<Record<string, string | undefined>> = {
  podSelector: "the namespace",
  namespaceSelector: "every namespace",
};

export default defineRule({
  code: "NP1104",
  name: "empty-peer",
  title: "An empty peer",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-3", "KP-8"],

  *check(problem) {
    if (isReportedBy("empty-peer", problem)) yield { at: problem.at, problem };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) => {
    const instead = isNetworkPolicy(problem)
      ? `\`podSelector: {}\` selects every pod in the policy's namespace, \`namespaceSelector: {}\` every pod in the cluster, and a rule without ${quoted(problem.field)} allows everyone. `
      : possibleHere(problem);
    return `An empty item does not mean everyone. ${instead}${afterRefusal(problem)}`;
  },

  fixes: {
    "select-all": {
      safety: "changes-traffic",
      fix: ({ problem: { at, fault } }) => {
        const whom = fault.is === "none-of" && fault.blank !== undefined ? EVERY_POD_IN[fault.blank] : undefined;
        if (whom === undefined) return undefined;
        return { title: `Select every pod in ${whom}`, edit: (editor) => editor.set(partOf(at, "value"), {}) };
      },
    },
  },
});
