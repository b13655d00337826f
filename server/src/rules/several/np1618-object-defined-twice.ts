/** NP1618: a workload, Service or namespace that two manifests of one cluster define. */

import { nameSite } from "../../model/scope.js";
import { areAppliedTogether } from "../evidence/ties.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1618",
  name: "object-defined-twice",
  title: "A workload, Service or namespace that is defined twice",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "scope",
  covers: [],

  *check({ repeated = [] }, view) {
    for (const it of repeated) {
      const isOneCluster = areAppliedTogether(view, it, it.first) || areInOneNamespace(it.object, it.first.object);
      if (isOneCluster) yield { at: nameSite(it), ...it, oneFile: it.file === it.first.file };
    }
  },

  message: ({ object, name, oneFile, first }) => {
    const where = oneFile
      ? "is defined twice in this file"
      : `is also defined in ${quoted(first.file ?? "another file")}`;
    return `${object.meta.kind.value} ${quoted(name)} ${where}: the cluster keeps one`;
  },
  note: ({ object }) =>
    object.type === "namespace"
      ? "The two have different labels. Which of them namespace selectors match depends on what is applied last."
      : `The one that is applied last replaces the other.${object.type === "workload" ? " netpol uses the first." : ""}`,
  related: ({ object, first }) => [
    { at: nameSite(first), message: `the first ${object.meta.kind.value} with this name` },
  ],
});

type Named = Parameters<typeof nameSite>[0]["object"];

/** Both name the namespace that they are in, and not the one that examples are in. */
function areInOneNamespace(a: Named, b: Named): boolean {
  const [one, other] = [a, b].map((it) => it.meta.namespace?.value);
  return one !== undefined && one === other && one !== "default";
}
