/** What passes in one state of the files and not in the other: flows opened and closed, with the lines that decide. */

import { compareTexts } from "../../base/compare.js";
import type { Passing } from "../../analysis/compare.js";
import { compareTouched } from "../../analysis/touched.js";
import type { End, Reach, RuleRef, SideReach } from "../../engine/answers.js";
import { difference, intersection, isEmpty, type Traffic, union } from "../../engine/traffic.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import type { View } from "../../analysis/view.js";
import {
  type ConditionalFlow,
  conditionalFlows,
  endId,
  type FlowReason,
  hasReplicas,
  portsOf,
  type Ports,
  reasonOf,
} from "./flows.js";

/** One pair of ends that fares otherwise. */
export interface FlowChangeAnswer {
  readonly from: string;
  readonly to: string;
  /** What passes now and did not, and the other way round; each protocol with none is left out. */
  readonly opened: Ports;
  readonly closed: Ports;
  /** What passes under a condition, before and now; only where that differs. */
  readonly conditions?: { readonly before: readonly ConditionalFlow[]; readonly after: readonly ConditionalFlow[] };
  /** All that passes, before and now, where some ports do in both: the flow is widened or narrowed, and neither opened nor closed. */
  readonly passing?: { readonly before: PassingPorts; readonly after: PassingPorts };
  /** The rules that allow it: of what is opened those of the new state, of what is closed those of the old one. */
  readonly because: readonly FlowReason[];
  /** The same by state, where it is opened, closed and under other conditions at once, or two of these. */
  readonly rules?: { readonly before: readonly FlowReason[]; readonly after: readonly FlowReason[] };
  /** An end that only one of the states has. */
  readonly onlyIn?: "before" | "after";
  /** True where an end is all that is outside of the cluster. */
  readonly isWorld: boolean;
}

/** Without condition, and under one. */
export interface PassingPorts {
  readonly allowed: Ports;
  readonly conditional: readonly ConditionalFlow[];
}

export interface FlowDiff {
  readonly changes: readonly (FlowChangeAnswer & { readonly scope?: string })[];
  /** Clusters that only one of the states has. */
  readonly scopesBefore: readonly string[];
  readonly scopesAfter: readonly string[];
}

/** Clusters are the same where their names are; where each state has one, whatever they are called. */
export function diffFlows(before: Snapshot, after: Snapshot): FlowDiff {
  const pairs = pairsOf(before, after);
  const several = pairs.length > 1;
  const changes = pairs.flatMap(({ name, old, now }) =>
    changesIn({ snapshot: before, view: old }, { snapshot: after, view: now }).map((it) => ({
      ...it,
      ...(several ? { scope: name } : {}),
    })),
  );
  const known = new Set(pairs.map((it) => it.name));
  const single = pairs.length === 1 && before.scopes.length === 1 && after.scopes.length === 1;
  const only = (snapshot: Snapshot): string[] =>
    single ? [] : snapshot.scopes.map((it) => it.name).filter((it) => !known.has(it));
  return { changes, scopesBefore: only(before), scopesAfter: only(after) };
}

function pairsOf(before: Snapshot, after: Snapshot): { name: string; old: View; now: View }[] {
  const [old, ...moreOld] = before.scopes;
  const [now, ...moreNow] = after.scopes;
  if (old !== undefined && now !== undefined && moreOld.length === 0 && moreNow.length === 0) {
    return [{ name: now.name, old: before.view(old), now: after.view(now) }];
  }
  return after.scopes.flatMap((scope) => {
    const same = before.scopes.find((it) => it.name === scope.name);
    return same === undefined ? [] : [{ name: scope.name, old: before.view(same), now: after.view(scope) }];
  });
}

interface State {
  readonly snapshot: Snapshot;
  readonly view: View;
}

