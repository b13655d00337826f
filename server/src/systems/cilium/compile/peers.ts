/** The L3 part of a Cilium item → peers, by the matrix of what is empty, missing or null (B.2.4). */

import { atLeast } from "../../../base/version.js";
import { ciliumVersionOf } from "../version.js";
import {
  type AddressBlock,
  ANY_PEER,
  type EntityGroup,
  NO_PEER,
  type PeerSet,
  type PodQuery,
} from "../../../engine/program.js";
import { type CidrSet, type CiliumItem, type CiliumPeers, isCidrGroup, type ServiceRef } from "../model.js";
import { type Cidr, parseCidr } from "../../../model/ip.js";
import { namePattern } from "../name-pattern.js";
import { CLUSTER_ENTITIES } from "../../../model/entities.js";
import { plainLabels } from "../../../model/object.js";
import type { Service } from "../../../model/scope.js";
import { type LabelSelector, matchesAll } from "../../../model/selector.js";
import { peerTerms } from "./labels.js";
import type { CompileContext } from "../../context.js";
import { inNamespace, NO_POD } from "../../../engine/queries.js";

/** Reserved identities that the entity `cluster` stands for, besides all pods. */
const CLUSTER: EntityGroup = {
  name: "cluster",
  entities: CLUSTER_ENTITIES,
};

/**
 * The peers of an item; undefined when the item says nothing at all and so admits nothing.
 *
 * @param namespace Of the policy; undefined for a clusterwide one.
 */
export function peersOfItem(
  namespace: string | undefined,
  item: CiliumItem,
  context: CompileContext,
): PeerSet | undefined {
  const sets = item.peers.flatMap((it) => peersOfKey(namespace, it, context) ?? []);
  if (sets.length > 0) return merged(sets);
  // No L3 part left: with ports or ICMP types any peer, with neither nothing.
  const restricts = (item.toPorts?.items.length ?? 0) > 0 || (item.icmps?.fields.length ?? 0) > 0;
  return restricts ? ANY_PEER : undefined;
}

/** Undefined where the key counts as absent. */
function peersOfKey(namespace: string | undefined, peers: CiliumPeers, context: CompileContext): PeerSet | undefined {
  const version = ciliumVersionOf(context);
  // From 1.16 an empty list of these keys names nobody; before it was ignored.
  const emptyIsNobody = atLeast(version, 1, 16);
  const whenEmpty = (list: readonly unknown[], set: () => PeerSet): PeerSet | undefined =>
    list.length > 0 ? set() : emptyIsNobody ? NO_PEER : undefined;
  switch (peers.type) {
    case "endpoints":
      return whenEmpty(peers.selectors, () =>
        merged(peers.selectors.map((it) => endpointPeers(namespace, it, context))),
      );
    case "cidr":
      return whenEmpty(peers.cidrs, () => ({ blocks: peers.cidrs.flatMap((it) => blocksOf(it.value, [])) }));
    case "cidr-set":
      return whenEmpty(peers.sets, () => ({ blocks: peers.sets.flatMap((it) => blocksOfSet(it, context)) }));
    case "entities":
      return whenEmpty(peers.entities, () => merged(peers.entities.map((it) => entityPeers(it.value))));
    case "nodes":
      // Node labels are in no manifest: a selector without requirements is all other nodes, any other is unknown (CS-29).
      return whenEmpty(peers.selectors, () =>
        peers.selectors.some((it) => it.requirements.length === 0) ? { entities: ["remote-node"] } : NO_PEER,
      );
    case "fqdns": {
      if (peers.names.length === 0) return undefined;
      const deep = atLeast(version, 1, 19);
      return { names: peers.names.flatMap((it) => namePattern(it, deep) ?? []) };
    }
    case "services":
      return servicePeers(peers.services, context);
    case "groups":
      // Resolved by the operator from a cloud's API: addresses that no manifest tells (CS-28).
      return peers.count === 0 ? undefined : NO_PEER;
    case "requires":
      return undefined;
  }
}

