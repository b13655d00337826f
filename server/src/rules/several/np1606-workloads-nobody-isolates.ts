/** NP1606: workloads that no policy isolates, told once for each namespace. */

import type { Site } from "../../base/source.js";
import { nameSite, type Scope, type Workload } from "../../model/scope.js";
import { openWorkloads } from "./open-workloads.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { workloadNames } from "../words/words.js";

export default defineRule({
  code: "NP1606",
  name: "workloads-nobody-isolates",
  title: "Workloads that no policy isolates",
  severity: "info",
  premise: "all-policies",
  persona: "auditor",
  stage: { kind: "stable", since: "0.1.0" },
  on: "scope",
  covers: [],

  *check(scope, view) {
    for (const [namespace, workloads] of openWorkloads(scope, view)) {
      const [first] = workloads;
      if (first !== undefined) yield { at: placeOf(scope, namespace, first), namespace, workloads };
    }
  },

  message: ({ namespace, workloads }) => {
    const count = workloads.length === 1 ? "a workload" : `${workloads.length} workloads`;
    return `No policy isolates ${count} of ${quoted(namespace, 20)}: ${workloadNames(workloads, namespace, 1)}`;
  },
  note: () =>
    "Everyone reaches a pod that no policy isolates, and it reaches everyone. A policy for every pod of the namespace without rules is the usual start.",
  related: ({ workloads }) =>
    workloads.slice(0, 20).map((it) => ({ at: nameSite(it), message: `not isolated: ${it.kind} ${it.name}` })),
});

/** The namespace where it is declared, else the first of the workloads. */
function placeOf(scope: Scope, namespace: string, first: Workload): Site {
  const declared = scope.namespaces.get(namespace)?.object?.meta;
  return declared?.name?.at ?? nameSite(first);
}
