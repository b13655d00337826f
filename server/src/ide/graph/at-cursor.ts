/** What of a flow graph a place in a file is about: a workload, those that a policy selects, or a namespace. */

import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { Meeting } from "../names/meeting.js";
import { documentAt } from "../places.js";
import { objectAt } from "../target.js";

export interface GraphFocus {
  readonly scope: string;
  readonly namespace: string;
  /** Ids of workloads of the namespace; none for a policy that selects none, and for a namespace as a whole. */
  readonly workloads: readonly string[];
}

/** In the first scope that has the object; undefined where the place is in nothing that has flows. */
export function graphFocus(snapshot: Snapshot, file: FileState, offset: number): GraphFocus | undefined {
  const document = documentAt(file, offset);
  const written = document === undefined ? undefined : objectAt(document, offset);
  if (written === undefined) return undefined;
  for (const scope of snapshot.scopes) {
    const view = snapshot.view(scope);
    const object = new Meeting(view).inScope(written);
    if (object === undefined) continue;
    const workload = scope.workloads.find((it) => it.object === object);
    if (workload !== undefined) {
      return { scope: scope.name, namespace: workload.namespace, workloads: [workload.id] };
    }
    const declared = [...scope.namespaces.values()].find((it) => it.object === object);
    if (declared !== undefined) return { scope: scope.name, namespace: declared.name, workloads: [] };
    const policy = scope.policies.find((it) => it.object === object);
    if (policy === undefined) continue;
    const selected = view.isRefused(policy) ? [] : view.selectedBy(policy);
    const namespace = policy.namespace ?? selected[0]?.namespace;
    if (namespace === undefined) continue;
    const own = selected.filter((it) => it.namespace === namespace);
    return { scope: scope.name, namespace, workloads: own.map((it) => it.id) };
  }
  return undefined;
}
