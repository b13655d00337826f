/** What a universe is made of besides the policies: pods, namespaces, addresses. Successive states that have the same share it. */

import { compareTexts } from "../base/compare.js";
import { sameItems } from "../base/derived-list.js";
import { sameVersions, type Versions } from "../base/version.js";
import type { Cidr } from "../model/ip.js";
import type { Scope, Workload } from "../model/scope.js";
import type { DnsSettings } from "./answers.js";
import type { PodQuery } from "./program.js";
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
  readonly #unseen = new Map<string, PodPoint | undefined>();

  private constructor({ scope, ...input }: GroundInput) {
    const { workloads, namespaces } = scope;
    this.input = { ...input, scope: { workloads, namespaces } };
    this.pods = workloads
      .map((it) => podOf(it, this.input))
      .sort((a, b) => compareTexts(a.namespace ?? "", b.namespace ?? ""));
    this.index = new PodIndex(this.pods);
    this.idOf = new Map(this.pods.flatMap((it, id) => (it.workload === undefined ? [] : [[it.workload, id]])));
    this.#onHost = this.pods.filter((it) => it.hostNetwork).map((it) => ({ ...it, hostNetwork: false }));
  }

  /** @param before That of an earlier state, which serves again where everything is the same. */
  static of(input: GroundInput, before?: Ground): Ground {
    return before !== undefined && sameGround(input, before.input) ? before : new Ground(input);
  }

  /** Pods that are no workload's, and that the queries mean, each once. @param queries By their keys. */
  unseen(queries: ReadonlyMap<string, PodQuery>): ReadonlyMap<string, PodPoint> {
    // Queries of earlier states are given up once they are most of it.
    if (this.#unseen.size > 2 * queries.size + FEW_QUERIES) this.#unseen.clear();
    const unseen = new Map<string, PodPoint>();
    for (const [key, query] of queries) {
      let pod = this.#unseen.get(key);
      if (pod === undefined && !this.#unseen.has(key)) {
        pod = this.#unseenOf(query);
        this.#unseen.set(key, pod);
      }
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

const FEW_QUERIES = 1000;

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

function sameGround(a: GroundInput, b: GroundInput): boolean {
  return (
    a.dns === b.dns &&
    sameDropped(a.dropped, b.dropped) &&
    saysTheSame(a.services, b.services) &&
    saysTheSame(a.addressing, b.addressing) &&
    sameItems(a.scope.workloads, b.scope.workloads) &&
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

function sameNamespaces(a: Scope["namespaces"], b: Scope["namespaces"]): boolean {
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
