/** Rules whose traffic is part of another rule's, told from what is written alone: which one decides all of it before the other is asked. */

import { memoize } from "../../base/memoize.js";
import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { arePeersWithin, arePodsWithin } from "../../model/peers.js";
import { peersOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { type CalicoRule, type Entity, sidesOf, SYSTEM } from "../../systems/calico/model.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { contentOf } from "../evidence/same-content.js";
import { areTied } from "../evidence/ties.js";
import { arePortsWithin, portsIn } from "../evidence/written-ports.js";
import { subjectOf, tierNameOf } from "./calico-policies.js";

/** More rules than this are generated, and comparing all of them would take minutes. */
const MOST_RULES = 1_000;

/** The first rule of the same tier that decides all traffic of the rule. */
export function decidedBy(rule: RuleRef, view: View): RuleRef | undefined {
  return rulesBeside(rule.policy, view).find((it) => decidesBefore(it, rule, view));
}

/** The policy's own rules and those of the policies in its tier that may select the same pods. */
export function rulesBeside(policy: Policy, view: View): readonly RuleRef[] {
  return view.memo(rulesOfTier, policy);
}

function rulesOfTier(policy: Policy, view: View): readonly RuleRef[] {
  const own = rulesIn(policy, view);
  const tier = tierNameOf(policy);
  const all = view.policiesFor(policy.namespace);
  if (all.length > MOST_RULES) return own;
  const isOne = areManifestsOfOneCluster(view);
  const others = all.filter((it) => {
    // Of two policies with the same name, one replaces the other.
    if (it.id === policy.id || areApart(it, policy) || tierNameOf(it) !== tier) return false;
    return it.file === policy.file || (isOne && areTied(view, it, policy));
  });
  const rules = others.flatMap((it) => rulesIn(it, view));
  return rules.length > MOST_RULES ? own : [...own, ...rules];
}

/** Labels of pods that a policy asks for, whatever it asks of them. */
const askedKeys = memoize(
  ({ reading: { parts } }: Policy): ReadonlySet<string> =>
    new Set(parts.flatMap((it) => it.subject.selector?.requirements.map(({ key }) => key.value) ?? [])),
);

/** Labels with the one value that a policy asks of its pods. */
const fixedLabels = memoize(({ reading: { parts } }: Policy): ReadonlyMap<string, string> => {
  const asked = parts.length === 1 ? (parts[0]?.subject.selector?.requirements ?? []) : [];
  return new Map(
    asked.flatMap(({ key, operator, values: [first, ...more] }) =>
      operator === "In" && first !== undefined && more.length === 0 ? [[key.value, first.value] as const] : [],
    ),
  );
});

/** True for policies that ask for different values of one label: most pairs of a namespace do. */
function areApart(a: Policy, b: Policy): boolean {
  const others = fixedLabels(b);
  for (const [key, value] of fixedLabels(a)) {
    const other = others.get(key);
    if (other !== undefined && other !== value) return true;
  }
  return false;
}

function rulesIn(policy: Policy, view: View): readonly RuleRef[] {
  return view.allowances(policy).map((it) => it.by);
}

/** True where something certainly matches both rules: of pods, peers and traffic, one has all that the other one has. */
export function areEntangled(a: RuleRef, b: RuleRef): boolean {
  if (a.direction !== b.direction || [a, b].some((it) => it.reading.conditions.length > 0)) return false;
  return [hasPodsOf, hasPeersOf, hasTrafficOf].every((has) => has(a, b) || has(b, a));
}

function decidesBefore(outer: RuleRef, inner: RuleRef, view: View): boolean {
  return outer.verdict !== "log" && view.isBefore(outer, inner) && contains(outer, inner);
}

function contains(outer: RuleRef, inner: RuleRef): boolean {
  if (outer.reading.conditions.length > 0) return false;
  return hasPodsOf(outer, inner) && hasPeersOf(outer, inner) && hasTrafficOf(outer, inner);
}

function hasPodsOf({ policy: outer }: RuleRef, { policy: inner }: RuleRef): boolean {
  if (outer === inner) return true;
  // Whoever asks for another label may select other pods: told first, because it is so for most pairs.
  const given = askedKeys(inner);
  for (const key of askedKeys(outer)) if (!given.has(key)) return false;
  const [within, around] = [subjectOf(inner), subjectOf(outer)];
  return within !== undefined && around !== undefined && arePodsWithin(within, around);
}

function hasPeersOf(outer: RuleRef, inner: RuleRef): boolean {
  const [one, other] = [outer, inner].map(({ reading, policy: { namespace } }) => ({ rule: reading, namespace }));
  if (one === undefined || other === undefined) return false;
  if (one.rule.who === "everyone") return true;
  const [around, within] = [entityIn(outer), entityIn(inner)];
  if (around !== undefined && within !== undefined) {
    if (one.namespace === other.namespace && entityContent(around) === entityContent(within)) return true;
    // Network sets without a namespace are matched where no namespace is asked for.
    if (around.namespaceSelector !== undefined && within.namespaceSelector === undefined) return false;
  } else if (around === undefined && peersOf(inner.reading).some((it) => it.type === "pods")) {
    // A NetworkPolicy matches no network set.
    return false;
  }
  return arePeersWithin(other, one);
}

const entityContent = memoize((entity: Entity): string => contentOf(entity));

/** What a rule of Calico says of the other end. */
function entityIn({ policy, reading }: RuleRef): Entity | undefined {
  return policy.object.system === SYSTEM ? sidesOf(reading.written as CalicoRule).peer : undefined;
}

/** True when the outer rule is about all protocols and ports of the inner one. */
export function hasTrafficOf({ reading: outer }: RuleRef, { reading: inner }: RuleRef): boolean {
  if (!outer.isIcmp) return arePortsWithin(portsIn(inner), portsIn(outer));
  if (!inner.isIcmp) return false;
  const [around, within] = [outer.written as CalicoRule, inner.written as CalicoRule];
  if (around.protocol?.value !== within.protocol?.value) return false;
  return around.icmp === undefined || (within.icmp !== undefined && contentOf(around.icmp) === contentOf(within.icmp));
}
