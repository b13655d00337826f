/** Tiered policies → the form that all systems' policies are read in. */

import type { Sourced } from "../../base/source.js";
import { PROTOCOLS } from "../../engine/traffic.js";
import {
  KEYS_OF_DIRECTIONS,
  listsByDirection,
  type PeerList,
  type PeerReading,
  type PodsReading,
  type PolicyReading,
  type PortList,
  type PortReading,
  type RuleReading,
  rulesOfLists,
} from "../../model/reading.js";
import type { NamespacesPeer, PodsPeer, TieredPeer, TieredPolicy, TieredPort, TieredRule } from "./model.js";

export function readTieredPolicy(policy: TieredPolicy): PolicyReading {
  const { specAt, subject } = policy;
  const lists = listsByDirection(policy, (it) => readRule(it, policy));
  const nobody: PodsReading = { at: specAt, namespaces: "any", others: [], written: policy };
  const pods = subject === undefined ? nobody : readPods(subject);
  // No rule isolates: what none of them matches goes on to the next tier.
  return {
    parts: [
      {
        at: specAt,
        subject: { ...pods, isWritten: subject !== undefined, of: "pods" },
        lists,
        rules: rulesOfLists(lists),
        allowKeys: KEYS_OF_DIRECTIONS,
        isolates: {},
        written: policy,
      },
    ],
  };
}

function readRule(rule: TieredRule, { kind }: TieredPolicy): RuleReading {
  const { at, direction, index, name, verdict } = rule;
  return {
    at,
    list: direction,
    direction,
    // A word that is no action is refused, so what it stands for does not matter.
    verdict: verdict ?? "pass",
    index,
    who: "listed",
    peers: readPeers(rule),
    ports: readPorts(rule, kind === "ClusterNetworkPolicy" ? "protocols" : "ports"),
    isIcmp: false,
    isNull: false,
    conditions: [],
    written: rule,
    ...(name === undefined ? {} : { name }),
    ...(rule.ports === undefined ? {} : { portsAt: rule.ports.at }),
  };
}

function readPeers({ direction, peers }: TieredRule): PeerList[] {
  if (peers === undefined) return [];
  const key = direction === "ingress" ? "from" : "to";
  return [{ key, at: peers.at, peers: peers.items.flatMap(readPeer), written: peers }];
}

/** A list of networks or names is as many peers. */
function readPeer(peer: TieredPeer): PeerReading[] {
  switch (peer.type) {
    case "namespaces":
    case "pods":
      return [{ type: "pods", ...readPods(peer) }];
    case "nodes":
      return [{ type: "nodes", at: peer.at, selector: peer.selector }];
    case "networks":
      return peer.cidrs.map((cidr) => ({ type: "block", at: cidr.at, cidr, except: [] }));
    case "domainNames":
      return peer.names.map((name) => ({ type: "name", at: name.at, name, isPattern: name.value.startsWith("*.") }));
  }
}

function readPods(peer: NamespacesPeer | PodsPeer): PodsReading {
  const common = { at: peer.at, others: [], written: peer };
  if (peer.type === "namespaces") return { ...common, namespaces: peer.selector };
  return {
    ...common,
    namespaces: peer.namespaceSelector ?? "any",
    ...(peer.podSelector === undefined ? {} : { selector: peer.podSelector }),
  };
}

function readPorts({ at, ports }: TieredRule, key: string): PortList[] {
  return ports === undefined
    ? []
    : [{ key, at: ports.at, item: at, ports: ports.items.flatMap(readPort), conditions: [], written: ports }];
}

/** A name is of any protocol; a number of v1alpha1 without one of TCP. */
function readPort({ at, valueAt, protocol, number, range, name }: TieredPort): PortReading[] {
  const port: Sourced<number | string> | undefined = name ?? number ?? range?.start;
  if (port === undefined) return [];
  const endPort = range?.end;
  return [
    {
      at,
      isText: false,
      protocols: name === undefined ? [protocol?.value ?? "TCP"] : PROTOCOLS,
      port,
      value: port.value,
      ...(endPort === undefined ? {} : { endPort }),
      ...(protocol !== undefined
        ? { protocol }
        : name !== undefined || valueAt === undefined
          ? {}
          : { protocolInto: valueAt }),
    },
  ];
}
