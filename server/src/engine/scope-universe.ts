/** The universe of a scope: its workloads, the pods and ends that its policies name, and the rest of the world. */

import { compareTexts } from "../base/compare.js";
import type { Site } from "../base/source.js";
import { sameVersions, type Versions } from "../base/version.js";
import { CLUSTER_ENTITIES, NODE_ENTITIES } from "../model/entities.js";
import { type Cidr, contains, formatCidr, isWholeFamily, widthOf } from "../model/ip.js";
import { type Namespace, NAMESPACE_NAME, type Scope, type Workload } from "../model/scope.js";
import { BitSet } from "./bit-set.js";
import { mentionsOf, namesTheSame, withRemainder } from "./mentions.js";
import type { PodQuery, Program } from "./program.js";
import { PodIndex, queryMatches, unsettledIn } from "./selectors.js";
import {
  type Addressing,
  type EntityPoint,
  type Point,
  type PodPoint,
  type ServiceSight,
  Universe,
} from "./universe.js";
import { unseenPod } from "./unseen-pods.js";
import type { DnsSettings, End } from "./answers.js";

const WORLD: Cidr = { family: 4, first: 0n, prefix: 0 };
const WORLD_IPV6: Cidr = { family: 6, first: 0n, prefix: 0 };

export interface ScopeUniverse {
  readonly universe: Universe;
  readonly idOf: ReadonlyMap<Workload, number>;
  /** Points of ends that policies name, and of the world. */
  readonly named: readonly number[];
  /** Points that stand for the cluster's DNS pods. */
  readonly dns: readonly number[];
  readonly input: UniverseInput;
  /** Equal for programs that cut the universe in the same way. */
  readonly cuts: string;
}

