/** "Lock down this namespace": default deny, DNS and the flows that are picked, tried before it is offered. */

import { compareTexts } from "../../base/compare.js";
import { allNeeded } from "../../analysis/needs.js";
import type { View } from "../../analysis/view.js";
import { isToldByLabels } from "../../analysis/identifying-labels.js";
import { compareTouched } from "../../analysis/touched.js";
import { endIn, endKey } from "../../analysis/compare.js";
import type { ConditionalTraffic, End, Reach } from "../../engine/answers.js";
import {
  difference,
  intersection,
  isEmpty,
  NO_TRAFFIC,
  PROTOCOLS,
  type Traffic,
  trafficOf,
  union,
} from "../../engine/traffic.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { isLoss } from "../can/try-remedy.js";
import { containerPorts } from "../can/port-summary.js";
import { endId, hasReplicas } from "../flows/flows.js";
import { nameOfFile, placeOf } from "../places.js";
import type { WorkspaceEdit } from "../types.js";
import { trafficText } from "../words.js";
import type { Allowed, Goal } from "./goal.js";
import { lockDownEdit, siteOf } from "./lock-down-edit.js";
import { type Outcome, outcomeOf, withEdit } from "./prove.js";

/** A flow that a lock-down would close, to be picked. */
export interface LockDownFlow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Ports in words; of a workload that is open to all of them, its container ports. */
  readonly ports: string;
  /** Something in the workspace says that it is needed. */
  readonly isNeeded: boolean;
}

export type LockDownPlan =
  | {
      readonly ok: true;
      /** Needed ones first. */
      readonly flows: readonly LockDownFlow[];
      /** Flows that pass afterwards whatever is picked: policies that are there allow them. */
      readonly kept: number;
      /** Flows that are not listed, because there are too many. */
      readonly left: number;
    }
  | { readonly ok: false; readonly message: string };

/** More than these nobody picks from. */
const MOST_FLOWS = 2000;

interface Prepared {
  readonly flows: readonly { readonly shown: LockDownFlow; readonly goal: Goal }[];
  readonly kept: number;
  readonly left: number;
  /** With default deny and DNS alone. */
  readonly denied: Snapshot;
}

export function lockDownFlows(snapshot: Snapshot, scopeName: string, namespace: string): LockDownPlan {
  const prepared = prepare(snapshot, scopeName, namespace);
  if (typeof prepared === "string") return { ok: false, message: prepared };
  const { flows, kept, left } = prepared;
  return { ok: true, flows: flows.map((it) => it.shown), kept, left };
}

/** @param picked Ids of flows that are to pass. */
export function lockDown(snapshot: Snapshot, scopeName: string, namespace: string, picked: readonly string[]): Allowed {
  const prepared = prepare(snapshot, scopeName, namespace);
  if (typeof prepared === "string") return { ok: false, message: prepared };
  const unknown = picked.find((id) => !prepared.flows.some((it) => it.shown.id === id));
  if (unknown !== undefined) {
    return {
      ok: false,
      message: `${unknown.replace(" ", " → ")} is not a flow that this would deny, so it cannot be kept`,
    };
  }
  const goals = prepared.flows.filter((it) => picked.includes(it.shown.id)).map((it) => it.goal);
  const edit = editFor(snapshot, scopeName, namespace, goals);
  if (typeof edit === "string") return { ok: false, message: edit };
  const after = withEdit(snapshot, edit);
  const outcome = outcomeOf(prepared.denied, scopeName, after, goals);
  const { also } = outcome;
  if (also.length > 0) {
    const [first] = also;
    const more = also.length > 1 ? ` and ${also.length - 1} more` : "";
    return {
      ok: false,
      message: `Labels do not distinguish some of these pods from others, so ${first?.from} → ${first?.to}${more} would be allowed too. Select these flows as well`,
    };
  }
  if (!outcome.passes || outcome.loses) return { ok: false, message: whyStopped(after, scopeName, outcome) };
  const flows = goals.length === 0 ? "" : goals.length === 1 ? " and 1 flow" : ` and ${goals.length} flows`;
  return {
    ok: true,
    title: `Lock down \`${namespace}\`: allow only DNS${flows}`,
    edit,
    alsoAllows: [],
    alsoCloses: otherClosed(snapshot, scopeName, after),
  };
}

/** Why a flow would not pass: a rule of a policy that is there lets it pass on a condition only. @param after With the edit. */
function whyStopped(after: Snapshot, scopeName: string, { stopped, lost }: Outcome): string {
  const scope = after.scopes.find((it) => it.name === scopeName);
  if (stopped === undefined || scope === undefined) {
    return lost === undefined
      ? "A file for these policies would not be part of this cluster"
      : `Policies that allow these flows would close \`${lost.from} → ${lost.to}\``;
  }
  const flow = `\`${endId(stopped.from)} → ${endId(stopped.to)}\``;
  const condition = conditionOf(after.view(scope), stopped);
  const place = condition?.by && placeOf(after, condition.by.at);
  if (condition?.by === undefined || place === undefined) {
    return `No policy that can be written here allows all of ${flow}. Select other flows`;
  }
  const where = `${nameOfFile(after, place.file)}:${place.start.line + 1}`;
  const why = `because of a rule in \`${condition.by.policy.id}\` (${where})`;
  return `${flow} would pass on a condition only (${condition.when}) ${why}. Change that rule first, or select other flows`;
}

