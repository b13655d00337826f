/** The L3 part of a Cilium item → peers, by the matrix of what is empty, missing or null (B.2.4). */

import { nearest } from "../../../base/nearest.js";
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
import { type LabelMap, plainLabels } from "../../../model/object.js";
import type { Service } from "../../../model/scope.js";
import { type LabelSelector, matchesAll, selectorText } from "../../../model/selector.js";
import { peerTerms } from "./labels.js";
import type { CompileContext } from "../../context.js";
import { inNamespace } from "../../../engine/queries.js";

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
      return whenEmpty(peers.sets, () => merged(peers.sets.map((it) => cidrSetPeers(it, context))));
    case "entities":
      return whenEmpty(peers.entities, () => merged(peers.entities.map((it) => entityPeers(it.value))));
    case "nodes":
      // Of a policy that names nodes by their labels nothing is enforced (CV-7): here the list is empty.
      return whenEmpty(peers.selectors, () => NO_PEER);
    case "fqdns": {
      if (peers.names.length === 0) return undefined;
      const deep = atLeast(version, 1, 19);
      return { names: peers.names.flatMap((it) => namePattern(it, deep) ?? []) };
    }
    case "services":
      return peers.services.length === 0 ? undefined : servicePeers(peers.services, context);
    case "groups":
      // Resolved by the operator from a cloud's API (CS-28).
      return peers.count === 0 ? undefined : unknownAddresses("a group of the cloud has the address");
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
  const { pods, reserved } = peerTerms(selector, namespace, ciliumVersionOf(context));
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

/** One entry of a `*CIDRSet`. A group that is not in sight is a set of addresses that no manifest tells (B.2.4, CS-27). */
function cidrSetPeers(set: CidrSet, { resources }: CompileContext): PeerSet {
  const except = set.except.flatMap((it) => {
    const parsed = parseCidr(it.value);
    return parsed.ok ? [parsed.cidr] : [];
  });
  const { cidr, cidrGroupRef: name, cidrGroupSelector: selector } = set;
  if (cidr !== undefined) return { blocks: blocksOf(cidr.value, except) };
  if (name === undefined && selector === undefined) return NO_PEER;
  const known = resources.filter(isCidrGroup);
  const groups = known.filter((it) =>
    name === undefined
      ? selector !== undefined && matchesAll(selector, plainLabels(it.meta.labels))
      : it.meta.name?.value === name.value,
  );
  if (groups.length > 0)
    return { blocks: groups.flatMap(({ cidrs }) => cidrs.flatMap((it) => blocksOf(it.value, except))) };
  // A name that is nearly that of a group in sight is a slip, and a group that is not there has no address.
  if (
    name !== undefined &&
    nearest(
      name.value,
      known.flatMap((it) => it.meta.name?.value ?? []),
    ) !== undefined
  )
    return NO_PEER;
  const which = name === undefined ? `with \`${selectorText(selector as LabelSelector)}\`` : `\`${name.value}\``;
  return unknownAddresses(`a CIDR group ${which} has the address`);
}

/** Addresses outside the cluster that no manifest tells. */
function unknownAddresses(provided: string): PeerSet {
  return { perhaps: [{ peers: { outside: true }, provided }] };
}

/**
 * Services stand for the pods that they select, and those without a selector for addresses that no manifest tells (CS-26). One
 * that is not in sight leads to pods of its namespace or to such addresses, nobody here knows which (B.2.4).
 */
function servicePeers(refs: readonly ServiceRef[], context: CompileContext): PeerSet {
  // Before 1.17 only services without a selector counted.
  const seesPods = atLeast(ciliumVersionOf(context), 1, 17);
  return merged(
    refs.flatMap((ref): PeerSet[] => {
      const services = context.services.filter((it) => refersTo(ref, it));
      if (services.length === 0) return [unseenService(ref, seesPods)];
      return services.map(({ namespace, name, object: { selector } }): PeerSet => {
        if (selector === undefined)
          return unknownAddresses(`the address is an endpoint of Service \`${namespace}/${name}\``);
        return seesPods ? { pods: [selectedBy(namespace, selector)] } : NO_PEER;
      });
    }),
  );
}

function selectedBy(namespace: string, selector: LabelMap): PodQuery {
  const labels = [...selector].map(
    ([key, { value }]) => ({ facet: "pod-label", key, operator: "In", values: [value] }) as const,
  );
  return [...inNamespace(namespace), ...labels];
}

function unseenService({ name, namespace, selector }: ServiceRef, seesPods: boolean): PeerSet {
  const space = namespace?.value ?? "";
  const pods = seesPods ? { pods: [space === "" ? [] : inNamespace(space)] } : {};
  const which =
    selector !== undefined
      ? `a Service with \`${selectorText(selector)}\``
      : `Service \`${space === "" ? "" : `${space}/`}${name?.value ?? ""}\``;
  return { perhaps: [{ peers: { ...pods, outside: true }, provided: `${which} leads there` }] };
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
    perhaps: sets.flatMap((it) => it.perhaps ?? []),
  };
}
