/** Clusterwide policies that select every pod and allow something, which denies everything else to pods without other policies. */

import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import { isAll } from "../../engine/traffic.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { allowListOf, type PolicyPart, termsOf } from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy, type Workload } from "../../model/scope.js";
import { subjectsOf } from "./subjects.js";

export interface ClusterwideAllow {
  readonly part: PolicyPart;
  readonly direction: Direction;
  /** What switches default deny on. */
  readonly at: Site;
  /** Pods in this workspace that no other policy isolates; empty if there are none. */
  readonly cutOff: readonly Workload[];
  /** True if other policies isolate most pods anyway, so that the few that are left are likely to be restricted as well. */
  readonly isUsual: boolean;
}

/** None if another policy isolates the pods in that direction: this one then adds to what the others allow. */
export function clusterwideAllows(policy: Policy, view: View): readonly ClusterwideAllow[] {
  return view.memo(found, policy);
}

function found(policy: Policy, view: View): readonly ClusterwideAllow[] {
  if (policy.namespace !== undefined || view.isRefused(policy)) return [];
  return subjectsOf(policy).flatMap(({ part }) =>
    selectsEveryPod(part) ? DIRECTIONS.flatMap((it) => isolating(policy, part, it, view) ?? []) : [],
  );
}

/** Also if it leaves some out, such as the DNS pods: all others are restricted. */
function selectsEveryPod({ subject }: PolicyPart): boolean {
  return termsOf(subject).every(
    ({ of, requirement: { key, operator } }) =>
      operator === "NotIn" ||
      operator === "DoesNotExist" ||
      (of === "namespace" && key.value === NAMESPACE_NAME && operator === "Exists"),
  );
}

function isolating(policy: Policy, part: PolicyPart, direction: Direction, view: View): ClusterwideAllow | undefined {
  const at = part.isolates[direction];
  const list = allowListOf(part, direction);
  if (at === undefined || list === undefined) return undefined;
  const own = new Set(part.rules);
  const rules = view.allowances(policy).filter((it) => it.by.direction === direction && own.has(it.by.reading));
  const allows = rules.filter((it) => it.by.verdict === "allow" && it.by.reading.who !== "nobody");
  // A policy that denies something, or allows nothing, is meant to isolate.
  if (allows.length === 0 || allows.length < rules.length || allows.some((it) => it.anyPeer && isAll(it.traffic))) {
    return undefined;
  }
  const selected = view.selectedBy(policy, part);
  const cutOff = selected.filter((it) => view.isolatedBy(it, direction).every((other) => other === policy));
  const isSaid =
    selected.length > 0
      ? cutOff.length > 0
      : !view.policies.some((it) => it !== policy && view.isolates(it)[direction]);
  const isUsual = cutOff.length * 2 < selected.length;
  return isSaid ? { part, direction, at, cutOff, isUsual } : undefined;
}
