/** Every allowed flow of a scope, workload by workload and to and from outside, in the form of the contract. */

import { endKey } from "../../analysis/compare.js";
import { compareTexts } from "../../base/compare.js";
import { quoted } from "../../base/quote.js";
import { disputedBy } from "../../engine/regions.js";
import { NO_TRAFFIC, PROTOCOLS, type PortRanges, type Protocol, type Traffic, union } from "../../engine/traffic.js";
import type { ConditionalTraffic, End, Reach } from "../../engine/answers.js";
import type { RuleRef } from "../../engine/answers.js";
import type { ReachGroup, View } from "../../analysis/view.js";
import type { Direction } from "../../model/direction.js";
import type { Workload } from "../../model/scope.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { restrictedByOpen } from "./open-policies.js";
import { placeOf } from "../places.js";
import { labelsText } from "../words.js";

/** Ports by protocol; a protocol with none is left out. */
export type Ports = { readonly [Each in Protocol]?: PortRanges };

export interface FlowWorkload {
  readonly id: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly file: string;
  readonly isolated: { readonly ingress: boolean; readonly egress: boolean };
  readonly hostNetwork?: true;
  readonly scope?: string;
}

export interface FlowReason {
  readonly direction: Direction;
  /** `namespace/Kind/name` of the policy. */
  readonly policy: string;
  readonly file: string;
  /** Counted from 0. */
  readonly line: number;
}

export interface ConditionalFlow {
  readonly protocol: string;
  readonly ports: PortRanges;
  readonly when: string;
}

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly allowed: Ports;
  readonly conditional: readonly ConditionalFlow[];
  /** What policies of equal rank disagree about, and the rules that do; both are left out where there is none. */
  readonly ambiguous?: Ports;
  readonly disputedBy?: readonly FlowReason[];
  /** Every rule that admits some of it; a direction in which all would pass without any has none. */
  readonly because: readonly FlowReason[];
  readonly scope?: string;
}

/** The scope of a flow or workload, where several are listed. */
type Mark = Pick<Flow, "scope">;

export interface FlowList {
  readonly workloads: readonly FlowWorkload[];
  readonly flows: readonly Flow[];
}

/** @param scopes Names of the scopes to list; several of them mark each workload and flow with its own. */
export function flowsOf(snapshot: Snapshot, scopes: readonly string[]): FlowList {
  const workloads: FlowWorkload[] = [];
  const flows: Flow[] = [];
  for (const scope of snapshot.scopes) {
    if (!scopes.includes(scope.name)) continue;
    const view = snapshot.view(scope);
    const mark: Mark = scopes.length > 1 ? { scope: scope.name } : {};
    for (const workload of scope.workloads) workloads.push({ ...flowWorkload(snapshot, view, workload), ...mark });
    for (const flow of flowsIn(snapshot, view, mark)) flows.push(flow);
  }
  workloads.sort((a, b) => compareTexts(a.id, b.id) || compareTexts(a.scope ?? "", b.scope ?? ""));
  flows.sort(
    (a, b) => compareTexts(a.from, b.from) || compareTexts(a.to, b.to) || compareTexts(a.scope ?? "", b.scope ?? ""),
  );
  return { workloads, flows };
}

function flowWorkload(snapshot: Snapshot, view: View, workload: Workload): FlowWorkload {
  const isolated = (direction: Direction): boolean => view.isolatedBy(workload, direction).length > 0;
  return {
    id: workload.id,
    namespace: workload.namespace,
    kind: workload.kind,
    name: workload.name,
    file: placeOf(snapshot, workload.object.meta.at)?.file ?? "",
    isolated: { ingress: isolated("ingress"), egress: isolated("egress") },
    ...(workload.hostNetwork ? { hostNetwork: true } : {}),
  };
}

function* flowsIn(snapshot: Snapshot, view: View, mark: Mark): Iterable<Flow> {
  const parts = new SharedParts(snapshot);
  for (const { from: sources, to: destinations, reach } of view.reachGroups()) {
    // A cluster may have millions of pairs: what they have in common is made once for all of a group.
    const common = answerOf(parts, reach, mark);
    const targets = destinations.filter(isSeen).map((end) => ({ end, id: endId(end) }));
    for (const from of sources.filter(isSeen)) {
      const id = endId(from);
      for (const to of targets) {
        if (id === to.id && !hasReplicas(from)) continue;
        const doubt = doubtOf(view, from, to.end);
        const answer = doubt === undefined ? common : answerOf(parts, inDoubt(reach, doubt), mark);
        if (answer !== undefined) yield { from: id, to: to.id, ...answer };
      }
    }
  }
}

/** Pods that no manifest shows are a manner of speaking, not an end that traffic has. */
function isSeen({ type }: End): boolean {
  return type !== "unseen-pods";
}

