/** CiliumNetworkPolicies as they are written for users, whole and in pieces. */

import { atLeast } from "../../base/version.js";
import type { YamlValue } from "../../base/yaml-value.js";
import type { DnsSettings } from "../../engine/answers.js";
import { PROTOCOLS, type Traffic } from "../../engine/traffic.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import type { Labels } from "../../model/selector.js";
import {
  type NewPolicy,
  type OneSide,
  type PieceWriter,
  type PodsPolicy,
  type PodsRule,
  type PolicyWriter,
  type RulesPolicy,
  ruleComments,
  type ScaffoldedPolicy,
} from "../policy-writer.js";
import { POD_NAMESPACE } from "./identity-labels.js";
import { specOf } from "./read.js";
import { rewriteForCilium } from "./rewrite.js";
import { ciliumVersionOf } from "./version.js";

/** With its source, as Cilium's documentation writes it. */
const NAMESPACE_KEY = `k8s:${POD_NAMESPACE}`;

/** Sends queries through Cilium's DNS proxy and refuses no name. */
export const INSPECT_ALL: YamlValue = { dns: [{ matchPattern: "*" }] };

export const SCAFFOLDS: PolicyWriter = {
  // One empty rule isolates and allows nothing; an empty list would do nothing (B.2.4).
  defaultDeny: (policy, directions) => ({
    value: ciliumPolicy(policy, {
      endpointSelector: {},
      ...Object.fromEntries(directions.map((it) => [it, [{}]])),
    }),
    comments: Object.fromEntries(
      directions.map((it) => [`/spec/${it}`, "One empty rule: restricts this direction, allows nothing."]),
    ),
  }),
  allowDns: (policy, subject, dns) => ({
    value: ciliumPolicy(policy, { endpointSelector: selector(subject), egress: [dnsRule(dns)] }),
    comments: { "/spec/egress/0/toPorts/0/rules": "DNS inspection, which toFQDNs needs." },
  }),
  oneSide: (side) => {
    const rule = {
      ...peerEntry(side.direction, "Endpoints", [peerOf(side.peer, side.namespace)]),
      ...portsEntry(side.traffic),
    };
    return withRules({ ...side, ...NO_RULES, [side.direction]: [rule] });
  },
  outsideSide: (side) => {
    const rules = outsideRules(side);
    return rules === undefined ? undefined : withRules({ ...side, ...NO_RULES, [side.direction]: rules });
  },
  outsideRules,
  forPods,
  withRules,
  rewrite: rewriteForCilium,
};

const NO_RULES = { ingress: [], egress: [] } as const;

function outsideRules({
  end,
  direction,
  traffic,
}: Parameters<PolicyWriter["outsideRules"]>[0]): YamlValue[] | undefined {
  const rule = (key: string, peers: readonly YamlValue[]): YamlValue => ({
    ...peerEntry(direction, key, peers),
    ...portsEntry(traffic),
  });
  switch (end.type) {
    case "address":
      return [rule("CIDR", [end.cidr])];
    case "world":
      return [rule("Entities", ["world"])];
    case "entity":
      return [rule("Entities", end.names)];
    case "name": {
      const lookUps = end.dns === undefined ? [] : [dnsRule(end.dns)];
      return direction === "ingress" ? undefined : [rule("FQDNs", [{ matchName: end.name }]), ...lookUps];
    }
  }
}

function withRules({ subject, ...policy }: RulesPolicy): ScaffoldedPolicy {
  const lists = DIRECTIONS.flatMap((it): [string, YamlValue][] => (policy[it].length > 0 ? [[it, policy[it]]] : []));
  return {
    value: ciliumPolicy(policy, { endpointSelector: selector(subject), ...Object.fromEntries(lists) }),
    comments: {},
  };
}

function forPods(policy: PodsPolicy): ScaffoldedPolicy {
  const rules = (direction: Direction): YamlValue[] =>
    policy[direction].map(({ peers, traffic }) => ({
      ...peersEntry(direction, peers, policy),
      ...portsEntry(traffic),
    }));
  const ingress = rules("ingress");
  const spec = {
    endpointSelector: selector(policy.subject),
    // One empty rule isolates and allows nothing; an empty list would do nothing (B.2.4).
    ingress: ingress.length === 0 ? [{}] : ingress,
    egress: [...rules("egress"), dnsRule(policy.dns)],
  };
  return { value: ciliumPolicy(policy, spec), comments: ruleComments(policy) };
}

/** Whichever node the API server is on, that node is the peer as well (CP-41). */
const ENTITIES = { "api-server": ["kube-apiserver", "remote-node", "host"], nodes: ["host", "remote-node"] } as const;

