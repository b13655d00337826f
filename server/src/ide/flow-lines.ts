/** What may come in or go out of a workload, all policies of the scope counted, as lines: ends that fare alike share one. */

import { disputedBy } from "../engine/regions.js";
import { intersection, isEmpty, type Traffic, union } from "../engine/traffic.js";
import type { End, RuleRef, SideReach } from "../engine/answers.js";
import type { Peer, View } from "../analysis/view.js";
import { contains, parseCidr } from "../model/ip.js";
import type { Direction } from "../model/direction.js";
import type { Policy, Workload } from "../model/scope.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { endText, listOf, listText, policiesText, ruleText, trafficText } from "./words.js";

interface Group {
  readonly ends: End[];
  readonly what: string;
  readonly rules: readonly RuleRef[];
}

/** Undefined when no policy isolates the workload in the direction and no deny rule takes anything. */
export function flowLines(
  snapshot: Snapshot,
  view: View,
  workload: Workload,
  direction: Direction,
): readonly string[] | undefined {
  const isolatedBy = view.isolatedBy(workload, direction);
  if (isolatedBy.length === 0 && view.policiesOn(workload, direction).length === 0) return undefined;
  const groups = new Map<string, Group>();
  const stopped = new Map<string, End[]>();
  /** The ends of the line that an answer belongs to; of no line where nothing is said of it. */
  const lineOf = (reach: Peer["reach"]): End[] => {
    const side = direction === "ingress" ? reach.ingress : reach.egress;
    if (isEmpty(reach.allowed) && reach.conditional.length === 0 && isEmpty(reach.ambiguous)) {
      return stoppedEnds(stopped, snapshot, reach, direction);
    }
    const what = whatText(reach);
    const rules = [...(side?.because ?? []), ...disputedBy(reach)];
    const key = `${what}|${rules.map((it) => `${it.at.document}:${it.at.node}`).join(",")}`;
    const group = groups.get(key) ?? { ends: [], what, rules };
    groups.set(key, group);
    return group.ends;
  };
  const ends: End[] = [];
  const lines = new Map<Peer["reach"], End[]>();
  for (const { end, reach } of view.peersOf(workload, direction)) {
    if (end.type === "workload" && end.workload.hostNetwork) continue;
    const line = lines.get(reach) ?? lineOf(reach);
    lines.set(reach, line);
    line.push(end);
    ends.push(end);
  }
  const word = direction === "ingress" ? "from" : "to";
  const texts = [...groups.values()].map(({ ends: own, what, rules }) => {
    const whom = own.length === ends.length && own.length > 1 ? "anyone" : endsText(own, ends, workload.namespace);
    const by = [...new Set(rules.map((it) => ruleText(snapshot, it)))];
    return `${word} ${whom}: ${what}${by.length === 0 ? "" : `, by ${listText(by, 3)}`}`;
  });
  for (const [reason, own] of stopped) {
    texts.push(`not ${word} ${listOf(own, (it) => endText(it, workload.namespace), 3)}: ${reason}`);
  }
  return texts.length === 0 ? ["nothing"] : texts;
}

/**
 * The ends of one line in words. `world` stands for the addresses and names it holds; an address block is told with the
 * holes that fare otherwise.
 */
function endsText(own: readonly End[], all: readonly End[], seenFrom: string): string {
  const alike = new Set(own);
  const world = own.some((it) => it.type === "world");
  const told = own.filter((it) => !(world && (it.type === "cidr" || it.type === "fqdn")));
  return listOf(told, (end) => {
    const text = endText(end, seenFrom);
    if (end.type !== "cidr") return text;
    const holes = all.filter((it) => it.type === "cidr" && !alike.has(it) && isInside(it.cidr, end.cidr));
    return holes.length === 0 ? text : `${text} except ${listOf(holes, (it) => endText(it))}`;
  });
}

function isInside(inner: string, outer: string): boolean {
  const a = parseCidr(outer);
  const b = parseCidr(inner);
  return a.ok && b.ok && contains(a.cidr, b.cidr);
}

/**
 * Where peers are gathered that get nothing, with the reason: a rule of this end denies it, or this end allows it and the
 * other end does not. Not for every pod of the cluster that no rule of this end is about.
 */
function stoppedEnds(
  stopped: Map<string, End[]>,
  snapshot: Snapshot,
  reach: Peer["reach"],
  direction: Direction,
): End[] {
  const [own, other] = direction === "ingress" ? [reach.ingress, reach.egress] : [reach.egress, reach.ingress];
  const reason = own === undefined ? undefined : (deniedHere(snapshot, own) ?? stoppedThere(own, other));
  if (reason === undefined) return [];
  const ends = stopped.get(reason) ?? [];
  stopped.set(reason, ends);
  return ends;
}

function deniedHere(snapshot: Snapshot, { allowed, conditional, deniedBy }: SideReach): string | undefined {
  if (deniedBy.length === 0 || !isEmpty(allowed) || conditional.length > 0) return undefined;
  return `denied by ${listText([...new Set(deniedBy.map((it) => ruleText(snapshot, it)))], 3)}`;
}

function stoppedThere(own: SideReach, other: SideReach | undefined): string | undefined {
  const open = own.conditional.reduce((all, it) => union(all, it.traffic), own.allowed);
  if (other === undefined || own.because.length === 0 || isEmpty(open)) return undefined;
  const by = denyingPolicies(other, open);
  return by.length === 0 ? undefined : `stopped at the other end by ${policiesText(by)}`;
}

/** The policies that deny some of the traffic: by a rule, or by isolating where no rule matches. */
function denyingPolicies({ regions }: SideReach, traffic: Traffic): Policy[] {
  return regions
    .filter((it) => it.verdict === "deny" && !isEmpty(intersection(it.traffic, traffic)))
    .flatMap(({ decidedBy }) => {
      if (decidedBy.type === "rules") return decidedBy.rules.map((it) => it.policy);
      return decidedBy.type === "end-of-tier" ? decidedBy.isolatedBy : [];
    });
}

function whatText({ allowed, conditional, ambiguous }: Peer["reach"]): string {
  const parts = isEmpty(allowed) ? [] : [trafficText(allowed)];
  for (const it of conditional) parts.push(`${trafficText(it.traffic)} if ${it.when}`);
  if (!isEmpty(ambiguous)) parts.push(`${trafficText(ambiguous)} ambiguous: policies of equal priority disagree`);
  return parts.join("; ");
}
