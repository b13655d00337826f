/** Calico's policies as rules about them alone see them. */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { arePodsApart, type PlacedPods } from "../../model/peers.js";
import { rulesOf } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import { endsWith, ORDER_OF_DEFAULT, ORDER_OF_NETWORK_POLICIES, placeOf } from "../../systems/calico/compile/tiers.js";
import {
  type CalicoPolicy,
  type CalicoRule,
  DEFAULT_TIER,
  isStaged,
  isTier,
  SYSTEM,
  type TierObject,
} from "../../systems/calico/model.js";

/** Undefined for one of another system, and for one that enforces nothing on pods. */
export function enforcedPolicy({ object }: Policy): CalicoPolicy | undefined {
  if (object.system !== SYSTEM || isStaged(object)) return undefined;
  const policy = object as CalicoPolicy;
  return policy.forHosts === undefined ? policy : undefined;
}

/** NetworkPolicies are in the tier `default` too; undefined for policies in the tiers of another API. */
export function tierNameOf({ object }: Policy): string | undefined {
  if (object.system === SYSTEM) return (object as CalicoPolicy).tier?.value ?? DEFAULT_TIER;
  return object.system === "kubernetes" ? DEFAULT_TIER : undefined;
}

/** True where what no rule of the tier matches is denied at its end. */
export function deniesAtEnd(policy: CalicoPolicy, view: View): boolean {
  return endsWith(placeOf(policy, () => view.scope.resources)) === "deny";
}

/** A direction in which a policy denies what no rule matches, and no other policy of its tier allows it for all of the pods. */
export interface ClosedList {
  readonly direction: Direction;
  readonly list: NonNullable<CalicoPolicy[Direction]>;
  /** Whether the workspace has pods for which that holds. */
  readonly severity: "warning" | "info";
}

/** @param isSuspect Told first, because other policies are looked at only for lists of which something is to be said. */
export function closedLists(
  policy: Policy,
  view: View,
  isSuspect: (rules: readonly CalicoRule[]) => boolean,
): readonly ClosedList[] {
  const object = enforcedPolicy(policy);
  if (object === undefined || !deniesAtEnd(object, view)) return [];
  const severity = view.selectedBy(policy).length > 0 ? "warning" : "info";
  return DIRECTIONS.flatMap((direction): ClosedList[] => {
    const list = object[direction];
    if (list === undefined || object.isolates[direction] === undefined) return [];
    if (list.rules.length === 0 || !isSuspect(list.rules) || isLeftToOthers(policy, direction, view)) return [];
    return [{ direction, list, severity }];
  });
}

/** True where another policy of the tier may allow what this one does not, for all pods that are in sight, or for those that are not. */
function isLeftToOthers(policy: Policy, direction: Direction, view: View): boolean {
  const selected = view.selectedBy(policy);
  const tier = tierNameOf(policy);
  if (selected.length > 0) {
    const isAlone = (pod: Workload): boolean =>
      view.policiesOn(pod, direction).every((it) => it === policy || tierNameOf(it) !== tier);
    return !selected.some(isAlone);
  }
  return view.policiesFor(policy.namespace).some((it) => {
    if (it === policy || tierNameOf(it) !== tier || areForOtherPods(it, policy)) return false;
    return rulesOf(it.reading).some(({ direction: of, verdict }) => of === direction && LETS.has(verdict));
  });
}

const LETS: ReadonlySet<string> = new Set(["allow", "pass"]);

/** True where no pod is selected by both. */
function areForOtherPods(a: Policy, b: Policy): boolean {
  const [one, other] = [subjectOf(a), subjectOf(b)];
  return one !== undefined && other !== undefined && arePodsApart(one, other);
}

/** The pods that the policy selects. */
export function subjectOf({ namespace, reading: { parts } }: Policy): PlacedPods | undefined {
  const [part] = parts;
  if (part === undefined) return undefined;
  return { pods: part.subject, namespace: part.subject.namespaces === "own" ? namespace : undefined };
}

/** Tiers come in ascending order, that of NetworkPolicies at 0; undefined where the workspace does not tell the order. */
export function tierOrderOf(policy: Policy, view: View): number | undefined {
  if (tierNameOf(policy) === DEFAULT_TIER) return 0;
  const { definition } = placeOf(policy.object as CalicoPolicy, () => view.scope.resources);
  return definition === undefined || !Number.isFinite(definition.order) ? undefined : definition.order;
}

/** In the same terms; a tier without an order is last. */
export function orderOfTier({ meta, order }: TierObject): number {
  if (meta.name?.value === DEFAULT_TIER) return 0;
  return order === undefined ? Number.MAX_VALUE : order.value - ORDER_OF_DEFAULT;
}

/** The place of a policy in its tier; undefined: last. */
export function orderOf({ object }: Policy): number | undefined {
  return object.system === SYSTEM ? (object as CalicoPolicy).order?.value : ORDER_OF_NETWORK_POLICIES;
}

/** Names of tiers that the workspace defines. */
export function definedTiers(view: View): readonly string[] {
  return view.scope.resources.filter(isTier).flatMap((it) => it.meta.name?.value ?? []);
}

/** The word for what a rule does, or else the rule; NetworkPolicies have no word. */
export function actionOf({ at, reading }: RuleRef): Site {
  return (reading.written as Partial<CalicoRule>).action?.at ?? at;
}

export function actionWord({ reading, verdict }: RuleRef): string {
  return (reading.written as Partial<CalicoRule>).action?.value ?? (verdict === "allow" ? "Allow" : verdict);
}
