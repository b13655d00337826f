/** The policies that may select pods in one namespace. */

import type { Policy } from "../model/scope.js";
import type { View } from "./view.js";

/** The namespace's own policies and the clusterwide ones, in the order of the scope; for undefined only the clusterwide ones. */
export function policiesFor(namespace: string | undefined, view: View): readonly Policy[] {
  const byNamespace = view.memo(policiesByNamespace);
  return byNamespace.get(namespace) ?? byNamespace.get(undefined) ?? [];
}

function policiesByNamespace({ policies }: View): ReadonlyMap<string | undefined, readonly Policy[]> {
  const clusterwide: number[] = [];
  const places = new Map<string, number[]>();
  for (const [place, { namespace }] of policies.entries()) {
    const own = namespace === undefined ? clusterwide : (places.get(namespace) ?? []);
    own.push(place);
    if (namespace !== undefined) places.set(namespace, own);
  }
  const at = (list: readonly number[]): readonly Policy[] => list.flatMap((it) => policies[it] ?? []);
  const together = (own: readonly number[]): readonly number[] =>
    clusterwide.length === 0 ? own : [...own, ...clusterwide].sort((a, b) => a - b);
  return new Map<string | undefined, readonly Policy[]>([
    [undefined, at(clusterwide)],
    ...[...places].map(([namespace, own]) => [namespace, at(together(own))] as const),
  ]);
}
