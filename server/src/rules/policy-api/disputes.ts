/** Policies with the same tier and priority, and their rules that decide common traffic differently. */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import type { Policy } from "../../model/scope.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { areApart, rulesBefore, sharedClaim, takersOf } from "./claims.js";
import { areTooMany, rankOf, wholePolicy } from "./tiered-rules.js";

/** Those earlier in the scope, so that each pair is considered once. */
export function earlierOfRank(policy: Policy, view: View): readonly Policy[] {
  if (areTooMany(view)) return [];
  const same = view.memo(policiesByRank).get(rankOf(policy) ?? "") ?? [];
  const earlier = same.slice(0, same.indexOf(policy));
  return areManifestsOfOneCluster(view) ? earlier : earlier.filter((it) => it.file === policy.file);
}

function policiesByRank({ policies }: View): ReadonlyMap<string, readonly Policy[]> {
  const byRank = new Map<string, Policy[]>();
  for (const policy of policies) {
    const rank = wholePolicy(policy) === undefined ? undefined : rankOf(policy);
    if (rank === undefined) continue;
    const same = byRank.get(rank);
    if (same === undefined) byRank.set(rank, [policy]);
    else same.push(policy);
  }
  return byRank;
}

/** Two rules, neither of which is first; a Deny against an Allow rather than one that leaves it to later tiers. */
export function disputeBetween(policy: Policy, other: Policy, view: View): readonly [RuleRef, RuleRef] | undefined {
  // Two policies with the same name are another finding.
  if (policy.id === other.id || !mayMeet(policy, other, view)) return undefined;
  const theirs = view.allowances(other).map((it) => it.by);
  const pairs = view
    .allowances(policy)
    .flatMap(({ by }) => theirs.filter((it) => it.verdict !== by.verdict).map((it) => [by, it] as const));
  const [passing, opposed] = [true, false].map((passes) =>
    pairs.filter((pair) => pair.some((it) => it.verdict === "pass") === passes),
  );
  return [...(opposed ?? []), ...(passing ?? [])].find(([a, b]) => areDisputed(a, b, view));
}

/** False where all pods are in this workspace, and both policies select none of them. */
function mayMeet(a: Policy, b: Policy, view: View): boolean {
  if (!view.isComplete()) return true;
  const selected = new Set(view.selectedBy(a));
  return view.selectedBy(b).some((it) => selected.has(it));
}

/** True when both match some traffic that earlier rules of either policy do not decide completely. */
function areDisputed(a: RuleRef, b: RuleRef, view: View): boolean {
  if (areApart(a, b) || view.isBefore(a, b) || view.isBefore(b, a)) return false;
  const shared = sharedClaim(a, b);
  if (shared === undefined) return false;
  const before = [...rulesBefore(a, view), ...rulesBefore(b, view)];
  return shared.peers.some((it) => takersOf({ ...shared, peers: [it] }, before) === undefined);
}
