/** Policies that count for nothing because their system refuses them, and who does. */

import type { Scope } from "../model/scope.js";
import { type Refuser, refuserOf } from "../model/shape-problem.js";
import type { Notice } from "../workspace/inputs.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { placeOf } from "./places.js";

export interface RefusedPolicy {
  readonly policy: string;
  readonly file: string;
  /** Counted from 0: of the policy's name. */
  readonly line: number;
  readonly by: Refuser;
}

/** @param namespaces Those whose policies are asked for, and with them cluster-wide ones; undefined: of all. */
export function refusedPolicies(
  snapshot: Snapshot,
  scope: Scope,
  namespaces?: readonly (string | undefined)[],
): RefusedPolicy[] {
  return scope.policies.flatMap((policy): RefusedPolicy[] => {
    const { namespace, object, id } = policy;
    const by = refuserOf(object.problems);
    if (by === undefined) return [];
    if (namespaces !== undefined && namespace !== undefined && !namespaces.includes(namespace)) return [];
    const place = placeOf(snapshot, object.meta.name?.at ?? object.meta.kind.at);
    return place === undefined ? [] : [{ policy: id, file: place.file, line: place.start.line, by }];
  });
}

/** What becomes of a policy that is refused, as a sentence about it without a full stop. */
export function fateOf(by: Refuser): string {
  return by === "api-server"
    ? "The API server refuses it as it stands: nothing of it reaches the cluster"
    : "Cilium refuses it as it stands: it exists and enforces nothing";
}

/** One notice a policy, also where several scopes have it. */
export function refusalNotices(snapshot: Snapshot, scopes: readonly string[]): Notice[] {
  const refused = snapshot.scopes
    .filter((it) => scopes.includes(it.name))
    .flatMap((scope) => refusedPolicies(snapshot, scope));
  const byPlace = new Map(refused.map((it) => [`${it.file}:${it.line}:${it.policy}`, it]));
  return [...byPlace.values()].map(({ policy, file, line, by }) => ({
    file,
    message: `${policy} at line ${line + 1} counts for nothing. ${fateOf(by)}`,
  }));
}
