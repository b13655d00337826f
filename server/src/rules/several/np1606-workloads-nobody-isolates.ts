/** NP1606: workloads that no policy isolates, told once for each namespace. */

import type { Site } from "../../base/source.js";
import { DIRECTIONS } from "../../model/direction.js";
import type { Policy, Scope, Workload } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
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
    const open = new Map<string, Workload[]>();
    for (const workload of scope.workloads) {
      // A name that something fills in later is no namespace.
      if (!/^[a-z0-9-]+$/.test(workload.namespace)) continue;
      // Policies have no say in what pods on the node's network do.
      if (workload.hostNetwork || DIRECTIONS.some((it) => view.isolatedBy(workload, it).length > 0)) continue;
      if (DIRECTIONS.some((it) => view.policiesOn(workload, it).some(deniesWithoutIsolating))) continue;
      const list = open.get(workload.namespace);
      if (list === undefined) open.set(workload.namespace, [workload]);
      else list.push(workload);
    }
    for (const [namespace, workloads] of open) {
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
    workloads.slice(0, 20).map((it) => ({ at: nameOf(it), message: `not isolated: ${it.kind} ${it.name}` })),
});

/** True for an administrator's policy: who it selects is not open to everyone, whether anything isolates them or not. */
function deniesWithoutIsolating({ object }: Policy): boolean {
  return systemOf(object).traits.neverIsolates === true;
}

/** The namespace where it is declared, else the first of the workloads. */
function placeOf(scope: Scope, namespace: string, first: Workload): Site {
  const declared = scope.namespaces.get(namespace)?.object?.meta;
  return declared?.name?.at ?? nameOf(first);
}

function nameOf({ object: { meta } }: Workload): Site {
  return meta.name?.at ?? meta.kind.at;
}
