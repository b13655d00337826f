/** NetworkPolicies as they are written for users, whole and in pieces. */

import type { YamlValue } from "../../base/yaml-value.js";
import type { DnsSettings } from "../../engine/answers.js";
import { PROTOCOLS, type Traffic } from "../../engine/traffic.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import type { Labels } from "../../model/selector.js";
import {
  type NewPolicy,
  type OneSide,
  type OutsideEnd,
  type PieceWriter,
  type PodsPolicy,
  type PodsRule,
  type PolicyWriter,
  ruleComments,
  type ScaffoldedPolicy,
} from "../policy-writer.js";

const TYPE = { ingress: "Ingress", egress: "Egress" } as const;

export const SCAFFOLDS: PolicyWriter = {
  defaultDeny: (policy, directions) => ({
    value: networkPolicy(policy, { podSelector: {}, policyTypes: directions.map((it) => TYPE[it]) }),
    comments: { "/spec/podSelector": "All pods in the namespace." },
  }),
  allowDns: (policy, subject, dns) => ({
    value: networkPolicy(policy, { podSelector: selector(subject), policyTypes: ["Egress"], egress: [dnsRule(dns)] }),
    comments: { "/spec/egress/0/ports/1": "Large answers use TCP." },
  }),
  oneSide: (side) => allowing(side, peerOf(side.peer, side.namespace)),
  outsideSide: (side) => {
    const peer = outsidePeer(side.end);
    return peer === undefined ? undefined : allowing(side, peer);
  },
  outsideRules: ({ direction, end, traffic }) => {
    const peer = outsidePeer(end);
    return peer === undefined ? undefined : [ruleOf(direction, [peer], traffic)];
  },
  forPods,
  withRules: (policy) => {
    const directions = DIRECTIONS.filter((it) => policy[it].length > 0);
    const lists = Object.fromEntries(directions.map((it) => [it, policy[it]]));
    const types = directions.map((it) => TYPE[it]);
    return {
      value: networkPolicy(policy, { podSelector: selector(policy.subject), policyTypes: types, ...lists }),
      comments: {},
    };
  },
};

function outsidePeer(end: OutsideEnd): YamlValue | undefined {
  if (end.type === "address") return { ipBlock: { cidr: end.cidr } };
  return end.type === "world" ? { ipBlock: { cidr: "0.0.0.0/0" } } : undefined;
}

function forPods(policy: PodsPolicy): ScaffoldedPolicy {
  const rules = (direction: Direction): YamlValue[] =>
    policy[direction].map(({ peers, traffic }) => ruleOf(direction, peersFor(peers, policy), traffic));
  const spec = {
    podSelector: selector(policy.subject),
    policyTypes: [TYPE.ingress, TYPE.egress],
    // Without rules an empty list says that it is meant.
    ingress: rules("ingress"),
    egress: [...rules("egress"), dnsRule(policy.dns)],
  };
  return {
    value: networkPolicy(policy, spec),
    comments: ruleComments({ ingress: policy.ingress, egress: policy.egress.map(sayingWhom) }),
  };
}

function sayingWhom(rule: PodsRule): PodsRule {
  if (rule.comment === undefined || typeof rule.peers === "string" || !("names" in rule.peers)) return rule;
  return {
    ...rule,
    comment: `${rule.comment} A NetworkPolicy cannot select DNS names: this allows any destination on the port.`,
  };
}

/** The API has no words for names, nodes and the API server, whose addresses nobody knows here. */
function peersFor(peers: PodsRule["peers"], { namespace }: NewPolicy): YamlValue[] {
  return Array.isArray(peers) ? peers.map((it: OneSide["peer"]) => peerOf(it, namespace)) : [];
}

/** A policy of one rule for one peer. */
function allowing(side: Omit<OneSide, "peer">, peer: YamlValue): ScaffoldedPolicy {
  const { direction, subject, traffic } = side;
  const rule = ruleOf(direction, [peer], traffic);
  const spec = { podSelector: selector(subject), policyTypes: [TYPE[direction]], [direction]: [rule] };
  return { value: networkPolicy(side, spec), comments: {} };
}

/** @param peers None: anyone. */
function ruleOf(direction: Direction, peers: readonly YamlValue[], traffic: Traffic): YamlValue {
  const ports = portItems(traffic);
  return {
    ...(peers.length === 0 ? {} : { [direction === "ingress" ? "from" : "to"]: peers }),
    ...(ports.length === 0 ? {} : { ports }),
  };
}

export const PIECES: PieceWriter = {
  dnsRule,
  blockPeer: (cidr) => ({ ipBlock: { cidr } }),
  podPeer: (key, peer, from) => {
    if (key !== "from" && key !== "to") return undefined;
    return peer.labels.size === 0 && peer.namespace !== from
      ? { namespaceSelector: namespaceNamed(peer.namespace) }
      : peerOf(peer, from);
  },
  allowRule: ({ direction, peer, namespace, traffic }) =>
    ruleOf(direction, peer === undefined ? [] : [peerOf(peer, namespace)], traffic),
  portItem: (port, _list, protocol) => ({ ...(protocol === undefined ? {} : { protocol }), port }),
  allPorts: (protocol = "TCP") => ({ protocol }),
  namespaceEntry: ({ at, selector: pods, namespaces }, namespace) =>
    pods === undefined || namespaces !== "own"
      ? undefined
      : { into: at, key: "namespaceSelector", value: namespaceNamed(namespace) },
};

function dnsRule({ namespace, labels, ports }: DnsSettings): YamlValue {
  return {
    to: [podsOf({ labels, namespace })],
    ports: ports.flatMap((port) => [
      { protocol: "UDP", port },
      { protocol: "TCP", port },
    ]),
  };
}

function networkPolicy({ namespace, name }: NewPolicy, spec: YamlValue): YamlValue {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec };
}

/** @param from Namespace of the policy. */
function peerOf(peer: OneSide["peer"], from: string): YamlValue {
  return peer.namespace === from ? { podSelector: selector(peer.labels) } : podsOf(peer);
}

function selector(labels: Labels): YamlValue {
  return labels.size === 0 ? {} : { matchLabels: Object.fromEntries(labels) };
}

function podsOf({ labels, namespace }: { readonly labels: Labels; readonly namespace: string }): YamlValue {
  return { namespaceSelector: namespaceNamed(namespace), podSelector: selector(labels) };
}

function namespaceNamed(name: string): YamlValue {
  return { matchLabels: { [NAMESPACE_NAME]: name } };
}

/** No items stand for every port: the traffic is not confined to ports, or to all of them. */
function portItems(traffic: Traffic): YamlValue[] {
  if (traffic.other) return [];
  return PROTOCOLS.flatMap((protocol) =>
    traffic[protocol].map(([low, high]): YamlValue => {
      if (low === 1 && high === 65535) return { protocol };
      return low === high ? { protocol, port: low } : { protocol, port: low, endPort: high };
    }),
  );
}
