/** All ends that flows of one scope may have, numbered: pods first, then what lies outside. */

import { type Cidr, contains, formatCidr, isWholeFamily, lastOf, overlaps } from "../model/ip.js";
import type { Workload } from "../model/scope.js";
import type { ContainerPort } from "../model/workload.js";
import type { NamePattern } from "../model/name-pattern.js";
import { BitSet } from "./bit-set.js";
import { type ClusterPorts, clusterPorts } from "./cluster-ports.js";
import { bothHold, holds, not, type When } from "./conditions.js";
import { withRemainder } from "./mentions.js";
import type { AddressBlock, NamedPort, PeerSet, PodQuery } from "./program.js";
import { type PodFacets, PodIndex, queryMatches, unsettledIn } from "./selectors.js";
import { requirementsInWords } from "./requirement-words.js";
import { portNumbers, resolveNamed } from "./traffic-set.js";
import type { Traffic } from "./traffic.js";

/** A workload's pods, or pods that a selector names and no manifest has. */
export interface PodPoint extends PodFacets {
  readonly kind: "pod";
  readonly ports: readonly ContainerPort[];
  /** Known addresses; empty where the manifests tell none. */
  readonly addresses: readonly Cidr[];
  readonly workload?: Workload;
  /** Selector in words, of pods that no manifest has. */
  readonly unseen?: string;
  /** True of one that only holds a place: it is as another one is in all, so that it makes no difference to any answer. */
  readonly isSpare?: true;
}

/** Addresses outside the cluster: those of `cidr` that no smaller network named in the scope has. `0.0.0.0/0` is the rest of the world. */
export interface AddressPoint {
  readonly kind: "address";
  readonly cidr: Cidr;
  /** Of addresses that Services have, or may have. */
  readonly service?: ServiceSight;
}

/**
 * Whether rules see such an address where a pod connects to it: true, as any other; false, never; or in words, what must hold
 * for it.
 */
export interface ServiceSight {
  /** Rules about what is outside the cluster alone. */
  readonly outside: boolean | string;
  /** All other rules that name addresses. */
  readonly byNetwork: boolean | string;
}

/** Addresses outside the cluster that are known by a DNS name or pattern alone. */
export interface NamePoint {
  readonly kind: "name";
  readonly text: string;
}

/** An end with a name of its own: `host`, `remote-node`, … `onNode`: it has the address of a node. */
export interface EntityPoint {
  readonly kind: "entity";
  readonly name: string;
  readonly onNode: boolean;
}

export type Point = PodPoint | AddressPoint | NamePoint | EntityPoint;

/** What is known of a cluster's pods: whether address blocks also name them and nodes (KS-9), and where they live. */
export interface Addressing {
  readonly blocksNamePods: boolean;
  readonly blocksNameNodes: boolean;
  /** Networks that hold all pods without a known address; empty when not known. */
  readonly podCidrs: readonly Cidr[];
  /** Addresses that are Services' own, so that no pod and no node has them. */
  readonly serviceCidrs?: readonly Cidr[];
  /** True where there are no pods but those of the workloads. */
  readonly allPodsInSight?: boolean;
}

export const EXTERNAL_ONLY: Addressing = { blocksNamePods: false, blocksNameNodes: false, podCidrs: [] };

/** How far a peer set matches a point: not, certainly, or provided that something holds. */
export type PeerMatch = { readonly matches: boolean; readonly provided?: When };
const NO: PeerMatch = { matches: false };
const YES: PeerMatch = { matches: true };

interface Known {
  /** The same for universes whose points differ in the labels of pods and in stand-ins alone, one by one. */
  readonly numbering: object;
  readonly sets: WeakMap<PeerSet, BitSet>;
  readonly clusterPorts: Map<string, ClusterPorts>;
  readonly portGroups: Map<string, readonly PortGroup[]>;
  readonly asksUnsettled: WeakMap<readonly PodQuery[], boolean>;
  readonly matched: WeakMap<readonly PodQuery[], BitSet>;
}

