/** NP1606: workloads that no policy selects in either direction, reported once for each namespace. */

import type { Site } from "../../base/source.js";
import { nameSite, type Scope, type Workload } from "../../model/scope.js";
import { openWorkloads } from "./open-workloads.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { workloadNames } from "../words/words.js";

export default defineRule({
  code: "NP1606",
  name: "workloads-nobody-isolates",
  title: "Workloads without any restriction",
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
    const names = workloadNames(workloads, namespace);
    return workloads.length === 1
      ? `No policy restricts ${names} in ${quoted(namespace)}`
      : `No policy restricts ${workloads.length} workloads in ${quoted(namespace)}: ${names}`;
  },
  note: () =>
    "Every pod can reach a pod that no policy restricts, and that pod can reach everything. A default deny for the namespace is the usual start.",
  related: ({ workloads }) =>
    workloads
      .slice(0, 20)
      .map((it) => ({ at: nameSite(it), message: `not restricted: ${it.kind} ${quoted(it.name)}` })),
});

/** The manifest of the namespace if there is one, else the first of the workloads. */
function placeOf(scope: Scope, namespace: string, first: Workload): Site {
  const declared = scope.namespaces.get(namespace)?.object?.meta;
  return declared?.name?.at ?? nameSite(first);
}