export interface UniverseInput {
  readonly scope: Pick<Scope, "workloads" | "namespaces">;
  readonly program: Program;
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

/** @param before A universe that may serve again: when workloads, namespaces and what the rules name are the same. */
export function scopeUniverse(input: UniverseInput, before?: ScopeUniverse): ScopeUniverse {
  const { scope, dns, addressing } = input;
  const kept = before !== undefined && sameGround(input, before.input) ? before : undefined;
  if (kept !== undefined && namesTheSame(input.program, kept.input.program)) return { ...kept, input };
  const mentions = mentionsOf(input.program);
  const workloads =
    kept === undefined
      ? // Pods of one namespace stand together, which keeps sets of them small.
        scope.workloads.map((it) => podOf(it, input)).sort((a, b) => compareTexts(a.namespace ?? "", b.namespace ?? ""))
      : kept.universe.points.slice(0, scope.workloads.length).filter((it): it is PodPoint => it.kind === "pod");
  const index = kept?.universe.index ?? new PodIndex(workloads);
  const real = BitSet.range(0, workloads.length);
  const onHost = workloads.filter((it) => it.hostNetwork).map((it) => ({ ...it, hostNetwork: false }));
  const unseen = new Map<string, PodPoint>();
  for (const query of mentions.queries) {
    if (index.match(query).intersects(real)) continue;
    // Some of a workload's pods may be those that are asked for.
    if (index.asksUnsettled(query) && workloads.some((it) => unsettledIn(query, it) !== undefined)) continue;
    // Those that are meant are there, and on their host's network.
    if (onHost.some((it) => queryMatches(query, it))) continue;
    const pod = unseenPod(query, scope.namespaces);
    // Two queries may come down to the same pods.
    if (pod !== undefined) unseen.set(`${pod.namespace ?? ""} ${pod.unseen}`, pod);
  }
  const cuts = JSON.stringify([
    [...unseen.keys()].sort(),
    mentions.cidrs.map(formatCidr).sort(),
    mentions.names.map((it) => it.text).sort(),
    [...mentions.entities].sort(),
  ]);
  if (kept !== undefined && kept.cuts === cuts) return { ...kept, input };
  const dnsPod = dnsStandIn(dns, scope.namespaces);
  const standIns = [...unseen.values(), dnsPod];
  const pods = [...workloads, ...standIns];
  const whole = kept === undefined ? index : new PodIndex(workloads);
  whole.add(standIns);
  const outside = outsidePoints(
    mentions.cidrs,
    mentions.names.map((it) => it.text),
    mentions.entities,
    input.services ?? [],
  );
  const universe = new Universe(pods, outside.points, addressing, whole);
  const idOf = new Map<Workload, number>();
  const named: number[] = [];
  for (const [id, pod] of pods.entries()) {
    if (pod.workload !== undefined) idOf.set(pod.workload, id);
    else if (pod !== dnsPod) named.push(id);
  }
  for (const [offset, point] of outside.points.entries()) {
    if (outside.named.has(point)) named.push(pods.length + offset);
  }
  return { universe, idOf, named, dns: universe.index.match(dnsQuery(dns)).toArray(), input, cuts };
}

function dnsQuery(dns: DnsSettings): PodQuery {
  return [
    { facet: "namespace", key: "", operator: "In", values: [dns.namespace] },
    ...[...dns.labels].map(([key, value]) => ({ facet: "pod-label", key, operator: "In", values: [value] }) as const),
  ];
}

/** True when everything but the policies is the same. */
function sameGround(a: UniverseInput, b: UniverseInput): boolean {
  return (
    a.dns === b.dns &&
    sameDropped(a.dropped, b.dropped) &&
    JSON.stringify(a.services, bigints) === JSON.stringify(b.services, bigints) &&
    JSON.stringify(a.addressing, bigints) === JSON.stringify(b.addressing, bigints) &&
    a.scope.workloads.length === b.scope.workloads.length &&
    a.scope.workloads.every((it, at) => it === b.scope.workloads[at]) &&
    sameNamespaces(a.scope.namespaces, b.scope.namespaces)
  );
}

function sameDropped(a: DroppedLabels | undefined, b: DroppedLabels | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.by === b.by && sameVersions(a.versions, b.versions);
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

function sameNamespaces(a: Scope["namespaces"], b: Scope["namespaces"]): boolean {
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

function podOf(workload: Workload, { scope, dropped }: UniverseInput): PodPoint {
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

/** Labels that selectors see. */
export function without<T>(labels: ReadonlyMap<string, T>, dropped: DroppedLabels | undefined): ReadonlyMap<string, T> {
  if (dropped === undefined) return labels;
  const left = [...labels].filter(([key]) => !dropped.by(key, dropped.versions));
  return left.length === labels.size ? labels : new Map(left);
}

const NO_LABELS: ReadonlyMap<string, string> = new Map();

/** A pod with these labels that no manifest has. A namespace that is not declared has its name for a label (KS-6). */
export function podPoint(
  namespace: string,
  labels: ReadonlyMap<string, string>,
  namespaces: ReadonlyMap<string, Namespace>,
): PodPoint {
  return {
    kind: "pod",
    labels,
    namespace,
    namespaceLabels: namespaces.get(namespace)?.labels ?? new Map([[NAMESPACE_NAME, namespace]]),
    serviceAccount: "default",
    hostNetwork: false,
    ports: [],
    addresses: [],
    unseen: [...labels].map(([key, value]) => `${key}=${value}`).join(","),
  };
}

/** A site for what no manifest says. */
const NOWHERE: Site = { document: -1, node: 0, part: "value" };

/** The cluster's DNS pods exist whether or not a manifest has them; their ports are called as CoreDNS calls them. */
function dnsStandIn(dns: DnsSettings, namespaces: ReadonlyMap<string, Namespace>): PodPoint {
  return {
    kind: "pod",
    labels: dns.labels,
    namespace: dns.namespace,
    namespaceLabels: namespaces.get(dns.namespace)?.labels ?? new Map([["kubernetes.io/metadata.name", dns.namespace]]),
    serviceAccount: "default",
    hostNetwork: false,
    ports: dns.ports.flatMap((number) => [
      { at: NOWHERE, number, name: "dns", protocol: "UDP" },
      { at: NOWHERE, number, name: "dns-tcp", protocol: "TCP" },
    ]),
    addresses: [],
    unseen: "",
  };
}

function outsidePoints(
  cidrs: readonly Cidr[],
  names: readonly string[],
  entities: readonly string[],
  services: readonly ServiceNetwork[],
) {
  const named = new Set<Point>();
  const points: Exclude<Point, PodPoint>[] = [];
  const add = (point: Exclude<Point, PodPoint>, isNamed: boolean): void => {
    points.push(point);
    if (isNamed) named.add(point);
  };
  add({ kind: "address", cidr: WORLD }, true);
  const mentioned = new Set(cidrs.map(formatCidr));
  const ofServices = services.map((it) => it.cidr).filter((it) => !mentioned.has(formatCidr(it)));
  const networks = withRemainder([WORLD, ...cidrs, ...ofServices].filter((it, at) => at === 0 || !isWholeFamily(it)));
  const withIpv6 = cidrs.some((it) => it.family === 6);
  add({ kind: "address", cidr: WORLD_IPV6 }, withIpv6);
  const sightOf = serviceSights(services);
  for (const cidr of networks) {
    if (isWholeFamily(cidr)) continue;
    const service = sightOf(cidr);
    add({ kind: "address", cidr, ...(service === undefined ? {} : { service }) }, mentioned.has(formatCidr(cidr)));
  }
  for (const text of names) add({ kind: "name", text }, true);
  for (const name of CLUSTER_ENTITIES) {
    const onNode = (NODE_ENTITIES as readonly string[]).includes(name);
    add({ kind: "entity", name, onNode } satisfies EntityPoint, entities.includes(name));
  }
  return { points, named };
}

/** What the smallest network around one says; undefined for one that no Service has its address from. */
function serviceSights(services: readonly ServiceNetwork[]): (cidr: Cidr) => ServiceSight | undefined {
  const exact = new Map(services.map((it) => [formatCidr(it.cidr), it.sight]));
  const wide = services
    .filter(({ cidr }) => cidr.prefix < widthOf(cidr.family))
    .sort((a, b) => b.cidr.prefix - a.cidr.prefix);
  return (cidr) => exact.get(formatCidr(cidr)) ?? wide.find((it) => contains(it.cidr, cidr))?.sight;
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