function conditionOf(view: View, { from, to, traffic }: Goal): ConditionalTraffic | undefined {
  const [own, other] = [endIn(view, from), endIn(view, to)];
  if (own === undefined || other === undefined) return undefined;
  const { egress, ingress } = view.reach(own, other);
  const all = [egress, ingress].flatMap((it) => it?.conditional ?? []);
  return all.find((it) => it.by !== undefined && !isEmpty(intersection(it.traffic, traffic)));
}

/** Other clusters in which something that passes now does not pass afterwards: several overlays may share the file. */
function otherClosed(snapshot: Snapshot, scopeName: string, after: Snapshot): string[] {
  return snapshot.scopes.flatMap((scope) => {
    const changed = scope.name === scopeName ? undefined : after.scopes.find((it) => it.name === scope.name);
    if (changed === undefined) return [];
    const changes = compareTouched(snapshot.view(scope), after.view(changed));
    return changes.some(isLoss) ? [scope.name] : [];
  });
}

function editFor(snapshot: Snapshot, scope: string, namespace: string, goals: readonly Goal[]): WorkspaceEdit | string {
  const site = siteOf(snapshot, scope, namespace);
  return site === undefined ? noWorkloads(namespace) : lockDownEdit(snapshot, site, goals);
}

function noWorkloads(namespace: string): string {
  return `No workload of namespace \`${namespace}\` is in this workspace, so its flows are not known`;
}

function prepare(snapshot: Snapshot, scopeName: string, namespace: string): Prepared | string {
  const scope = snapshot.scopes.find((it) => it.name === scopeName);
  if (scope === undefined) return `No scope ${scopeName}`;
  const view = snapshot.view(scope);
  if (!scope.workloads.some((it) => it.namespace === namespace)) return noWorkloads(namespace);
  const edit = editFor(snapshot, scopeName, namespace, []);
  if (typeof edit === "string") return edit;
  const denied = withEdit(snapshot, edit);
  const deniedScope = denied.scopes.find((it) => it.name === scopeName);
  if (deniedScope === undefined) return "A file for these policies would not be part of this cluster";
  // Rules for domain names have no effect until DNS lookups are inspected, which the rule for DNS asks for (CS-24).
  const woken = outcomeOf(snapshot, scopeName, denied, []).also.find((it) => it.to.startsWith("fqdn:"));
  if (woken !== undefined) {
    return `Allowing DNS would also put rules for domain names into effect, such as \`${woken.from} → ${woken.to}\`. Allow DNS first`;
  }
  return { ...flowsIn(view, denied.view(deniedScope), namespace), denied };
}

function flowsIn(view: View, denied: View, namespace: string): Omit<Prepared, "denied"> {
  const needed = neededTraffic(view);
  const found: { shown: LockDownFlow; goal: Goal }[] = [];
  let kept = 0;
  for (const reach of view.flows()) {
    if (!isOf(reach, namespace) || isEmpty(reach.allowed)) continue;
    const [from, to] = [endIn(denied, reach.from), endIn(denied, reach.to)];
    if (from === undefined || to === undefined) continue;
    const closed = withoutPortless(difference(reach.allowed, denied.reach(from, to).allowed));
    if (isEmpty(closed)) {
      kept++;
      continue;
    }
    const id = `${endId(reach.from)} ${endId(reach.to)}`;
    const wanted = intersection(closed, needed.get(id) ?? NO_TRAFFIC);
    const traffic = isEmpty(wanted) ? narrowed(closed, reach.to) : wanted;
    const shown = {
      id,
      from: endId(reach.from),
      to: endId(reach.to),
      ports: trafficText(traffic),
      isNeeded: !isEmpty(wanted),
    };
    found.push({ shown, goal: { from: reach.from, to: reach.to, traffic } });
  }
  const sorted = found.sort(
    (a, b) => Number(b.shown.isNeeded) - Number(a.shown.isNeeded) || compareTexts(a.shown.id, b.shown.id),
  );
  return { flows: sorted.slice(0, MOST_FLOWS), kept, left: Math.max(0, sorted.length - MOST_FLOWS) };
}

/** Flows of two ends that have names, and of which rules can be written. */
function isOf({ from, to }: Reach, namespace: string): boolean {
  const isOwn = (end: End): boolean =>
    end.type === "workload" && end.workload.namespace === namespace && !end.workload.hostNetwork;
  if (!isOwn(from) && !isOwn(to)) return false;
  if (endKey(from) === endKey(to) && !hasReplicas(from)) return false;
  return [from, to].every((it) => it.type !== "unseen-pods" && (!isOwn(it) || isToldByLabels(it)));
}

/** Messages without ports go with none of the ports that are picked. */
function withoutPortless(traffic: Traffic): Traffic {
  return { ...traffic, other: false };
}

/** All ports of a workload come down to those of its containers, where any are known. */
function narrowed(traffic: Traffic, to: End): Traffic {
  const known = PROTOCOLS.map((it) => trafficOf(it, containerPorts(to, it))).reduce(union);
  const open = intersection(traffic, known);
  return isEmpty(open) ? traffic : open;
}

/** By pair, what objects of the workspace say is needed. */
function neededTraffic(view: View): ReadonlyMap<string, Traffic> {
  const byPair = new Map<string, Traffic>();
  for (const { from, to, protocol, port } of allNeeded(view)) {
    for (const own of from) {
      const id = `${own.id} ${to.id}`;
      byPair.set(id, union(byPair.get(id) ?? NO_TRAFFIC, trafficOf(protocol, [[port, port]])));
    }
  }
  return byPair;
}
