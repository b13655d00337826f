/** What changes between two states of a scope: the pairs of ends between which other traffic passes. */

import { memoize } from "../base/memoize.js";
import { equalTraffic, type Traffic, NO_TRAFFIC } from "../engine/traffic.js";
import type { ConditionalTraffic, End, Reach } from "../engine/answers.js";
import type { Direction } from "../model/direction.js";
import type { Workload } from "../model/scope.js";
import type { View } from "./view.js";

export interface FlowChange {
  readonly from: End;
  readonly to: End;
  readonly before: Passing;
  readonly after: Passing;
}

/** What passes between two ends; nothing where one of them is not there. */
export interface Passing {
  readonly allowed: Traffic;
  readonly conditional: readonly ConditionalTraffic[];
  readonly ambiguous: Traffic;
}

const NOTHING: Passing = { allowed: NO_TRAFFIC, conditional: [], ambiguous: NO_TRAFFIC };

/** Pairs whose traffic differs, those of the later state first. Ends are the same when their names are. */
export function compareFlows(before: View, after: View): FlowChange[] {
  const earlier = new Map<string, Reach>();
  for (const reach of before.flows()) earlier.set(pairKey(reach), reach);
  const changes: FlowChange[] = [];
  for (const reach of after.flows()) {
    const key = pairKey(reach);
    const old = earlier.get(key) ?? standIn(before, reach);
    earlier.delete(key);
    if (!samePassing(old, reach)) changes.push({ from: reach.from, to: reach.to, before: old, after: reach });
  }
  for (const old of earlier.values()) {
    const now = standIn(after, old);
    if (!samePassing(old, now)) changes.push({ from: old.from, to: old.to, before: old, after: now });
  }
  return changes;
}

/** The same for the pairs of which one end is among these workloads of the later state, and their policies in the direction differ. */
export function compareFlowsOf(
  before: View,
  after: View,
  workloads: readonly Workload[],
  direction: Direction,
): FlowChange[] {
  return workloads.flatMap((workload) => {
    const own: End = { type: "workload", workload };
    const changes: FlowChange[] = [];
    for (const { end, reach } of after.peersOf(workload, direction)) {
      const ends = direction === "egress" ? { from: own, to: end } : { from: end, to: own };
      const old = standIn(before, { ...ends, ...reach });
      if (!samePassing(old, reach)) changes.push({ ...ends, before: old, after: reach });
    }
    return changes;
  });
}

/**
 * What a state says of a pair that it does not list. Ends outside need no name of their own to be asked about: an address
 * is in the smallest network that is named there. A workload that is not there reaches nothing.
 */
export function standIn(view: View, { from, to }: { readonly from: End; readonly to: End }): Passing {
  const [own, other] = [endIn(view, from), endIn(view, to)];
  return own === undefined || other === undefined ? NOTHING : view.reach(own, other);
}

/** The end in another state of the scope; undefined where it is not there. */
export function endIn(view: View, end: End): End | undefined {
  if (end.type !== "workload") return end;
  const workload = workloadsById(view.scope.workloads).get(end.workload.id);
  return workload === undefined ? undefined : { type: "workload", workload };
}

/** Of several with one id the first. */
export const workloadsById = memoize(
  (workloads: readonly Workload[]): ReadonlyMap<string, Workload> =>
    new Map(workloads.toReversed().map((it) => [it.id, it])),
);

export function samePassing(a: Passing, b: Passing): boolean {
  if (!equalTraffic(a.ambiguous, b.ambiguous)) return false;
  if (a.allowed === b.allowed && a.conditional === b.conditional) return true;
  return equalTraffic(a.allowed, b.allowed) && conditionsOf(a) === conditionsOf(b);
}

function conditionsOf({ conditional }: Passing): string {
  return [...new Set(conditional.map((it) => `${it.when} ${JSON.stringify(it.traffic)}`))].sort().join();
}

function pairKey({ from, to }: Reach): string {
  return `${endKey(from)} ${endKey(to)}`;
}

/** A text that two ends have in common only when they are the same. */
export function endKey(end: End): string {
  switch (end.type) {
    case "workload":
      return end.workload.id;
    case "world":
      return "world";
    case "cidr":
      return `cidr:${end.cidr}`;
    case "fqdn":
      return `fqdn:${end.pattern}`;
    case "entity":
      return `entity:${end.name}`;
    case "unseen-pods":
      return `pods:${end.namespace ?? "*"}/${end.selector}`;
    case "pods":
      return `pods:${end.namespace}/${[...end.labels].map(([key, value]) => `${key}=${value}`).join(",")}`;
  }
}
