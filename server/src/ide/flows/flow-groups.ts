/** What passes between a workload and every other end, all policies combined: ends that fare alike are one group. */

import type { Peer, View } from "../../analysis/view.js";
import type { End, RuleRef, SideReach } from "../../engine/answers.js";
import { disputedBy } from "../../engine/regions.js";
import { intersection, isEmpty, type Traffic, union } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { Policy, Workload } from "../../model/scope.js";
import { hasReplicas } from "./flows.js";

/** Ends with which something passes, be it on a condition. */
export interface OpenGroup {
  readonly ends: readonly End[];
  readonly reach: Peer["reach"];
  /** Rules of both sides that have a say. */
  readonly rules: readonly RuleRef[];
}

/** Ends with which nothing passes although the workload's own policies are open to some of it, or because a rule denies it. */
export interface StoppedGroup {
  readonly ends: readonly End[];
  /** Deny rules of the workload's own policies; else `policies` of the other side restrict it. */
  readonly rules: readonly RuleRef[];
  readonly policies: readonly Policy[];
}

export interface FlowGroups {
  /** Those outside the cluster first, then the widest. */
  readonly open: readonly OpenGroup[];
  readonly stopped: readonly StoppedGroup[];
  /** All ends that there are. */
  readonly ends: readonly End[];
}

type Reach = Peer["reach"];

export function flowGroups(view: View, workload: Workload, direction: Direction): FlowGroups {
  const ends: End[] = [];
  const byReach = new Map<Reach, End[]>();
  for (const { end, reach } of view.peersOf(workload, direction)) {
    if (end.type === "workload" && end.workload === workload && !hasReplicas(end)) continue;
    ends.push(end);
    const known = byReach.get(reach);
    if (known === undefined) byReach.set(reach, [end]);
    else known.push(end);
  }
  const open = new Map<string, { ends: End[]; reach: Reach; rules: readonly RuleRef[] }>();
  const stopped = new Map<string, { ends: End[]; rules: readonly RuleRef[]; policies: readonly Policy[] }>();
  for (const [reach, own] of byReach) {
    if (passesNothing(reach)) {
      const reason = stoppedBy(reach, direction);
      if (reason === undefined) continue;
      const key = [...reason.rules.map(keyOf), ...reason.policies.map((it) => it.id)].join();
      const group = stopped.get(key);
      if (group === undefined) stopped.set(key, { ends: own, ...reason });
      else for (const end of own) group.ends.push(end);
    } else {
      const rules = [...reach.because, ...disputedBy(reach)];
      const key = `${rules.map(keyOf).join()}|${trafficKey(reach)}`;
      const group = open.get(key);
      if (group === undefined) open.set(key, { ends: own, reach, rules });
      else for (const end of own) group.ends.push(end);
    }
  }
  const groups = [...open.values()].map((it) => ({ ...it, ends: inOrder(it.ends) }));
  const stops = [...stopped.values()].map((it) => ({ ...it, ends: inOrder(it.ends) }));
  return { open: widestFirst(groups), stopped: widestFirst(stops), ends };
}

/** A list that is cut keeps what matters most: what is outside the cluster, then what most ends may do. */
function widestFirst<T extends { readonly ends: readonly End[] }>(groups: readonly T[]): readonly T[] {
  return groups.toSorted((a, b) => outsideness(a) - outsideness(b) || b.ends.length - a.ends.length);
}

const OUTSIDE: readonly (readonly End["type"][])[] = [["world"], ["cidr", "fqdn"]];

/** 0: with everything outside. 1: with some of it. 2: with none. */
function outsideness({ ends }: { readonly ends: readonly End[] }): number {
  const found = OUTSIDE.findIndex((types) => ends.some((it) => types.includes(it.type)));
  return found < 0 ? OUTSIDE.length : found;
}

/** Wider ends before narrower ones, so that a list that is cut keeps them. */
const ORDER: readonly End["type"][] = ["world", "cidr", "fqdn", "entity", "unseen-pods", "pods", "workload"];

function inOrder(ends: readonly End[]): readonly End[] {
  return ORDER.flatMap((type) => ends.filter((it) => it.type === type));
}

function keyOf({ at }: RuleRef): string {
  return `${at.document}:${at.node}`;
}

function trafficKey({ allowed, conditional, ambiguous }: Reach): string {
  return JSON.stringify([allowed, conditional.map((it) => [it.when, it.traffic]), ambiguous]);
}

export function passesNothing({ allowed, conditional, ambiguous }: Reach): boolean {
  return isEmpty(allowed) && conditional.length === 0 && isEmpty(ambiguous);
}

/** Undefined where no rule of the workload's policies is about the peer. */
function stoppedBy(reach: Reach, direction: Direction): Pick<StoppedGroup, "rules" | "policies"> | undefined {
  const [own, other] = direction === "ingress" ? [reach.ingress, reach.egress] : [reach.egress, reach.ingress];
  if (own !== undefined && own.deniedBy.length > 0 && isEmpty(own.allowed) && own.conditional.length === 0) {
    return { rules: own.deniedBy, policies: [] };
  }
  const policies = other === undefined ? [] : denyingPolicies(other, own);
  return policies.length === 0 ? undefined : { rules: [], policies };
}

/** The policies at the other side that deny what this side is open to: by a rule, or by isolating where no rule matches. */
function denyingPolicies(other: SideReach, own: SideReach | undefined): readonly Policy[] {
  const open = own?.conditional.reduce<Traffic>((all, it) => union(all, it.traffic), own.allowed);
  if (open !== undefined && isEmpty(open)) return [];
  const policies = other.regions
    .filter((it) => it.verdict === "deny" && (open === undefined || !isEmpty(intersection(it.traffic, open))))
    .flatMap(({ decidedBy }) => {
      if (decidedBy.type === "rules") return decidedBy.rules.map((it) => it.policy);
      return decidedBy.type === "end-of-tier" ? decidedBy.isolatedBy : [];
    });
  return [...new Set(policies)];
}
