/** What a universe is made of besides the policies: pods, namespaces, addresses. Successive states that have the same share it. */

import { compareTexts } from "../base/compare.js";
import { sameItems, stretchBetween } from "../base/derived-list.js";
import { sameVersions, type Versions } from "../base/version.js";
import { type Cidr, formatCidr } from "../model/ip.js";
import type { Scope, Workload } from "../model/scope.js";
import type { DnsSettings } from "./answers.js";
import type { PodQuery } from "./program.js";
import { Relabelling } from "./relabelling.js";
import { PodIndex, queryMatches, unsettledIn } from "./selectors.js";
import type { Addressing, PodPoint, ServiceSight } from "./universe.js";
import { unseenPod } from "./unseen-pods.js";

export interface GroundInput {
  readonly scope: Pick<Scope, "workloads" | "namespaces">;
  readonly dns: DnsSettings;
  readonly addressing: Addressing;
  /** Addresses of Services, and of networks that they have theirs from. */
  readonly services?: readonly ServiceNetwork[];
  /** Labels of pods that selectors do not see. */
  readonly dropped?: DroppedLabels;
}

export interface DroppedLabels {
  readonly by: (key: string, versions: Versions) => boolean;
  readonly versions: Versions;
}

export interface ServiceNetwork {
  readonly cidr: Cidr;
  readonly sight: ServiceSight;
}

export class Ground {
  readonly input: GroundInput;
  /** Of the workloads, those of one namespace together, which keeps sets of them small. */
  readonly pods: readonly PodPoint[];
  readonly index: PodIndex;
  /** The place of each workload's pod. */
  readonly idOf: ReadonlyMap<Workload, number>;
  /** Those on the host's network, as if they were not. */
  readonly #onHost: readonly PodPoint[];
  readonly #unseen: Map<string, Unseen>;
  /** The same for grounds whose pods rules cannot tell apart, one by one. */
  readonly kind: object;
  /** The same for grounds whose pods differ in labels alone, one by one. */
  readonly numbering: object;

  private constructor({ scope, ...input }: GroundInput, from: Pick<Ground, "pods" | "index"> & Partial<Shared>) {
    const { workloads, namespaces } = scope;
    this.input = { ...input, scope: { workloads, namespaces } };
    this.pods = from.pods;
    this.index = from.index;
    this.idOf = new Map(this.pods.flatMap((it, id) => (it.workload === undefined ? [] : [[it.workload, id]])));
    this.#onHost = this.pods.filter((it) => it.hostNetwork).map((it) => ({ ...it, hostNetwork: false }));
    this.#unseen = from.unseen ?? new Map();
    this.kind = from.kind ?? {};
    this.numbering = from.numbering ?? {};
  }

  /** @param before That of an earlier state, which serves again where everything is the same. */
  static of(input: GroundInput, before?: Ground): Ground {
    if (before !== undefined && sameSurroundings(input, before.input)) {
      const [old, now] = [before.input.scope.workloads, input.scope.workloads];
      if (sameItems(old, now)) return before;
      if (areAlike(old, now, facetsOf)) return before.#exchanged(input);
      if (areAlike(old, now, facetsBesideLabels)) return before.#relabelled(input);
    }
    const pods = podsOf(input);
    return new Ground(input, { pods, index: new PodIndex(pods) });
  }

