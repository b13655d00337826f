/** The universe of a scope: its workloads, the pods and ends that its policies name, and the rest of the world. */

import { type Cidr, formatCidr, isWholeFamily } from "../model/ip.js";
import type { Namespace, Scope, Workload } from "../model/scope.js";
import { mentionsOf, withRemainder } from "./mentions.js";
import type { Program } from "./program.js";
import { PodIndex, queryKey } from "./selectors.js";
import { type Addressing, type EntityPoint, type Point, type PodPoint, Universe } from "./universe.js";
import { unseenPod } from "./unseen-pods.js";
import type { DnsSettings, End } from "./view.js";

/** Ends that can be asked about whether or not a policy names them; `true`: on a node. */
const ENTITIES: ReadonlyMap<string, boolean> = new Map([
  ["host", true],
  ["remote-node", true],
  ["kube-apiserver", false],
  ["ingress", false],
  ["health", false],
  ["init", false],
  ["unmanaged", false],
]);

const WORLD: Cidr = { family: 4, first: 0n, prefix: 0 };
const WORLD_IPV6: Cidr = { family: 6, first: 0n, prefix: 0 };

export interface ScopeUniverse {
  readonly universe: Universe;
  readonly idOf: ReadonlyMap<Workload, number>;
  /** Points of ends that policies name, and of the world. */
  readonly named: readonly number[];
  /** Points that stand for the cluster's DNS pods. */
  readonly dns: readonly number[];
}

export interface UniverseInput {
  readonly scope: Scope;
  readonly program: Program;
  readonly dns: DnsSettings;
  readonly addressing: Addressing;
  /** Known addresses of workloads' pods, by workload id. */
  readonly podAddresses: ReadonlyMap<string, readonly Cidr[]>;
}

export function scopeUniverse({ scope, program, dns, addressing, podAddresses }: UniverseInput): ScopeUniverse {
  const mentions = mentionsOf(program);
  const workloads = scope.workloads.map((it) => podOf(it, scope.namespaces, podAddresses.get(it.id) ?? []));
  const index = new PodIndex(workloads);
  const unseen = new Map<string, PodPoint>();
  for (const query of mentions.queries) {
    if (!index.match(query).isEmpty) continue;
    const pod = unseenPod(query, scope.namespaces);
    if (pod !== undefined) unseen.set(queryKey(query), pod);
  }
  const dnsPod = dnsStandIn(dns, scope.namespaces);
  // Pods of one namespace stand together, which keeps sets of them small.
  const pods = [...workloads, ...unseen.values(), dnsPod].sort((a, b) => compare(a.namespace ?? "", b.namespace ?? ""));
  const outside = outsidePoints(
    mentions.cidrs,
    mentions.names.map((it) => it.text),
    mentions.entities,
  );
  const universe = new Universe(pods, outside.points, addressing);
  const idOf = new Map<Workload, number>();
  const named: number[] = [];
  const dnsQuery = [
    { facet: "namespace", key: "", operator: "In", values: [dns.namespace] } as const,
    ...[...dns.labels].map(([key, value]) => ({ facet: "pod-label", key, operator: "In", values: [value] }) as const),
  ];
  for (const [id, pod] of pods.entries()) {
    if (pod.workload !== undefined) idOf.set(pod.workload, id);
    else if (pod !== dnsPod) named.push(id);
  }
  for (const [offset, point] of outside.points.entries()) {
    if (outside.named.has(point)) named.push(pods.length + offset);
  }
  return { universe, idOf, named, dns: universe.index.match(dnsQuery).toArray() };
}

function podOf(workload: Workload, namespaces: ReadonlyMap<string, Namespace>, addresses: readonly Cidr[]): PodPoint {
  return {
    kind: "pod",
    workload,
    labels: workload.labels,
    namespace: workload.namespace,
    namespaceLabels: namespaces.get(workload.namespace)?.labels ?? NO_LABELS,
    serviceAccount: workload.serviceAccount ?? "default",
    hostNetwork: workload.hostNetwork,
    ports: workload.ports,
    addresses,
  };
}

const NO_LABELS: ReadonlyMap<string, string> = new Map();

/** The cluster's DNS pods exist whether or not a manifest has them. */
function dnsStandIn(dns: DnsSettings, namespaces: ReadonlyMap<string, Namespace>): PodPoint {
  return {
    kind: "pod",
    labels: dns.labels,
    namespace: dns.namespace,
    namespaceLabels: namespaces.get(dns.namespace)?.labels ?? new Map([["kubernetes.io/metadata.name", dns.namespace]]),
    serviceAccount: "default",
    hostNetwork: false,
    ports: [],
    addresses: [],
    unseen: "",
  };
}

function outsidePoints(cidrs: readonly Cidr[], names: readonly string[], entities: readonly string[]) {
  const named = new Set<Point>();
  const points: Exclude<Point, PodPoint>[] = [];
  const add = (point: Exclude<Point, PodPoint>, isNamed: boolean): void => {
    points.push(point);
    if (isNamed) named.add(point);
  };
  add({ kind: "address", cidr: WORLD }, true);
  const networks = withRemainder([WORLD, ...cidrs.filter((it) => !(it.family === 4 && isWholeFamily(it)))]);
  const withIpv6 = cidrs.some((it) => it.family === 6);
  if (withIpv6) add({ kind: "address", cidr: WORLD_IPV6 }, true);
  for (const cidr of networks) if (!isWholeFamily(cidr)) add({ kind: "address", cidr }, true);
  for (const text of names) add({ kind: "name", text }, true);
  for (const [name, onNode] of ENTITIES)
    add({ kind: "entity", name, onNode } satisfies EntityPoint, entities.includes(name));
  return { points, named };
}

/** The end that a point stands for, in the words of the View. */
export function endOf(point: Point): End {
  switch (point.kind) {
    case "pod":
      if (point.workload !== undefined) return { type: "workload", workload: point.workload };
      return {
        type: "unseen-pods",
        selector: point.unseen ?? "",
        ...(point.namespace === undefined ? {} : { namespace: point.namespace }),
      };
    case "address":
      return point.cidr.family === 4 && isWholeFamily(point.cidr)
        ? { type: "world" }
        : { type: "cidr", cidr: formatCidr(point.cidr) };
    case "name":
      return { type: "fqdn", pattern: point.text };
    case "entity":
      return { type: "entity", name: point.name };
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
