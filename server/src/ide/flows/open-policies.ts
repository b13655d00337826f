/** Policies that hold values which nobody knows here: whom they select, or whom their rules name, is not decided. */

import { memoize } from "../../base/memoize.js";
import { holdsPlaceholder } from "../../base/placeholder.js";
import type { View } from "../../analysis/view.js";
import type { End } from "../../engine/answers.js";
import type { Direction } from "../../model/direction.js";
import { DIRECTIONS } from "../../model/direction.js";
import {
  peersOf,
  type PodsReading,
  type PolicyPart,
  portsOf,
  type RuleReading,
  type Term,
  termsOf,
} from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy, type Workload } from "../../model/scope.js";
import { holds } from "../../model/selector.js";

export interface OpenPolicy {
  readonly policy: Policy;
  readonly part: PolicyPart;
  /** True if the selector of its own pods holds such a value. */
  readonly byOwnPods: boolean;
}

/** Of all policies, those whose selectors, addresses or ports hold values that something fills in later. */
export function openPolicies(view: View): readonly OpenPolicy[] {
  return view.memo(found);
}

function found(view: View): readonly OpenPolicy[] {
  return view.policies.flatMap((policy) => (view.isRefused(policy) ? [] : openParts(policy)));
}

/** Policies that an edit leaves alone are asked in each state. */
const openParts = memoize((policy: Policy): readonly OpenPolicy[] =>
  policy.reading.parts.flatMap((part): OpenPolicy[] => {
    const byOwnPods = part.subject.of === "pods" && isOpenChoice(part.subject);
    return byOwnPods || part.rules.some(isOpenRule) ? [{ policy, part, byOwnPods }] : [];
  }),
);

/** Those that may select the workload, whatever their values come to. */
export function openOn(view: View, workload: Workload): readonly OpenPolicy[] {
  return view.memo(maySelect, workload);
}

function maySelect(workload: Workload, view: View): readonly OpenPolicy[] {
  if (workload.hostNetwork) return [];
  return openPolicies(view).filter(
    ({ policy, part: { subject } }) =>
      subject.of === "pods" &&
      (policy.namespace === undefined || policy.namespace === workload.namespace) &&
      termsOf(subject).every((it) => mayHold(it, workload, view)),
  );
}

/** Two ends, and the port that is asked about; undefined: any. */
export interface Connection {
  readonly from: End;
  readonly to: End;
  readonly port?: number;
}

/** What one side says if the values that are not known fit nothing. */
export interface CertainSide {
  readonly denies: boolean;
  readonly isolates: boolean;
}

/**
 * Those without whose values nobody knows whether two ends may connect.
 */
export function decidedByOpen(
  view: View,
  { from, to, port }: Connection,
  sides: Readonly<Record<Direction, CertainSide>>,
): readonly Policy[] {
  if (openPolicies(view).length === 0) return [];
  const of = (direction: Direction): readonly OpenPolicy[] => {
    const own = direction === "egress" ? from : to;
    return own.type === "workload" ? openOn(view, own.workload) : [];
  };
  const other = { egress: to, ingress: from };
  const isDenied = DIRECTIONS.some((it) => sides[it].denies);
  const deciding = DIRECTIONS.map((direction) => {
    const side = sides[direction];
    if (side.denies) {
      return of(direction).filter((it) => mayAdmit(it, "allow", direction, other[direction], port, view));
    }
    if (isDenied) return undefined;
    return of(direction).filter(
      (it) =>
        mayAdmit(it, "deny", direction, other[direction], port, view) ||
        (it.byOwnPods && !side.isolates && it.part.isolates[direction] !== undefined),
    );
  });
  // What both sides deny needs both to be undone.
  if (isDenied && deciding.some((it) => it?.length === 0)) return [];
  return [...new Set(deciding.flatMap((it) => (it ?? []).map(({ policy }) => policy)))];
}

/** Those that may deny some of what is allowed between two ends. */
export function restrictedByOpen(view: View, from: End, to: End): readonly Policy[] {
  if (openPolicies(view).length === 0) return [];
  const side = (end: End, direction: Direction): CertainSide => ({
    denies: false,
    isolates: end.type === "workload" && view.isolatedBy(end.workload, direction).length > 0,
  });
  return decidedByOpen(view, { from, to }, { egress: side(from, "egress"), ingress: side(to, "ingress") });
}

/** True if one of the rules that depend on such a value may be about the other end and the channel. */
function mayAdmit(
  { policy, part, byOwnPods }: OpenPolicy,
  verdict: "allow" | "deny",
  direction: Direction,
  other: End,
  port: number | undefined,
  view: View,
): boolean {
  return part.rules.some(
    (rule) =>
      rule.direction === direction &&
      (rule.verdict === "allow") === (verdict === "allow") &&
      rule.who !== "nobody" &&
      (byOwnPods || isOpenRule(rule)) &&
      mayBeAbout(rule, policy, other, view) &&
      mayBeOn(rule, port),
  );
}

function mayBeAbout(rule: RuleReading, policy: Policy, other: End, view: View): boolean {
  if (rule.who === "everyone" || other.type !== "workload") return true;
  const { workload } = other;
  return peersOf(rule).some((it) => {
    if (it.type !== "pods") return true;
    if (it.namespaces === "own" && policy.namespace !== undefined && policy.namespace !== workload.namespace)
      return false;
    return termsOf(it).every((term) => mayHold(term, workload, view));
  });
}

function mayBeOn(rule: RuleReading, port: number | undefined): boolean {
  const list = portsOf(rule);
  if (port === undefined || list.length === 0) return true;
  return list.some(({ value, endPort }) =>
    typeof value === "number" ? value <= port && port <= (endPort?.value ?? value) : true,
  );
}

function mayHold({ of, requirement }: Term, { labels, namespace }: Workload, view: View): boolean {
  if (isOpen(requirement) || of === "other") return true;
  if (of === "pod") return holds(requirement, labels);
  const own = view.scope.namespaces.get(namespace)?.labels ?? new Map([[NAMESPACE_NAME, namespace]]);
  return holds(requirement, own);
}

function isOpenRule(rule: RuleReading): boolean {
  return (
    peersOf(rule).some((it) => {
      if (it.type === "pods") return isOpenChoice(it);
      return it.type === "block" && [it.cidr, ...it.except].some(({ value }) => holdsPlaceholder(value));
    }) || portsOf(rule).some(({ value }) => typeof value === "string" && holdsPlaceholder(value))
  );
}

function isOpenChoice(pods: PodsReading): boolean {
  return termsOf(pods).some((it) => isOpen(it.requirement));
}

function isOpen({ key, values }: Term["requirement"]): boolean {
  return [key, ...values].some((it) => holdsPlaceholder(it.value));
}