  /** With workloads in the places of those that rules cannot tell from them. */
  #exchanged(input: GroundInput): Ground {
    const { index, kind, numbering } = this;
    const pods = exchangedPods(this, input);
    return new Ground(input, { pods, index, kind, numbering, unseen: this.#unseen });
  }

  /** With workloads in the places of others that have other labels. */
  #relabelled(input: GroundInput): Ground {
    const pods = exchangedPods(this, input);
    const moved = [...pods.keys()].filter((it) => pods[it] !== this.pods[it]);
    const relabelling = new Relabelling(moved, this.pods, pods);
    const unseen = new Map(this.#unseen);
    for (const [key, { query }] of unseen) if (relabelling.isToldBy(query)) unseen.delete(key);
    const index = this.index.relabelled(pods, moved);
    return new Ground(input, { pods, index, numbering: this.numbering, unseen });
  }

  /** Pods that are no workload's, and that the queries mean, each once. @param queries By their keys. */
  unseen(queries: ReadonlyMap<string, PodQuery>): ReadonlyMap<string, PodPoint> {
    // Queries of earlier states are given up once they are most of it.
    if (this.#unseen.size > 2 * queries.size + FEW_QUERIES) {
      for (const key of this.#unseen.keys()) if (!queries.has(key)) this.#unseen.delete(key);
    }
    const unseen = new Map<string, PodPoint>();
    for (const [key, query] of queries) {
      const known = this.#unseen.get(key) ?? { query, pod: this.#unseenOf(query) };
      this.#unseen.set(key, known);
      const { pod } = known;
      // Two queries may come down to the same pods.
      if (pod !== undefined) unseen.set(`${pod.namespace ?? ""} ${pod.unseen}`, pod);
    }
    return unseen;
  }

  #unseenOf(query: PodQuery): PodPoint | undefined {
    if (!this.index.match(query).isEmpty) return undefined;
    // Some of a workload's pods may be those that are asked for.
    if (this.index.asksUnsettled(query) && this.pods.some((it) => unsettledIn(query, it) !== undefined))
      return undefined;
    // Those that are meant are there, and on their host's network.
    if (this.#onHost.some((it) => queryMatches(query, it))) return undefined;
    return unseenPod(query, this.input.scope.namespaces);
  }
}

const FEW_QUERIES = 64;

/** A query, and the pods that it means where no workload has them. */
interface Unseen {
  readonly query: PodQuery;
  readonly pod: PodPoint | undefined;
}

interface Shared {
  readonly kind: object;
  readonly numbering: object;
  readonly unseen: Map<string, Unseen>;
}

function podsOf(input: GroundInput): readonly PodPoint[] {
  const pods = input.scope.workloads.map((it) => podOf(it, input));
  return pods.sort((a, b) => compareTexts(a.namespace ?? "", b.namespace ?? ""));
}

/** The pods with those of other workloads in their places. */
function exchangedPods({ input, pods, idOf }: Ground, after: GroundInput): readonly PodPoint[] {
  const [old, now] = [input.scope.workloads, after.scope.workloads];
  const stretch = stretchBetween(old, now);
  const exchanged = pods.slice();
  for (let at = stretch.start; at < stretch.after; at++) {
    const [was, is] = [old[at], now[at]];
    const id = was === undefined || was === is ? undefined : idOf.get(was);
    if (id !== undefined && is !== undefined) exchanged[id] = podOf(is, after);
  }
  return exchanged;
}

/** True where the workloads that differ, one by one, have the same in words. */
function areAlike(
  before: readonly Workload[],
  after: readonly Workload[],
  wordsOf: (workload: Workload) => string | undefined,
): boolean {
  const { start, before: end, after: ending } = stretchBetween(before, after);
  if (end !== ending) return false;
  for (let at = start; at < end; at++) {
    const [old, now] = [before[at], after[at]];
    if (old === now) continue;
    const words = old === undefined ? undefined : wordsOf(old);
    if (words === undefined || now === undefined || wordsOf(now) !== words) return false;
  }
  return true;
}

/** All of a workload that rules may look at. */
function facetsOf(workload: Workload): string {
  const { id, namespace, labels, unsettled, ports, hostNetwork, serviceAccount, addresses } = workload;
  return JSON.stringify([
    ...[id, namespace, [...labels], [...unsettled], hostNetwork, serviceAccount],
    ...[ports.map(({ number, name, protocol }) => [number, name, protocol]), addresses.map(formatCidr)],
  ]);
}

/** All but its labels; undefined for one on the host's network, and for one with a label of which nobody knows the value for sure. */
function facetsBesideLabels(workload: Workload): string | undefined {
  const { hostNetwork, labels, unsettled } = workload;
  if (hostNetwork || [...unsettled.keys()].some((it) => labels.has(it))) return undefined;
  return facetsOf({ ...workload, labels: NO_LABELS });
}

function podOf(workload: Workload, { scope, dropped }: GroundInput): PodPoint {
  return {
    kind: "pod",
    workload,
    labels: without(workload.labels, dropped),
    unsettled: without(workload.unsettled, dropped),
    namespace: workload.namespace,
    namespaceLabels: scope.namespaces.get(workload.namespace)?.labels ?? NO_LABELS,
    serviceAccount: workload.serviceAccount ?? "default",
    hostNetwork: workload.hostNetwork,
    ports: workload.ports,
    addresses: workload.addresses,
  };
}

const NO_LABELS: ReadonlyMap<string, string> = new Map();

/** Labels that selectors see. */
export function without<T>(labels: ReadonlyMap<string, T>, dropped: DroppedLabels | undefined): ReadonlyMap<string, T> {
  if (dropped === undefined) return labels;
  const left = [...labels].filter(([key]) => !dropped.by(key, dropped.versions));
  return left.length === labels.size ? labels : new Map(left);
}

/** True when all but the workloads is the same. */
function sameSurroundings(a: GroundInput, b: GroundInput): boolean {
  return (
    a.dns === b.dns &&
    sameDropped(a.dropped, b.dropped) &&
    saysTheSame(a.services, b.services) &&
    saysTheSame(a.addressing, b.addressing) &&
    sameNamespaces(a.scope.namespaces, b.scope.namespaces)
  );
}

function sameDropped(a: DroppedLabels | undefined, b: DroppedLabels | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.by === b.by && sameVersions(a.versions, b.versions);
}

function saysTheSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a, bigints) === JSON.stringify(b, bigints);
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** True where the same namespaces have the same labels. */
export function sameNamespaces(a: Scope["namespaces"], b: Scope["namespaces"]): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [name, { labels, object }] of a) {
    const other = b.get(name);
    if (
      other === undefined ||
      other.labels.size !== labels.size ||
      (object === undefined) !== (other.object === undefined)
    ) {
      return false;
    }
    for (const [key, value] of labels) if (other.labels.get(key) !== value) return false;
  }
  return true;
}