/** More lists of ports' names than any scope has. */
const MOST_NAMES = 1000;

function newlyKnown(numbering: object = {}): Known {
  return {
    numbering,
    ...{ sets: new WeakMap(), clusterPorts: new Map(), portGroups: new Map() },
    ...{ asksUnsettled: new WeakMap(), matched: new WeakMap() },
  };
}

export class Universe {
  readonly points: readonly Point[];
  readonly podCount: number;
  readonly index: PodIndex;
  readonly addressing: Addressing;
  readonly everything: BitSet;
  /** Points that are certainly outside the cluster. */
  readonly #outside: BitSet;
  /** Addresses of which it is not known whether rules see them. */
  readonly doubtful: BitSet;
  /** Ends outside that are known by a DNS name alone. */
  readonly named: BitSet;
  /** The networks that together hold every address that a host outside the cluster may have, by family. */
  readonly hosts: Readonly<Record<4 | 6, BitSet>>;
  /** Sorted by family and first address. */
  readonly #addresses: readonly { readonly id: number; readonly cidr: Cidr }[];
  readonly #names: ReadonlyMap<string, number>;
  readonly #entities: ReadonlyMap<string, number>;
  /** What is known of the points, whatever their workloads. */
  readonly #known: Known;
  readonly #workloads = new WeakMap<BitSet, readonly Workload[]>();

  /**
   * @param index Of the same pods, where the caller has one.
   * @param before One with as many pods and the same ends outside, see `exchanged` and `relabelled`.
   */
  constructor(
    pods: readonly PodPoint[],
    outside: readonly Exclude<Point, PodPoint>[],
    addressing: Addressing,
    index: PodIndex = new PodIndex(pods),
    before?: { readonly universe: Universe; readonly isLike: boolean },
  ) {
    this.points = [...pods, ...outside];
    this.podCount = pods.length;
    this.addressing = addressing;
    this.index = index;
    if (before !== undefined) {
      const { universe, isLike } = before;
      this.#known = isLike ? universe.#known : newlyKnown(universe.#known.numbering);
      this.everything = universe.everything;
      this.#outside = universe.#outside;
      this.doubtful = universe.doubtful;
      this.named = universe.named;
      this.hosts = universe.hosts;
      this.#addresses = universe.#addresses;
      this.#names = universe.#names;
      this.#entities = universe.#entities;
      return;
    }
    this.#known = newlyKnown();
    this.everything = BitSet.range(0, this.points.length);
    const addresses: { id: number; cidr: Cidr }[] = [];
    const names = new Map<string, number>();
    const entities = new Map<string, number>();
    const beyond: number[] = [];
    const doubtful: number[] = [];
    for (const [offset, point] of outside.entries()) {
      const id = pods.length + offset;
      if (point.kind === "address") addresses.push({ id, cidr: point.cidr });
      if (point.kind === "name") names.set(point.text, id);
      if (point.kind === "entity") entities.set(point.name, id);
      else if (outsideSight(point) === true) beyond.push(id);
      if (isDoubtful(point)) doubtful.push(id);
    }
    this.#addresses = addresses.sort(
      (a, b) =>
        a.cidr.family - b.cidr.family || (a.cidr.first < b.cidr.first ? -1 : a.cidr.first > b.cidr.first ? 1 : 0),
    );
    this.#names = names;
    this.#entities = entities;
    this.#outside = BitSet.of(beyond);
    this.doubtful = BitSet.of(doubtful);
    this.named = BitSet.of([...names.values()]);
    const open = new Set(withRemainder(addresses.map((it) => it.cidr)));
    const hosts = addresses.filter(({ id, cidr }) => open.has(cidr) && this.#mayHoldHosts(cidr, this.points[id]));
    const ofFamily = (family: number): BitSet =>
      BitSet.of(hosts.flatMap((it) => (it.cidr.family === family ? it.id : [])));
    this.hosts = { 4: ofFamily(4), 6: ofFamily(6) };
  }

