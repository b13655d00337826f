/** The universe of a scope: its workloads, the pods and ends that its policies name, and the rest of the world. */

import { memoize } from "../base/memoize.js";
import type { Site } from "../base/source.js";
import { CLUSTER_ENTITIES, NODE_ENTITIES } from "../model/entities.js";
import { type Cidr, contains, formatCidr, isWholeFamily, widthOf } from "../model/ip.js";
import { type Namespace, NAMESPACE_NAME } from "../model/scope.js";
import type { Ground, ServiceNetwork } from "./ground.js";
import { type Mentions, withRemainder } from "./mentions.js";
import type { PodQuery } from "./program.js";
import { type EntityPoint, type Point, type PodPoint, type ServiceSight, Universe } from "./universe.js";
import type { DnsSettings, End } from "./answers.js";
import { newRow, rearranged, type StandInRow } from "./stand-in-row.js";

const WORLD: Cidr = { family: 4, first: 0n, prefix: 0 };
const WORLD_IPV6: Cidr = { family: 6, first: 0n, prefix: 0 };

export interface ScopeUniverse {
  readonly universe: Universe;
  readonly ground: Ground;
  readonly mentions: Mentions;
  /** Pods that policies name and no manifest has, by what tells them apart. */
  readonly unseen: ReadonlyMap<string, PodPoint>;
  /** Where they stand: behind the pods of the workloads, and the one that stands for the cluster's DNS. */
  readonly row: StandInRow;
  /** The very same where the ends outside are told apart as before. */
  readonly cut: object;
  /** Points of ends that policies name, and of the world. */
  readonly named: readonly number[];
  /** Points that stand for the cluster's DNS pods. */
  readonly dns: readonly number[];
}

/** @param before A universe that may serve again: where the ground is the same, and what the rules name cuts it as before. */
export function scopeUniverse(ground: Ground, mentions: Mentions, before?: ScopeUniverse): ScopeUniverse {
  const kept = before?.ground.numbering === ground.numbering ? before : undefined;
  if (kept?.mentions === mentions && kept.ground.index === ground.index) return exchangedIn(kept, ground);
  const unseen = ground.unseen(mentions.queries);
  const row = kept && isCutAlike(mentions, kept.mentions) ? rearranged(kept.row, [...unseen.keys()]) : undefined;
  if (kept === undefined || row === undefined) return newUniverse(ground, mentions, unseen);
  if (row === kept.row) return { ...exchangedIn(kept, ground), mentions };
  return restaffed(kept, ground, mentions, unseen, row);
}

function newUniverse(ground: Ground, mentions: Mentions, unseen: ReadonlyMap<string, PodPoint>): ScopeUniverse {
  const { dns, addressing, services = [], scope } = ground.input;
  const row = newRow(unseen.keys());
  const standIns = standInsIn(row, unseen, dnsStandIn(dns, scope.namespaces));
  const pods = [...ground.pods, ...standIns];
  const { cidrs, names, entities } = mentions;
  const outside = outsidePoints([...cidrs.values()], [...names.keys()], [...entities.keys()], services);
  const universe = new Universe(pods, outside.points, addressing, ground.index.with(standIns));
  const beyond = [...outside.points.keys()].filter((it) => outside.named.has(outside.points[it] as Point));
  const named = [...placesIn(row, ground), ...beyond.map((it) => pods.length + it)];
  return { universe, ground, mentions, unseen, row, cut: {}, named, dns: dnsIn(universe, ground.input) };
}

/** The universe with other stand-ins; nothing else of it is another, and whoever is in both is the same. */
function restaffed(
  before: ScopeUniverse,
  ground: Ground,
  mentions: Mentions,
  standIns: ReadonlyMap<string, PodPoint>,
  row: StandInRow,
): ScopeUniverse {
  const unseen = new Map([...standIns].map(([key, it]) => [key, before.unseen.get(key) ?? it]));
  const dns = before.universe.points[before.ground.pods.length] as PodPoint;
  const universe = before.universe.relabelled(ground.pods, ground.index, standInsIn(row, unseen, dns));
  const beyond = before.named.filter((it) => it >= universe.podCount);
  const named = [...placesIn(row, ground), ...beyond];
  return { ...before, universe, ground, mentions, unseen, row, named, dns: dnsIn(universe, ground.input) };
}

/**
 * The cluster's DNS, and those of the row. In a spare place is the cluster's DNS once more: no rule tells it from the first
 * one, so there is no end more than there would be without spare places.
 */
function standInsIn(row: StandInRow, unseen: ReadonlyMap<string, PodPoint>, dns: PodPoint): PodPoint[] {
  const spare = spareOf(dns);
  return [dns, ...row.map((key) => (key === undefined ? spare : (unseen.get(key) ?? spare)))];
}

const spareOf = memoize((dns: PodPoint): PodPoint => ({ ...dns, isSpare: true }));

/** Numbers of the row's stand-ins. */
function placesIn(row: StandInRow, ground: Ground): number[] {
  const first = ground.pods.length + 1;
  return [...row.entries()].flatMap(([place, key]) => (key === undefined ? [] : [first + place]));
}

function dnsIn(universe: Universe, { dns }: Ground["input"]): number[] {
  const isSpare = (point: Point | undefined): boolean => point?.kind === "pod" && point.isSpare === true;
  const matched = universe.index.match(dnsQuery(dns)).toArray();
  return matched.filter((it) => !isSpare(universe.point(it)));
}

/** The universe with the pods of a ground that differ from those of its own in labels at most. */
function exchangedIn(before: ScopeUniverse, ground: Ground): ScopeUniverse {
  if (before.ground === ground) return before;
  if (before.ground.kind === ground.kind) {
    return { ...before, ground, universe: before.universe.exchanged(ground.pods) };
  }
  const universe = before.universe.relabelled(ground.pods, ground.index);
  return { ...before, ground, universe, dns: dnsIn(universe, ground.input) };
}

/** True where rules name the same ends outside. */
function isCutAlike(mentions: Mentions, before: Mentions): boolean {
  return (
    sameKeys(mentions.cidrs, before.cidrs) &&
    sameKeys(mentions.names, before.names) &&
    sameKeys(mentions.entities, before.entities)
  );
}

function sameKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const it of a.keys()) if (!b.has(it)) return false;
  return true;
}

function dnsQuery(dns: DnsSettings): PodQuery {
  return [
    { facet: "namespace", key: "", operator: "In", values: [dns.namespace] },
    ...[...dns.labels].map(([key, value]) => ({ facet: "pod-label", key, operator: "In", values: [value] }) as const),
  ];
}

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
