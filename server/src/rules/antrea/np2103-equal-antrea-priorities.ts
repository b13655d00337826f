/** NP2103: two policies of one tier and priority whose rules at one place decide the same traffic differently. */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import type { Policy } from "../../model/scope.js";
import type { AntreaPolicy } from "../../systems/antrea/model.js";
import { tierNameOf } from "../../systems/antrea/tiers.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { areTied } from "../evidence/ties.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { actionOf, actionWord, antreaPolicy, areEntangled, wholePolicy } from "./antrea-rules.js";

export default defineRule({
  code: "NP2103",
  name: "equal-antrea-priorities",
  title: "Equal priorities of Antrea policies that disagree",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["antrea"],
  covers: [],

  *check(policy, view) {
    const priority = wholePolicy(policy)?.priority;
    if (priority === undefined) return;
    for (const other of earlierOfRank(policy, view)) {
      const dispute = disputeBetween(policy, other, view);
      if (dispute === undefined) continue;
      const severity = policy.file === other.file || areTied(view, policy, other) ? "warning" : "info";
      yield { at: priority.at, severity, policy, other, priority: priority.value, dispute } as const;
      return;
    }
  },

  message: ({ policy, other, priority }) =>
    `${quoted(policy.name)} and ${quoted(other.name)} both have priority ${priority} but disagree: either may decide`,
  note: ({ dispute: [own, its] }) =>
    `For traffic that both match, one says \`${actionWord(own)}\` and the other \`${actionWord(its)}\`. Antrea does not define which is evaluated first. Different priorities decide it.`,
  related: ({ other, dispute: [own, its] }) => [
    {
      at: antreaPolicy(other)?.priority?.at ?? other.object.meta.kind.at,
      message: `${quoted(other.name)} has the same priority`,
    },
    { at: actionOf(own), message: `this rule says \`${actionWord(own)}\`` },
    { at: actionOf(its), message: `this rule says \`${actionWord(its)}\`` },
  ],
});

/** Those earlier in the scope, so that each pair is considered once. */
function earlierOfRank(policy: Policy, view: View): readonly Policy[] {
  const object = antreaPolicy(policy);
  const same = object === undefined ? [] : (view.memo(policiesByRank).get(rankOf(object)) ?? []);
  const earlier = same.slice(0, same.indexOf(policy)).filter((it) => it.id !== policy.id);
  return areManifestsOfOneCluster(view) ? earlier : earlier.filter((it) => it.file === policy.file);
}

function rankOf(policy: AntreaPolicy): string {
  return `${tierNameOf(policy)} ${policy.priority?.value ?? ""}`;
}

function policiesByRank({ policies }: View): ReadonlyMap<string, readonly Policy[]> {
  const byRank = new Map<string, Policy[]>();
  for (const policy of policies) {
    const object = wholePolicy(policy);
    if (object?.priority === undefined) continue;
    const same = byRank.get(rankOf(object));
    if (same === undefined) byRank.set(rankOf(object), [policy]);
    else same.push(policy);
  }
  return byRank;
}

/** Two rules at one place of their policies, neither of which is first. */
function disputeBetween(policy: Policy, other: Policy, view: View): readonly [RuleRef, RuleRef] | undefined {
  if (!mayMeet(policy, other, view)) return undefined;
  const theirs = view.allowances(other).map((it) => it.by);
  for (const { by } of view.allowances(policy)) {
    const its = theirs.find(
      (it) => it.reading.index === by.reading.index && it.verdict !== by.verdict && areEntangled(it, by),
    );
    if (its !== undefined) return [by, its];
  }
  return undefined;
}

/** False where all pods are in this workspace, and both policies select none of them. */
function mayMeet(a: Policy, b: Policy, view: View): boolean {
  if (!view.isComplete()) return true;
  const selected = new Set(view.selectedBy(a));
  return view.selectedBy(b).some((it) => selected.has(it));
}