  /** The universe with other workloads' pods in the places of those that rules cannot tell from them. @param pods The first ones. */
  exchanged(pods: readonly PodPoint[]): Universe {
    return this.#with([...pods, ...this.#standIns(pods)], this.index, true);
  }

  /**
   * The same with pods that have other labels, and with other stand-ins behind them.
   * @param index Of the first pods. @param standIns As many as there are.
   */
  relabelled(
    pods: readonly PodPoint[],
    index: PodIndex,
    standIns: readonly PodPoint[] = this.#standIns(pods),
  ): Universe {
    return this.#with([...pods, ...standIns], index.with(standIns), false);
  }

  #with(pods: readonly PodPoint[], index: PodIndex, isLike: boolean): Universe {
    const outside = this.points.slice(this.podCount) as Exclude<Point, PodPoint>[];
    return new Universe(pods, outside, this.addressing, index, { universe: this, isLike });
  }

  #standIns(pods: readonly PodPoint[]): readonly PodPoint[] {
    return this.points.slice(pods.length, this.podCount) as PodPoint[];
  }

  /** True where rules say the same of the points of both, one by one. */
  isLike(other: Universe): boolean {
    return this.#known === other.#known;
  }

  /** The pods that may be others in another universe; undefined where more may differ. */
  relabelledIn(other: Universe): readonly number[] | undefined {
    if (this.#known.numbering !== other.#known.numbering) return undefined;
    const moved: number[] = [];
    for (let id = 0; id < this.podCount; id++) if (this.points[id] !== other.points[id]) moved.push(id);
    return moved;
  }

  point(id: number): Point | undefined {
    return this.points[id];
  }

  /** Workloads among the points, in the order of their numbers. Sets are shared by many policies, and so are the lists. */
  workloadsIn(points: BitSet): readonly Workload[] {
    let workloads = this.#workloads.get(points);
    if (workloads === undefined) {
      const found: Workload[] = [];
      points.each((id) => {
        const point = this.points[id];
        if (point?.kind === "pod" && point.workload !== undefined) found.push(point.workload);
      });
      workloads = found;
      this.#workloads.set(points, workloads);
    }
    return workloads;
  }

  entity(name: string): number | undefined {
    return this.#entities.get(name);
  }

  /** The point of a DNS name that some policy names with these very words. */
  name(text: string): number | undefined {
    return this.#names.get(text);
  }

  /** The point of the smallest named network around the addresses. */
  address(cidr: Cidr): number | undefined {
    let best: { id: number; cidr: Cidr } | undefined;
    for (const it of this.#addresses) {
      if (contains(it.cidr, cidr) && (best === undefined || it.cidr.prefix > best.cidr.prefix)) best = it;
    }
    return best?.id;
  }

  /** Gives up what it found of queries and of ports' names that nobody has any more. @param living Keys of the queries that there are. */
  letGo(living: () => ReadonlySet<string>): void {
    this.index.letGo(living);
    // Which names there are is not known here, and what they mean is found soon.
    for (const it of [this.#known.clusterPorts, this.#known.portGroups]) if (it.size > MOST_NAMES) it.clear();
  }

  /** Pods that any of the queries matches. */
  matched(queries: readonly PodQuery[]): BitSet {
    let matched = this.#known.matched.get(queries);
    if (matched === undefined) {
      matched = this.index.matchAny(queries);
      this.#known.matched.set(queries, matched);
    }
    return matched;
  }

  /** True when pods may be matched by some query in part: it asks for the value of a label whose value nobody knows. */
  asksUnsettled(queries: readonly PodQuery[]): boolean {
    let asks = this.#known.asksUnsettled.get(queries);
    if (asks === undefined) {
      asks = queries.some((it) => this.index.asksUnsettled(it));
      this.#known.asksUnsettled.set(queries, asks);
    }
    return asks;
  }

  /** Points that the peers certainly include; DNS names apart, which depend on the subject. */
  certain(peers: PeerSet): BitSet {
    const known = this.#known.sets.get(peers);
    if (known !== undefined) return known;
    const set = this.#certain(peers);
    this.#known.sets.set(peers, set);
    return set;
  }

  #certain(peers: PeerSet): BitSet {
    const listed = this.#listed(peers);
    const all = this.#holdsAllHosts(listed) ? listed.or(this.named) : listed;
    const both = (peers.within ?? []).reduce((set, it) => set.and(this.certain(it)), all);
    return peers.except === undefined ? both : this.#apartFrom(peers.except, both);
  }

  /** The same, and kept for peers that nothing limits. */
  #named(peers: PeerSet): BitSet {
    return limitsOf(peers).length === 0 ? this.certain(peers) : this.#listed(peers);
  }

  /** Points that the parts certainly name, whatever is left out of them. */
  #listed(peers: PeerSet): BitSet {
    const parts: BitSet[] = [];
    if (peers.any === true) parts.push(this.everything);
    if (peers.pods !== undefined) parts.push(this.index.matchAny(peers.pods));
    if (peers.outside === true) parts.push(this.#outside);
    const entities = entitiesOf(peers);
    if (entities.length > 0) {
      parts.push(BitSet.of(entities.flatMap((it) => this.#entities.get(it) ?? [])));
      if (entities.includes(HOST_NETWORK_ENTITY)) parts.push(this.#hostNetworkPods());
    }
    if (peers.blocks !== undefined && peers.blocks.length > 0) parts.push(this.#inBlocks(peers.blocks));
    return BitSet.union(parts);
  }

  /** Of the points those that the peers certainly do not include. */
  #apartFrom(peers: PeerSet, points: BitSet): BitSet {
    const left = points.minus(this.certain(peers));
    if (!this.mayDoubt(peers) && !this.mayDoubtOutside(peers) && !this.mayDoubtNames(peers)) return left;
    const inDoubt: number[] = [];
    left.each((id) => {
      const point = this.points[id];
      if (point !== undefined && this.matchPoint(peers, point, []).matches) inDoubt.push(id);
    });
    return left.minus(BitSet.of(inDoubt));
  }

  /** True of points among which is every IPv4 address that a name may lead to: most clusters have no IPv6, and rules leave it out. */
  #holdsAllHosts(points: BitSet): boolean {
    return !this.hosts[4].isEmpty && this.hosts[4].minus(points).isEmpty;
  }

  /**
   * A name may lead to private addresses as well as to public ones, but not to those of pods or Services here: then it would
   * not be an end outside.
   */
  #mayHoldHosts(cidr: Cidr, point: Point | undefined): boolean {
    return point?.kind === "address" && point.service === undefined && !this.#isInside(cidr);
  }

  #isInside(cidr: Cidr): boolean {
    const { podCidrs, serviceCidrs = [] } = this.addressing;
    return [...podCidrs, ...serviceCidrs].some((it) => contains(it, cidr));
  }

  #hostNetworkPods(): BitSet {
    const ids: number[] = [];
    for (let id = 0; id < this.podCount; id++) {
      const point = this.points[id];
      if (point?.kind === "pod" && point.hostNetwork) ids.push(id);
    }
    return BitSet.of(ids);
  }

  #inBlocks(blocks: readonly AddressBlock[]): BitSet {
    const ids: number[] = [];
    const add = (block: AddressBlock, id: number): void => {
      const point = this.points[id];
      if (point !== undefined && this.#blockMatch(block, point) === "yes") ids.push(id);
    };
    for (const block of blocks) {
      // Sorted by first address, the networks inside the block stand in a row.
      for (let at = this.#firstAddressFrom(block.cidr); at < this.#addresses.length; at++) {
        const it = this.#addresses[at];
        if (it === undefined || it.cidr.family !== block.cidr.family || it.cidr.first > lastOf(block.cidr)) break;
        add(block, it.id);
      }
      for (const id of this.#entities.values()) add(block, id);
      if (block.matches === "anyone" || (this.addressing.blocksNamePods && block.matches === "by-network"))
        for (let id = 0; id < this.podCount; id++) add(block, id);
    }
    return BitSet.of(ids);
  }

  /** Place of the first network of the family that does not begin before `cidr`. */
  #firstAddressFrom(cidr: Cidr): number {
    let low = 0;
    let high = this.#addresses.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#addresses[middle]?.cidr;
      const before =
        other !== undefined &&
        (other.family < cidr.family || (other.family === cidr.family && other.first < cidr.first));
      if (before) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How far the peers match a point, names counted among what the subject may look up. */
  match(peers: PeerSet, id: number, taught: readonly NamePattern[]): PeerMatch {
    if (this.certain(peers).has(id)) return YES;
    const point = this.points[id];
    if (point === undefined) return NO;
    return this.matchPoint(peers, point, taught);
  }

  /** The same for a point that has no number: a DNS name that no policy has written, or pods that a question names by labels. */
  matchPoint(peers: PeerSet, point: Point, taught: readonly NamePattern[]): PeerMatch {
    const { within = [], except } = peers;
    if (within.length === 0 && except === undefined) return this.#matchOne(peers, point, taught);
    let provided: When = [];
    for (const it of [undefined, ...within]) {
      const match = it === undefined ? this.#matchOne(peers, point, taught) : this.matchPoint(it, point, taught);
      const both = match.matches ? bothHold(provided, match.provided ?? []) : undefined;
      if (both === undefined) return NO;
      provided = both;
    }
    const left = except === undefined ? NO : this.matchPoint(except, point, taught);
    const rest = left.matches ? left.provided && bothHold(provided, not(left.provided)) : provided;
    if (rest === undefined) return NO;
    return rest.length === 0 ? YES : { matches: true, provided: rest };
  }

  /** Whether the union of what the parts name includes the point. */
  #matchOne(peers: PeerSet, point: Point, taught: readonly NamePattern[]): PeerMatch {
    if (peers.any === true) return YES;
    const outside = peers.outside === true && outsideSight(point);
    if (outside === true || (point.kind === "name" && this.#holdsAllHosts(this.#named(peers)))) return YES;
    if (point.kind === "pod" && peers.pods?.some((it) => queryMatches(it, point)) === true) return YES;
    if (point.kind === "entity" && entitiesOf(peers).includes(point.name)) return YES;
    const maybe = new Set<string>();
    const seenIf = new Set<string>(typeof outside === "string" ? [outside] : []);
    for (const block of peers.blocks ?? []) {
      const match = this.#blockMatch(block, point);
      if (match === "yes") return YES;
      if (match === "maybe") maybe.add(blockWords(block));
      const sight = sightOf(block, point);
      if (typeof sight === "string" && isInBlock(block, point)) seenIf.add(sight);
    }
    const provided = [
      ...seenIf,
      // All of them: conditions are told apart by their words.
      ...(maybe.size === 0 ? [] : [`${addressOf(point)} is in ${[...maybe].join(" or ")}`]),
      ...this.#matchedInPart(peers, point),
      ...(peers.perhaps ?? []).filter((it) => this.#isAmong(it.peers, point, taught)).map((it) => it.provided),
    ];
    if (provided.length > 0) return { matches: true, provided: [holds(provided.join(" or "))] };
    if (point.kind !== "name") return NO;
    if (peers.learntNames?.some((it) => it.covers(point.text)) === true) return YES;
    const named = peers.names?.some((it) => it.covers(point.text)) === true;
    return named && taught.some((it) => it.covers(point.text)) ? YES : NO;
  }

  /** True of pods on a host's network too, which are on some node. */
  #isAmong(peers: PeerSet, point: Point, taught: readonly NamePattern[]): boolean {
    const onHost = point.kind === "pod" && point.hostNetwork && entitiesOf(peers).includes(HOST_NETWORK_ENTITY);
    return onHost || this.matchPoint(peers, point, taught).matches;
  }

  /** What must be true of labels whose value nobody knows. */
  #matchedInPart(peers: PeerSet, point: Point): string[] {
    if (point.kind !== "pod" || point.unsettled === undefined || !this.#mayMatchInPart(peers)) return [];
    return (peers.pods ?? []).flatMap((it) => {
      const open = unsettledIn(it, point) ?? [];
      return open.length === 0 ? [] : [requirementsInWords(open)];
    });
  }

  #mayMatchInPart({ pods }: PeerSet): boolean {
    return pods !== undefined && this.asksUnsettled(pods);
  }

  /** True when the peers may match a DNS name by addresses that it may have. */
  mayDoubtNames(peers: PeerSet): boolean {
    const { blocks = [] } = peers;
    const mayDoubt = blocks.some((it) => !this.#isInside(it.cidr)) && !this.#holdsAllHosts(this.#named(peers));
    return mayDoubt || limitsOf(peers).some((it) => this.mayDoubtNames(it));
  }

  /** True when the peers may match some address or name outside the cluster without certainty. */
  mayDoubtOutside(peers: PeerSet): boolean {
    const { perhaps = [] } = peers;
    const mayDoubt = perhaps.some((it) => it.peers.any === true || it.peers.outside === true);
    return mayDoubt || limitsOf(peers).some((it) => this.mayDoubtOutside(it));
  }

  /** True when the peers may match some pod or node without certainty: its address or its labels are not known. */
  mayDoubt(peers: PeerSet): boolean {
    const { blocks = [], perhaps = [] } = peers;
    return (
      perhaps.length > 0 ||
      this.#mayMatchInPart(peers) ||
      blocks.some(
        ({ matches, cidr, except }) =>
          (matches === "anyone" && (cidr.family === 6 || !isWholeFamily(cidr) || except.length > 0)) ||
          (matches === "by-network" && this.addressing.blocksNamePods),
      ) ||
      limitsOf(peers).some((it) => this.mayDoubt(it))
    );
  }

  #blockMatch(block: AddressBlock, point: Point): "no" | "yes" | "maybe" {
    switch (point.kind) {
      case "address":
        return isInBlock(block, point) && sightOf(block, point) === true ? "yes" : "no";
      case "name":
        // Which of the addresses outside it has is not known. All of a list's blocks together are told from this before.
        return this.#isInside(block.cidr) ? "no" : "maybe";
      case "entity": {
        const byNetwork = block.matches === "by-network" && this.addressing.blocksNameNodes && point.onNode;
        if (this.#isOfServices(block)) return "no";
        return byNetwork || block.matches === "anyone" ? unknownInBlock(block) : "no";
      }
      case "pod": {
        const byNetwork = block.matches === "by-network" && this.#blocksName(point);
        if (this.#isOfServices(block)) return "no";
        return byNetwork || block.matches === "anyone" ? this.#podInBlock(block, point) : "no";
      }
    }
  }

  #isOfServices({ cidr }: AddressBlock): boolean {
    return this.addressing.serviceCidrs?.some((it) => contains(it, cidr)) === true;
  }

  /** A pod on the host's network has the node's address. */
  #blocksName(pod: PodPoint): boolean {
    return pod.hostNetwork ? this.addressing.blocksNameNodes : this.addressing.blocksNamePods;
  }

  #podInBlock(block: AddressBlock, pod: PodPoint): "no" | "yes" | "maybe" {
    const networks = pod.addresses.length > 0 ? pod.addresses : this.addressing.podCidrs;
    const relevant = networks.filter((it) => it.family === block.cidr.family);
    if (networks.length > 0 && relevant.length === 0) return "no";
    // Nothing is known of the pod's address.
    if (relevant.length === 0) return unknownInBlock(block);
    let all = true;
    let some = false;
    for (const network of relevant) {
      if (block.except.some((it) => contains(it, network))) all = false;
      else if (contains(block.cidr, network) && !block.except.some((it) => overlaps(it, network))) some = true;
      else if (overlaps(block.cidr, network)) [all, some] = [false, true];
      else all = false;
    }
    return all ? "yes" : some ? "maybe" : "no";
  }

  /** What one port's name means in the whole cluster. */
  clusterPorts(named: readonly NamedPort[]): ClusterPorts {
    const key = named.map((it) => `${it.protocol}/${it.name}`).join();
    let ports = this.#known.clusterPorts.get(key);
    if (ports === undefined) {
      ports = clusterPorts(named, this.points, this.addressing.allPodsInSight === true);
      this.#known.clusterPorts.set(key, ports);
    }
    return ports;
  }

  /**
   * The destinations grouped by what each of the named ports is there, so that all rules of a profile that use them
   * mean the same traffic for all of a group. Destinations without container ports are in no group.
   */
  portGroups(named: readonly NamedPort[]): readonly PortGroup[] {
    const key = named.map((it) => `${it.protocol}/${it.name}`).join();
    const known = this.#known.portGroups.get(key);
    if (known !== undefined) return known;
    const byNumbers = new Map<string, { traffic: Traffic; ids: number[] }>();
    for (let id = 0; id < this.podCount; id++) {
      const point = this.points[id];
      if (point?.kind !== "pod" || point.ports.length === 0) continue;
      const numbers = portNumbers(named, point.ports).join();
      const group = byNumbers.get(numbers);
      if (group === undefined) byNumbers.set(numbers, { traffic: resolveNamed(named, point.ports), ids: [id] });
      else group.ids.push(id);
    }
    const groups = [...byNumbers.values()].map(({ traffic, ids }) => ({ traffic, pods: BitSet.of(ids) }));
    this.#known.portGroups.set(key, groups);
    return groups;
  }
}

