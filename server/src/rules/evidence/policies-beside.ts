/** The policies that may hold for the pods of one namespace: its own and the clusterwide ones. */

import type { Policy, Scope } from "../../model/scope.js";

const known = new WeakMap<Scope, ReadonlyMap<string | undefined, readonly Policy[]>>();

/** In the order of the scope. @param namespace Undefined: what clusterwide policies alone may hold for. */
export function policiesBeside(namespace: string | undefined, scope: Scope): readonly Policy[] {
  let byNamespace = known.get(scope);
  if (byNamespace === undefined) {
    byNamespace = grouped(scope.policies);
    known.set(scope, byNamespace);
  }
  return byNamespace.get(namespace) ?? byNamespace.get(undefined) ?? [];
}

function grouped(policies: readonly Policy[]): ReadonlyMap<string | undefined, readonly Policy[]> {
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
