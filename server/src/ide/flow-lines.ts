/** What may come in or go out of a workload, all policies of the scope counted, as lines: ends that fare alike share one. */

import { intersection, isEmpty, type Traffic, union } from "../engine/traffic.js";
import type { End, Reach, RuleRef, SideReach } from "../engine/answers.js";
import type { View } from "../analysis/view.js";
import { contains, parseCidr } from "../model/ip.js";
import type { Direction } from "../model/direction.js";
import type { Policy, Workload } from "../model/scope.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { endText, listText, policiesText, ruleText, trafficText } from "./words.js";

/** Beyond it a hover names the subject's rules alone: a reader has no use for the list, and the editor no time. */
const MOST_ENDS = 3000;

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
  const subject: End = { type: "workload", workload };
  const ends: End[] = [
    ...view.scope.workloads
      .filter((it) => it.id !== workload.id && !it.hostNetwork)
      .slice(0, MOST_ENDS)
      .map((it): End => ({ type: "workload", workload: it })),
    ...view.outsideEnds,
  ];
  const groups = new Map<string, Group>();
  const stopped = new Map<string, { readonly ends: End[]; readonly by: string }>();
  for (const end of ends) {
    const reach = direction === "ingress" ? view.reach(end, subject) : view.reach(subject, end);
    const side = direction === "ingress" ? reach.ingress : reach.egress;
    if (isEmpty(reach.allowed) && reach.conditional.length === 0 && isEmpty(reach.ambiguous)) {
      noteStopped(stopped, end, reach, direction);
      continue;
    }
    const what = whatText(reach);
    const rules = [...(side?.because ?? []), ...disagreeing(reach)];
    const key = `${what}|${rules.map((it) => `${it.at.document}:${it.at.node}`).join(",")}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ends: [end], what, rules });
    else group.ends.push(end);
  }
  const word = direction === "ingress" ? "from" : "to";
  const lines = [...groups.values()].map(({ ends: own, what, rules }) => {
    const whom =
      own.length === ends.length && own.length > 1 ? "anyone" : listText(endsText(own, ends, workload.namespace));
    const by = [...new Set(rules.map((it) => ruleText(snapshot, it)))];
    return `${word} ${whom}: ${what}${by.length === 0 ? "" : `, by ${listText(by, 3)}`}`;
  });
  for (const { ends: own, by } of stopped.values()) {
    lines.push(
      `not ${word} ${listText(
        own.map((it) => endText(it, workload.namespace)),
        3,
      )}: stopped at the other end by ${by}`,
    );
  }
  return lines.length === 0 ? ["nothing"] : lines;
}

/**
 * The ends of one line in words. `world` stands for the addresses and names it holds; an address block is told with the
 * holes that fare otherwise.
 */
function endsText(own: readonly End[], all: readonly End[], seenFrom: string): string[] {
  const world = own.some((it) => it.type === "world");
  return own
    .filter((it) => !(world && (it.type === "cidr" || it.type === "fqdn")))
    .map((end) => {
      if (end.type !== "cidr") return endText(end, seenFrom);
      const holes = all.filter(
        (it) => it.type === "cidr" && it !== end && !own.includes(it) && isInside(it.cidr, end.cidr),
      );
      const text = endText(end, seenFrom);
      return holes.length === 0 ? text : `${text} except ${listText(holes.map((it) => endText(it)))}`;
    });
}

function isInside(inner: string, outer: string): boolean {
  const a = parseCidr(outer);
  const b = parseCidr(inner);
  return a.ok && b.ok && contains(a.cidr, b.cidr);
}

/** A peer that this end admits and whose own side does not let it through: worth a line, for it surprises. */
function noteStopped(
  stopped: Map<string, { readonly ends: End[]; readonly by: string }>,
  end: End,
  reach: Reach,
  direction: Direction,
): void {
  const own = direction === "ingress" ? reach.ingress : reach.egress;
  const other = direction === "ingress" ? reach.egress : reach.ingress;
  // Only where a rule of this end names the peer: not for every pod of the cluster that happens to be locked.
  if (own === undefined || other === undefined || own.because.length === 0) return;
  const open = own.conditional.reduce((all, it) => union(all, it.traffic), own.allowed);
  if (isEmpty(open)) return;
  const by = policiesText(denyingPolicies(other, open));
  const known = stopped.get(by);
  if (known === undefined) stopped.set(by, { ends: [end], by });
  else known.ends.push(end);
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

/** Rules of policies of equal rank that disagree about what is ambiguous. */
function disagreeing({ ambiguous, egress, ingress }: Reach): RuleRef[] {
  if (isEmpty(ambiguous)) return [];
  return [egress, ingress].flatMap((side) =>
    (side?.regions ?? [])
      .filter((it) => it.verdict === "ambiguous" && !isEmpty(intersection(it.traffic, ambiguous)))
      .flatMap(({ decidedBy }) => (decidedBy.type === "rules" ? decidedBy.rules : [])),
  );
}

function whatText({ allowed, conditional, ambiguous }: Reach): string {
  const parts = isEmpty(allowed) ? [] : [trafficText(allowed)];
  for (const it of conditional) parts.push(`${trafficText(it.traffic)} if ${it.when}`);
  if (!isEmpty(ambiguous)) parts.push(`${trafficText(ambiguous)} ambiguous: policies of equal priority disagree`);
  return parts.join("; ");
}
