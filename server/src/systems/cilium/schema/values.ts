/** The words of Cilium policies: protocols (CV-26), entities (CV-8), ICMP types (CV-14). No other file lists them. */

import type { Release } from "../../../base/version.js";
import { quoted } from "../../../base/quote.js";
import { CLUSTER_ENTITIES } from "../../../model/entities.js";
import type { Value, Values } from "../../../schema/constraint.js";
import { PORT_PROTOCOLS } from "../../protocols.js";

/** Every protocol that has ports; the same as no protocol. */
export const ANY_PROTOCOL = "ANY";

/** The agent accepts them only with the option `enable-extended-ip-protocols`. */
const PORTLESS: readonly Value[] = [
  { value: "VRRP", means: "routers that share an address; without ports", since: 19 },
  { value: "IGMP", means: "members of multicast groups; without ports", since: 19 },
  { value: "GRE", means: "a tunnel; without ports", since: 20 },
  { value: "IPIP", means: "IPv4 in IPv4; without ports", since: 20 },
  { value: "IPV6", means: "IPv6 in IPv4; without ports", since: 20 },
  { value: "ESP", means: "encrypted packets of IPsec; without ports", since: 20 },
  { value: "AH", means: "authenticated packets of IPsec; without ports", since: 20 },
];

export const CILIUM_PROTOCOLS: Values = {
  about: "protocol",
  check: "CV-26",
  refusedBy: "api-server",
  each: [...PORT_PROTOCOLS, { value: ANY_PROTOCOL, means: "TCP, UDP and SCTP" }, ...PORTLESS],
  mistaken: [
    {
      like: /^icmp/i,
      says: (text) => `${quoted(text)} is not a protocol with ports (use \`icmps\`)`,
    },
  ],
  says: (text) => `${quoted(text)} is not a valid protocol`,
};

/** Protocols without ports, and the release that added each. */
export const PORTLESS_SINCE: ReadonlyMap<string, Release> = new Map(PORTLESS.map((it) => [it.value, it.since ?? 0]));

/**
 * In the order in which they are offered: those that most policies need first, and none of those opens everything.
 * `cluster-mesh` exists since 1.20, but may be missing from the schemas of its first releases.
 */
export const ENTITIES: Values = {
  about: "entity",
  check: "CV-8",
  refusedBy: "api-server",
  each: [
    { value: "cluster", means: "all pods and nodes in the cluster" },
    { value: "host", means: "the node that the pod runs on, and its host-network pods" },
    { value: "remote-node", means: "the other nodes, and their host-network pods" },
    {
      value: "kube-apiserver",
      means: "the Kubernetes API server; calls from it may also arrive as `remote-node`",
    },
    { value: "world", means: "every address outside the cluster" },
    { value: "ingress", means: "Cilium's own ingress and gateway" },
    { value: "health", means: "Cilium's health checks" },
    { value: "all", means: "everyone, inside and outside" },
    { value: "init", means: "pods that have no identity yet" },
    { value: "unmanaged", means: "pods that Cilium does not manage" },
    { value: "none", means: "nobody" },
    { value: "cluster-mesh", means: "all pods and nodes in every connected cluster", since: 20 },
  ],
  // The two address families of the world have no entity, but a CIDR block each.
  mistaken: [
    {
      like: /^world-ipv[46]$/,
      says: (text) =>
        `${quoted(text)} is not a valid entity (use the CIDR block \`${text.endsWith("6") ? "::/0" : "0.0.0.0/0"}\`)`,
    },
  ],
};

/** Names after `reserved:` in labels: of entities that are one identity, and of identities that are not entities (pkg/identity). */
export const RESERVED_IDENTITIES: readonly string[] = [
  ...CLUSTER_ENTITIES,
  ...["world", "world-ipv4", "world-ipv6", "encrypted-overlay"],
];

export const FAMILIES: Values = {
  about: "address family",
  check: "CV-14",
  refusedBy: "api-server",
  each: [
    { value: "IPv4", means: "ICMP", aliases: ["4", "v4", "inet", "icmp", "icmpv4"] },
    { value: "IPv6", means: "ICMPv6", aliases: ["6", "v6", "inet6", "icmpv6"] },
  ],
};

export type IcmpFamily = "IPv4" | "IPv6";

/** A message by its name, in the spelling of Cilium's schema, with its number in IANA's registry. */
export interface IcmpType extends Value {
  readonly number: number;
}

function typesOf(numbers: Readonly<Record<string, number>>): readonly IcmpType[] {
  return Object.entries(numbers).map(([value, number]) => ({ value, number, means: `type ${number}` }));
}

export const ICMP_TYPES: Readonly<Record<IcmpFamily, readonly IcmpType[]>> = {
  IPv4: typesOf({
    EchoReply: 0,
    DestinationUnreachable: 3,
    Redirect: 5,
    Echo: 8,
    EchoRequest: 8,
    RouterAdvertisement: 9,
    RouterSelection: 10,
    TimeExceeded: 11,
    ParameterProblem: 12,
    Timestamp: 13,
    TimestampReply: 14,
    Photuris: 40,
    ExtendedEchoRequest: 42,
    ExtendedEchoReply: 43,
  }),
  IPv6: typesOf({
    DestinationUnreachable: 1,
    PacketTooBig: 2,
    TimeExceeded: 3,
    ParameterProblem: 4,
    EchoRequest: 128,
    EchoReply: 129,
    MulticastListenerQuery: 130,
    MulticastListenerReport: 131,
    MulticastListenerDone: 132,
    RouterSolicitation: 133,
    RouterAdvertisement: 134,
    NeighborSolicitation: 135,
    NeighborAdvertisement: 136,
    RedirectMessage: 137,
    RouterRenumbering: 138,
    ICMPNodeInformationQuery: 139,
    ICMPNodeInformationResponse: 140,
    InverseNeighborDiscoverySolicitation: 141,
    InverseNeighborDiscoveryAdvertisement: 142,
    HomeAgentAddressDiscoveryRequest: 144,
    HomeAgentAddressDiscoveryReply: 145,
    MobilePrefixSolicitation: 146,
    MobilePrefixAdvertisement: 147,
    DuplicateAddressRequestCodeSuffix: 157,
    DuplicateAddressConfirmationCodeSuffix: 158,
    ExtendedEchoRequest: 160,
    ExtendedEchoReply: 161,
  }),
};

/** The schema spells this name with a space in it, so it rejects the right one. The number works. */
export const REFUSED_ICMP_NAME = "ExtendedEchoReply";