/** Ports without peers are open to anyone. */
function peersEntry(
  direction: Direction,
  peers: PodsRule["peers"],
  { namespace }: NewPolicy,
): Record<string, YamlValue> {
  if (peers === "anyone") return {};
  if (typeof peers === "string") return peerEntry(direction, "Entities", ENTITIES[peers]);
  if ("names" in peers) {
    return peerEntry(
      direction,
      "FQDNs",
      peers.names.map((it) => ({ matchName: it })),
    );
  }
  return peerEntry(
    direction,
    "Endpoints",
    peers.map((it) => peerOf(it, namespace)),
  );
}

function peerEntry(direction: Direction, key: string, peers: readonly YamlValue[]): Record<string, YamlValue> {
  return { [`${direction === "ingress" ? "from" : "to"}${key}`]: peers };
}

function portsEntry(traffic: Traffic): Record<string, YamlValue> {
  const ports = portItems(traffic);
  return ports.length === 0 ? {} : { toPorts: [{ ports }] };
}

/** @param from Namespace of the policy. */
function peerOf(peer: OneSide["peer"], from: string): YamlValue {
  return peer.namespace === from ? selector(peer.labels) : endpointsOf(peer);
}

export const PIECES: PieceWriter = {
  dnsRule,
  blockPeer: (cidr, { key }) => (key.endsWith("CIDRSet") ? { cidr } : cidr),
  podPeer: (key, peer, from) => (key === "fromEndpoints" || key === "toEndpoints" ? peerOf(peer, from) : undefined),
  portItem: (port, _list, protocol) => ({ port: String(port), ...(protocol === undefined ? {} : { protocol }) }),
  allPorts: (protocol) => ({ port: "0", ...(protocol === undefined ? {} : { protocol }) }),
  namespaceEntry: ({ selector: pods, namespaces }, namespace) =>
    pods?.matchLabelsAt === undefined || typeof namespaces !== "string"
      ? undefined
      : { into: pods.matchLabelsAt, key: NAMESPACE_KEY, value: namespace },
  allowRule: ({ direction, peer, namespace, traffic }) => ({
    ...(peer === undefined ? {} : peerEntry(direction, "Endpoints", [peerOf(peer, namespace)])),
    ...portsEntry(traffic),
  }),
  allowAll: (direction) => ({ [direction === "ingress" ? "fromEntities" : "toEntities"]: ["all"] }),
  // `enableDefaultDeny` is there from 1.16 on (CS-13).
  keepOpen: (part, direction, versions) => {
    if (!atLeast(ciliumVersionOf({ versions }), 1, 16)) return undefined;
    const { at } = specOf(part).enableDefaultDeny;
    return at === undefined
      ? { into: part.at, key: "enableDefaultDeny", value: { [direction]: false } }
      : { into: at, key: direction, value: false };
  },
};

/** The DNS proxy sees the queries, which `toFQDNs` needs (CS-24). */
export function dnsRule(dns: DnsSettings): YamlValue {
  return {
    toEndpoints: dnsPeers(dns),
    toPorts: [{ ports: dns.ports.map((port) => ({ port: String(port), protocol: "ANY" })), rules: INSPECT_ALL }],
  };
}

/** The cluster's DNS pods, as a list under `toEndpoints`. */
export function dnsPeers(dns: DnsSettings): YamlValue {
  return [endpointsOf(dns)];
}

function ciliumPolicy({ namespace, name }: NewPolicy, spec: YamlValue): YamlValue {
  return { apiVersion: "cilium.io/v2", kind: "CiliumNetworkPolicy", metadata: { name, namespace }, spec };
}

function selector(labels: Labels): YamlValue {
  return labels.size === 0 ? {} : { matchLabels: Object.fromEntries(labels) };
}

function endpointsOf({ labels, namespace }: { readonly labels: Labels; readonly namespace: string }): YamlValue {
  return { matchLabels: { [NAMESPACE_KEY]: namespace, ...Object.fromEntries(labels) } };
}

/** No items stand for every port: the traffic is not confined to ports, or to all of them. */
function portItems(traffic: Traffic): YamlValue[] {
  if (traffic.other) return [];
  return PROTOCOLS.flatMap((protocol) =>
    traffic[protocol].map(([low, high]): YamlValue => {
      if (low === 1 && high === 65535) return { port: "0", protocol };
      const port = String(low);
      return low === high ? { port, protocol } : { port, endPort: high, protocol };
    }),
  );
}