function changesIn(before: State, after: State): FlowChangeAnswer[] {
  return compareTouched(before.view, after.view)
    .filter(({ from, to }) => isShown(from) && isShown(to) && (endId(from) !== endId(to) || hasReplicas(from)))
    .map((it): FlowChangeAnswer => {
      const opened = difference(it.after.allowed, it.before.allowed);
      const closed = difference(it.before.allowed, it.after.allowed);
      const [was, is] = [conditionalFlows(it.before.conditional), conditionalFlows(it.after.conditional)];
      const isSame = JSON.stringify(was) === JSON.stringify(is);
      const conditional = isSame ? [] : it.after.conditional;
      const isPartial = !isEmpty(opened) || !isEmpty(closed) ? passesInPart(it.before, it.after) : false;
      const onlyIn = missingEnd(it.from, before, after) ?? missingEnd(it.to, before, after);
      const rules = {
        before: reasonsIn(before, it.before, closed),
        after: reasonsIn(
          after,
          it.after,
          conditional.reduce((all, one) => union(all, one.traffic), opened),
        ),
      };
      return {
        from: endId(it.from),
        to: endId(it.to),
        opened: portsOf(opened),
        closed: portsOf(closed),
        ...(isSame ? {} : { conditions: { before: was, after: is } }),
        ...(isPartial && {
          passing: {
            before: { allowed: portsOf(it.before.allowed), conditional: was },
            after: { allowed: portsOf(it.after.allowed), conditional: is },
          },
        }),
        because: [...rules.after, ...rules.before],
        ...([!isEmpty(opened), !isEmpty(closed), !isSame].filter(Boolean).length > 1 && { rules }),
        ...(onlyIn === undefined ? {} : { onlyIn }),
        isWorld: it.from.type === "world" || it.to.type === "world",
      };
    })
    .sort((a, b) => Number(b.isWorld) - Number(a.isWorld) || compareTexts(a.from, b.from) || compareTexts(a.to, b.to));
}

/** Whether some ports pass before and after, under whatever condition. */
function passesInPart(before: Passing, after: Passing): boolean {
  const ports = ({ allowed, conditional }: Passing): Traffic => ({
    ...conditional.reduce((all, it) => union(all, it.traffic), allowed),
    other: false,
  });
  return !isEmpty(intersection(ports(before), ports(after)));
}

/** Pods that no manifest shows are a manner of speaking, not an end that traffic has. */
function isShown({ type }: End): boolean {
  return type !== "unseen-pods";
}

function missingEnd(end: End, before: State, after: State): "before" | "after" | undefined {
  if (end.type !== "workload") return undefined;
  const isIn = ({ view }: State): boolean => view.scope.workloads.some((it) => it.id === end.workload.id);
  return isIn(before) ? (isIn(after) ? undefined : "before") : "after";
}

/** The rules of both sides that decide to allow some of the traffic. */
function reasonsIn({ snapshot }: State, passing: Passing, traffic: Traffic): FlowReason[] {
  const { egress, ingress } = passing as Partial<Reach>;
  // Ports alone count where there are some: every rule without ports allows what has none.
  const ports = { ...traffic, other: false };
  const asked = isEmpty(ports) ? traffic : ports;
  const rules = [egress, ingress].flatMap((side) => (side === undefined ? [] : allowing(side, asked)));
  return [...new Set(rules)].flatMap((it) => reasonOf(snapshot, it));
}

function allowing({ regions, conditional }: SideReach, asked: Traffic): RuleRef[] {
  const meets = ({ traffic }: { readonly traffic: Traffic }): boolean => !isEmpty(intersection(traffic, asked));
  return [
    ...regions.flatMap((it) =>
      it.verdict === "allow" && it.decidedBy.type === "rules" && meets(it) ? it.decidedBy.rules : [],
    ),
    ...conditional.flatMap((it) => (it.by !== undefined && meets(it) ? it.by : [])),
  ];
}

/** How many pairs let more or less through, each counted in each cluster. */
export function countChanges({ changes }: FlowDiff): { readonly opened: number; readonly closed: number } {
  const has = (ports: Ports): boolean => Object.keys(ports).length > 0;
  return {
    opened: changes.filter((it) => has(it.opened)).length,
    closed: changes.filter((it) => has(it.closed)).length,
  };
}