/** Undefined where nothing passes. */
function answerOf(parts: SharedParts, reach: ReachGroup["reach"], mark: Mark): Omit<Flow, "from" | "to"> | undefined {
  const allowed = parts.portsOf(reach.allowed);
  const conditional = parts.conditionalOf(reach.conditional);
  const ambiguous = parts.portsOf(reach.ambiguous);
  const disputed = Object.keys(ambiguous).length > 0;
  if (Object.keys(allowed).length === 0 && conditional.length === 0 && !disputed) return undefined;
  return {
    allowed,
    conditional,
    because: parts.becauseOf(reach),
    ...(disputed ? { ambiguous, disputedBy: parts.disputedBy(reach) } : {}),
    ...mark,
  };
}

/** @param doubt What has to hold for what is allowed. */
function inDoubt(reach: ReachGroup["reach"], doubt: string): ReachGroup["reach"] {
  const conditional = [...reach.conditional, { traffic: reach.allowed, when: doubt, by: undefined }];
  return { ...reach, allowed: NO_TRAFFIC, conditional };
}

/** What has to hold for what is allowed where policies have values that nobody knows. */
function doubtOf(view: View, from: End, to: End): string | undefined {
  const names = restrictedByOpen(view, from, to).map((it) => quoted(it.name));
  return names.length === 0 ? undefined : `values that are filled in later do not make ${names.join(" and ")} deny it`;
}

/** Groups with the same answer share the View's objects; what is made of those is made once, and shared as well. */
class SharedParts {
  readonly #snapshot: Snapshot;
  readonly #ports = new Map<Traffic, Ports>();
  readonly #conditional = new Map<Reach["conditional"], readonly ConditionalFlow[]>();
  readonly #because = new Map<Reach["because"], readonly FlowReason[]>();
  readonly #disputedBy = new Map<Traffic, readonly FlowReason[]>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  portsOf(traffic: Traffic): Ports {
    return made(this.#ports, traffic, () => portsOf(traffic));
  }

  conditionalOf(conditional: Reach["conditional"]): readonly ConditionalFlow[] {
    return made(this.#conditional, conditional, () => conditionalFlows(conditional));
  }

  becauseOf({ because }: ReachGroup["reach"]): readonly FlowReason[] {
    return made(this.#because, because, () => this.#reasonsOf(because));
  }

  disputedBy(reach: ReachGroup["reach"]): readonly FlowReason[] {
    return made(this.#disputedBy, reach.ambiguous, () => this.#reasonsOf([...new Set(disputedBy(reach))]));
  }

  #reasonsOf(rules: readonly RuleRef[]): readonly FlowReason[] {
    return rules.flatMap((it) => reasonOf(this.#snapshot, it)).sort(byDirectionThenPlace);
  }
}

/** The value under a key, made when it is first asked for. */
function made<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  const value = make();
  known.set(key, value);
  return value;
}

/** A row from X to X speaks of two pods of X; a bare Pod is one. */
export function hasReplicas(end: End): boolean {
  return end.type === "workload" && !(end.workload.kind === "Pod" && end.workload.object.owner === undefined);
}

export function portsOf(traffic: Traffic): Ports {
  return Object.fromEntries(PROTOCOLS.filter((it) => traffic[it].length > 0).map((it) => [it, traffic[it]]));
}

/** One entry for each condition and protocol, whichever and however many rules have the condition. */
export function conditionalFlows(conditional: readonly ConditionalTraffic[]): ConditionalFlow[] {
  const byWhen = new Map<string, Traffic>();
  for (const { traffic, when } of conditional) byWhen.set(when, union(byWhen.get(when) ?? NO_TRAFFIC, traffic));
  return [...byWhen]
    .flatMap(([when, traffic]) =>
      PROTOCOLS.filter((it) => traffic[it].length > 0).map((protocol) => ({
        protocol,
        ports: traffic[protocol],
        when,
      })),
    )
    .sort(byProtocolThenPort);
}

export function reasonOf(snapshot: Snapshot, { policy, direction, at }: RuleRef): FlowReason[] {
  const place = placeOf(snapshot, at);
  return place === undefined ? [] : [{ direction, policy: policy.id, file: place.file, line: place.start.line }];
}

/** As an end is shown: `endKey`, but for pods asked for by their labels, which stand as they are asked for. */
export function endId(end: End): string {
  return end.type === "pods" ? `${end.namespace}/${labelsText(end.labels)}` : endKey(end);
}

function byDirectionThenPlace(a: FlowReason, b: FlowReason): number {
  return (
    compareTexts(a.direction, b.direction) ||
    compareTexts(a.policy, b.policy) ||
    compareTexts(a.file, b.file) ||
    a.line - b.line
  );
}

function byProtocolThenPort(a: ConditionalFlow, b: ConditionalFlow): number {
  return (
    compareTexts(a.protocol, b.protocol) ||
    (a.ports[0]?.[0] ?? 0) - (b.ports[0]?.[0] ?? 0) ||
    compareTexts(a.when, b.when)
  );
}
