/** NetworkPolicy → the form that all systems' policies are read in. */

import { DIRECTIONS, type Direction } from "../../model/direction.js";
import {
  KEYS_OF_DIRECTIONS,
  type PeerList,
  type PeerReading,
  type PolicyReading,
  type PortList,
  type PortReading,
  type RuleList,
  type RuleReading,
  type SubjectReading,
  rulesOfLists,
} from "../../model/reading.js";
import type { NetworkPolicy, Peer, PolicyRule, PolicyRules, PortItem } from "./model.js";

export function readNetworkPolicy(policy: NetworkPolicy): PolicyReading {
  const { specAt, isolates } = policy;
  const lists = DIRECTIONS.flatMap((direction): RuleList[] => {
    const rules = policy[direction];
    return rules === undefined ? [] : [readList(rules, direction)];
  });
  const part = {
    at: specAt,
    subject: readSubject(policy),
    lists,
    rules: rulesOfLists(lists),
    allowKeys: KEYS_OF_DIRECTIONS,
    isolates,
    written: policy,
  };
  return { parts: [part] };
}

function readSubject({ subject, specAt }: NetworkPolicy): SubjectReading {
  return {
    at: subject.at,
    isWritten: subject.at.node !== specAt.node,
    of: "pods",
    selector: subject,
    namespaces: "own",
    others: [],
    written: subject,
  };
}

function readList({ at, rules }: PolicyRules, direction: Direction): RuleList {
  return { key: direction, at, direction, rules: rules.map(readRule) };
}

/** Neither peers nor ports: everything (KS-3). */
function readRule(rule: PolicyRule): RuleReading {
  const { at, direction, index, isNull } = rule;
  const peers = readPeers(rule);
  return {
    at,
    list: direction,
    direction,
    verdict: "allow",
    index,
    who: peers.some((it) => it.peers.length > 0) || (rule.peers?.peers.length ?? 0) > 0 ? "listed" : "everyone",
    peers,
    ports: readPorts(rule),
    isIcmp: false,
    isNull,
    conditions: [],
    written: rule,
    ...(rule.ports === undefined ? {} : { portsAt: rule.ports.at }),
  };
}

function readPeers({ direction, peers }: PolicyRule): PeerList[] {
  if (peers === undefined) return [];
  const key = direction === "ingress" ? "from" : "to";
  return [{ key, at: peers.at, peers: peers.peers.flatMap(readPeer), written: peers }];
}

/** An item without any field is refused (KV-3) and names nobody. */
function readPeer(peer: Peer): PeerReading[] {
  const { at, podSelector, namespaceSelector, ipBlock } = peer;
  if (ipBlock !== undefined) {
    const { cidr, except } = ipBlock;
    return cidr === undefined ? [] : [{ type: "block", at, cidr, except, exceptInto: ipBlock.at }];
  }
  if (podSelector === undefined && namespaceSelector === undefined) return [];
  return [
    {
      type: "pods",
      at,
      // Alone, a pod selector looks in the policy's own namespace (KS-4).
      namespaces: namespaceSelector ?? "own",
      others: [],
      written: peer,
      ...(podSelector === undefined ? {} : { selector: podSelector }),
    },
  ];
}

function readPorts({ at, ports }: PolicyRule): PortList[] {
  if (ports === undefined) return [];
  return [{ key: "ports", at: ports.at, item: at, ports: ports.ports.map(readPort), conditions: [], written: ports }];
}

/** Without `protocol` it is TCP, without `port` every port of the protocol (KV-2). */
function readPort({ at, port, endPort, protocol }: PortItem): PortReading {
  return {
    at,
    protocols: [protocol?.value ?? "TCP"],
    isText: false,
    ...(port === undefined ? {} : { port, value: port.value }),
    ...(endPort === undefined ? {} : { endPort }),
    ...(protocol === undefined ? { protocolInto: at } : { protocol }),
  };
}
