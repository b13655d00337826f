/** NP1106: a peer selects namespaces by a label that they do not have. */

import { NAMESPACE_NAME, nameSite } from "../../model/scope.js";
import { changeTo, renameKey } from "../evidence/fix-offers.js";
import { unsetLabels, unsetWords } from "./namespace-label-evidence.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1106",
  name: "unset-namespace-label",
  title: "A namespace selected by a label that it does not have",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  refused: "checked",
  dependsOn: "rule",
  covers: ["KP-26"],

  check: unsetLabels,

  message: unsetWords,
  note: ({ evidence: { because } }) =>
    because === "name-misspelled"
      ? "No manifest in this workspace declares a namespace of that name, or is in it."
      : because === "workload-has-it"
        ? "A `namespaceSelector` matches labels of namespaces. To select pods by their labels, use a `podSelector`, next to a `namespaceSelector` for pods of other namespaces."
        : `This matches labels of the Namespace, not its name. The only label that Kubernetes sets is \`${NAMESPACE_NAME}\`, which holds the name.`,
  related: ({ evidence: { namespace, nearKey, workload } }) => {
    if (workload !== undefined) {
      return [
        {
          at: nameSite(workload),
          message: `pods of ${quoted(workload.name)} in ${quoted(workload.namespace)} have this label`,
        },
      ];
    }
    if (namespace?.object === undefined) return [];
    const has = nearKey === undefined ? "does not have this label" : `has it as ${quoted(nearKey)}`;
    return [{ at: nameSite({ object: namespace.object }), message: `namespace ${quoted(namespace.name)} ${has}` }];
  },

  fixes: {
    "use-name-label": {
      safety: "changes-traffic",
      fix: ({ evidence, free, value, requirement }) =>
        evidence.isName && free
          ? {
              title: `Select namespace ${value} by name`,
              edit: (editor) => renameKey(editor, requirement, NAMESPACE_NAME),
            }
          : undefined,
    },
    correct: {
      safety: "changes-traffic",
      fix: ({ evidence: { near, nearKey }, requirement }) =>
        nearKey === undefined
          ? changeTo(requirement.values[0]?.at, near)
          : {
              title: `Change the key to \`${nearKey}\``,
              edit: (editor) => renameKey(editor, requirement, nearKey),
            },
    },
  },
});