/** A selector under `fromEndpoints` or `toEndpoints`, the implied namespace included (CS-6, CS-7). */
export function endpointPeers(
  namespace: string | undefined,
  selector: LabelSelector,
  context: Pick<CompileContext, "versions">,
): PeerSet {
  const { pods, reserved } = peerTerms(selector, namespace, atLeast(ciliumVersionOf(context), 1, 16));
  return reserved === undefined ? { pods: [pods] } : merged([{ pods: [pods] }, ...reserved.map(entityPeers)]);
}

/** The named peers of B.2.3. */
function entityPeers(entity: string): PeerSet {
  switch (entity) {
    case "all":
      return ANY_PEER;
    case "world":
      return { outside: true };
    case "cluster":
    case "cluster-mesh":
      return { pods: [[]], entityGroups: [CLUSTER] };
    case "none":
      return NO_PEER;
    default:
      return { entities: [entity] };
  }
}

/** CIDRs name what is outside the cluster and never pods or nodes (CS-20). */
function blocksOf(text: string, except: readonly Cidr[]): AddressBlock[] {
  const parsed = parseCidr(text);
  return parsed.ok ? [{ cidr: parsed.cidr, except, matches: "outside" }] : [];
}

function blocksOfSet(set: CidrSet, { resources }: CompileContext): AddressBlock[] {
  const except = set.except.flatMap((it) => {
    const parsed = parseCidr(it.value);
    return parsed.ok ? [parsed.cidr] : [];
  });
  const { cidrGroupRef, cidrGroupSelector } = set;
  if (set.cidr !== undefined) return blocksOf(set.cidr.value, except);
  // A group that is not there matches nothing (CS-27).
  const groups = resources
    .filter(isCidrGroup)
    .filter((it) =>
      cidrGroupRef === undefined
        ? cidrGroupSelector !== undefined && matchesAll(cidrGroupSelector, plainLabels(it.meta.labels))
        : it.meta.name?.value === cidrGroupRef.value,
    );
  return groups.flatMap((group) => group.cidrs.flatMap((it) => blocksOf(it.value, except)));
}

/**
 * Services stand for the pods they select (CS-26). Undefined when none of them is there: the item then has no L3 part,
 * and its ports are open to everyone (B.2.4).
 */
function servicePeers(refs: readonly ServiceRef[], context: CompileContext): PeerSet | undefined {
  const services = context.services.filter((service) => refs.some((ref) => refersTo(ref, service)));
  if (services.length === 0) return undefined;
  // Before 1.17 only services without a selector counted; their endpoints are addresses that no manifest tells.
  if (!atLeast(ciliumVersionOf(context), 1, 17)) return NO_PEER;
  const pods = services.flatMap((it): PodQuery[] => {
    const { selector } = it.object;
    if (selector === undefined) return [];
    const labels = [...selector].map(
      ([key, { value }]) => ({ facet: "pod-label", key, operator: "In", values: [value] }) as const,
    );
    return [[...inNamespace(it.namespace), ...labels]];
  });
  return { pods: pods.length === 0 ? [NO_POD] : pods };
}

function refersTo(ref: ServiceRef, service: Service): boolean {
  if (ref.namespace !== undefined && ref.namespace.value !== "" && ref.namespace.value !== service.namespace)
    return false;
  if (ref.selector !== undefined) return matchesAll(ref.selector, plainLabels(service.object.meta.labels));
  return ref.name?.value === service.name;
}

function merged(sets: readonly PeerSet[]): PeerSet {
  if (sets.length === 1 && sets[0] !== undefined) return sets[0];
  if (sets.some((it) => it.any === true)) return ANY_PEER;
  return {
    pods: sets.flatMap((it) => it.pods ?? []),
    blocks: sets.flatMap((it) => it.blocks ?? []),
    outside: sets.some((it) => it.outside === true),
    entities: sets.flatMap((it) => it.entities ?? []),
    entityGroups: sets.flatMap((it) => it.entityGroups ?? []),
    names: sets.flatMap((it) => it.names ?? []),
  };
}
