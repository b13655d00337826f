/** Policies that the API server accepts but the CNI does not enforce, going by the settings `cni` and versions. */

import type { Scope } from "../../model/scope.js";
import type { Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { nameOfFile, placeOf } from "../places.js";
import { filesText } from "../words.js";

export interface IgnoredPolicy {
  readonly policy: string;
  readonly file: string;
  /** Counted from 0: of the policy's name. */
  readonly line: number;
  /** Why, as a sentence without a full stop. */
  readonly because: string;
}

/** @param namespaces Policies in these, and cluster-wide ones; undefined: in all. */
export function ignoredPolicies(
  snapshot: Snapshot,
  scope: Scope,
  namespaces?: readonly (string | undefined)[],
): IgnoredPolicy[] {
  const view = snapshot.view(scope);
  return scope.policies.flatMap((policy): IgnoredPolicy[] => {
    const { namespace, object, id } = policy;
    // A rejected policy never reaches the CNI.
    const because = view.isRefused(policy) ? undefined : view.ignores(policy);
    if (because === undefined) return [];
    if (namespaces !== undefined && namespace !== undefined && !namespaces.includes(namespace)) return [];
    const place = placeOf(snapshot, object.meta.name?.at ?? object.meta.kind.at);
    return place === undefined ? [] : [{ policy: id, file: place.file, line: place.start.line, because }];
  });
}

/** One notice for each reason, for all scopes together. */
export function ignoredNotices(snapshot: Snapshot): Notice[] {
  const ignored = snapshot.scopes.flatMap((scope) => ignoredPolicies(snapshot, scope));
  const byReason = new Map<string, Map<string, IgnoredPolicy>>();
  for (const it of ignored) {
    const own = byReason.get(it.because) ?? new Map<string, IgnoredPolicy>();
    byReason.set(it.because, own.set(`${it.file}:${it.line}:${it.policy}`, it));
  }
  return [...byReason].map(([because, byPlace]) => {
    const policies = [...byPlace.values()];
    const count = policies.length === 1 ? "1 policy has" : `${policies.length} policies have`;
    return {
      message: `${because}: ${count} no effect (${filesText(policies.map((it) => nameOfFile(snapshot, it.file)))})`,
      ignored: { because, policies: policies.map(({ policy, file, line }) => ({ policy, file, line })) },
    };
  });
}
