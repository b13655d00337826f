/** NP1701: two policies of one tier and one priority that decide the same traffic otherwise. */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import type { Policy } from "../../model/scope.js";
import { isOneCluster } from "../evidence/one-cluster.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { rulesBefore, sharedClaim, takersOf } from "./claims.js";
import { actionOf, actionWord, rankOf, tieredPolicy, wholePolicy } from "./tiered-rules.js";

export default defineRule({
  code: "NP1701",
  name: "equal-priorities",
  title: "Equal priorities that disagree",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["NP-1", "NV-13"],

  *check(policy, view) {
    const priority = wholePolicy(policy)?.priority;
    if (priority === undefined) return;
    for (const other of earlierOfRank(policy, view)) {
      const dispute = disputeBetween(policy, other, view);
      if (dispute === undefined) continue;
      const severity = dispute.some((it) => it.verdict === "pass") ? "info" : "warning";
      yield {
        at: priority.at,
        severity,
        policy,
        other,
        priority: priority.value,
        dispute,
        next: nextFree(policy, view),
      };
      return;
    }
  },

  message: ({ policy, other, priority }) =>
    `${quoted(policy.name, 26)} and ${quoted(other.name, 26)} both have priority ${priority} and disagree: either may decide`,
  note: ({ dispute: [own, its] }) =>
    `For traffic that both match, one says \`${actionWord(own)}\` and the other \`${actionWord(its)}\`. The API does not define which is evaluated first, and CNIs differ.`,
  related: ({ other, dispute: [own, its] }) => [
    { at: tieredPolicy(other)?.priority?.at ?? other.object.meta.kind.at, message: "the same priority" },
    { at: actionOf(own), message: `this rule says \`${actionWord(own)}\`` },
    { at: actionOf(its), message: `this rule says \`${actionWord(its)}\`` },
  ],

  fixes: {
    "give-way": {
      title: ({ other, next }) => `Set priority ${next}, so that \`${other.name}\` is evaluated first`,
      safety: "changes-traffic",
      when: ({ next }) => next !== undefined,
      edit: (editor, { at, next }) => {
        if (next !== undefined) editor.set(at, next);
      },
    },
  },
});

/** Of more policies with one priority the rest are not compared. */
const MOST = 200;

function earlierOfRank(policy: Policy, view: View): readonly Policy[] {
  const same = view.memo(policiesByRank).get(rankOf(policy) ?? "") ?? [];
  const earlier = same.slice(0, Math.min(MOST, same.indexOf(policy)));
  return isOneCluster(view) ? earlier : earlier.filter((it) => it.file === policy.file);
}

function policiesByRank({ policies }: View): ReadonlyMap<string, readonly Policy[]> {
  const byRank = new Map<string, Policy[]>();
  for (const policy of policies) {
    const rank = rankOf(policy);
    if (rank === undefined) continue;
    const same = byRank.get(rank);
    if (same === undefined) byRank.set(rank, [policy]);
    else same.push(policy);
  }
  return byRank;
}

/** Two rules of which neither comes first; a denial of what the other allows rather than one that leaves it to later tiers. */
function disputeBetween(policy: Policy, other: Policy, view: View): readonly [RuleRef, RuleRef] | undefined {
  // One manifest under two names, and pods that are all there and that not both select.
  if (policy.id === other.id || !mayMeet(policy, other, view)) return undefined;
  const theirs = view.allowances(other).map((it) => it.by);
  const pairs = view
    .allowances(policy)
    .flatMap(({ by }) => theirs.filter((it) => it.verdict !== by.verdict).map((it) => [by, it] as const))
    .filter(([a, b]) => areDisputed(a, b, view));
  return pairs.find((pair) => pair.every((it) => it.verdict !== "pass")) ?? pairs[0];
}

function mayMeet(a: Policy, b: Policy, view: View): boolean {
  if (!view.isComplete()) return true;
  const selected = new Set(view.selectedBy(a));
  return view.selectedBy(b).some((it) => selected.has(it));
}

/** True when they are about common traffic of which not all is decided before, by rules of the one policy or of the other. */
function areDisputed(a: RuleRef, b: RuleRef, view: View): boolean {
  if (view.isBefore(a, b) || view.isBefore(b, a)) return false;
  const shared = sharedClaim(a, b);
  if (shared === undefined) return false;
  const before = [...rulesBefore(a, view), ...rulesBefore(b, view)];
  return shared.peers.some((it) => takersOf({ ...shared, peers: [it] }, before) === undefined);
}

/** The next priority of the tier that no policy has. */
function nextFree(policy: Policy, view: View): number | undefined {
  const own = tieredPolicy(policy);
  const taken = new Set(
    view.policies.map(tieredPolicy).flatMap((it) => (it?.tier === own?.tier ? (it?.priority?.value ?? []) : [])),
  );
  for (let next = (own?.priority?.value ?? LAST) + 1; next <= LAST; next++) if (!taken.has(next)) return next;
  return undefined;
}

const LAST = 1000;
