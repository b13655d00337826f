/** The flow graph of one scope: its namespaces, and one of them unfolded. */

import type { Snapshot } from "../../workspace/snapshot.js";
import type { FlowGraph } from "./graph-types.js";
import { namespaceGraph } from "./namespace-graph.js";
import { overviewOf } from "./overview.js";

/** Undefined for a scope that is not there. */
export function flowGraph(snapshot: Snapshot, name: string, namespace?: string): FlowGraph | undefined {
  const scope = snapshot.scopes.find((it) => it.name === name);
  if (scope === undefined) return undefined;
  const view = snapshot.view(scope);
  const isThere = namespace !== undefined && scope.workloads.some((it) => it.namespace === namespace);
  return {
    scope: name,
    overview: overviewOf(view),
    ...(isThere ? { unfolded: namespaceGraph(snapshot, view, namespace) } : {}),
  };
}