/** Whether a block has an address that is not known: for sure only if it leaves none of its family out. */
function unknownInBlock({ cidr, except, matches }: AddressBlock): "yes" | "maybe" {
  // Most clusters have IPv4 alone, so a rule about addresses is not taken to mean all of them by IPv6.
  if (matches === "anyone" && cidr.family === 6) return "maybe";
  return isWholeFamily(cidr) && except.length === 0 ? "yes" : "maybe";
}

function isInBlock({ cidr, except }: AddressBlock, point: Point): boolean {
  return point.kind === "address" && contains(cidr, point.cidr) && !except.some((it) => contains(it, point.cidr));
}

/** Whether a rule with the block sees the address. */
function sightOf({ matches }: AddressBlock, point: Point): boolean | string {
  if (point.kind !== "address" || point.service === undefined) return true;
  return matches === "outside" ? point.service.outside : point.service.byNetwork;
}

/** Whether rules about what is outside the cluster see the point. */
function outsideSight(point: Point): boolean | string {
  if (point.kind === "address") return point.service?.outside ?? true;
  return point.kind === "name";
}

function isDoubtful(point: Point): boolean {
  if (point.kind !== "address" || point.service === undefined) return false;
  return Object.values(point.service).some((it) => typeof it === "string");
}

function blockWords({ cidr, except }: AddressBlock): string {
  const block = formatCidr(cidr);
  return except.length === 0 ? block : `${block} except ${except.map(formatCidr).join(", ")}`;
}

/** What has the address that a block may hold. */
function addressOf(point: Point): string {
  if (point.kind === "pod") return "the pod's address";
  return point.kind === "entity" && point.onNode ? "the node's address" : "its address";
}

/** What the peers are confined to, and what is left out of them. */
function limitsOf({ within = [], except }: PeerSet): readonly PeerSet[] {
  return except === undefined ? within : [...within, except];
}

/** Ends known by a name of their own that the peers include, named one by one or as a group. */
function entitiesOf({ entities = [], entityGroups = [] }: PeerSet): readonly string[] {
  return entityGroups.length === 0 ? entities : [...entities, ...entityGroups.flatMap((it) => it.entities)];
}

export interface PortGroup {
  readonly traffic: Traffic;
  readonly pods: BitSet;
}

/** Pods on a host's network are seen as nodes, and which node is not known: any but the peer's own. */
export const HOST_NETWORK_ENTITY = "remote-node";
