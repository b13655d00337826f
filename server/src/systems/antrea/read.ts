/** Antrea's policies → the form that all systems' policies are read in. */

import type { Site, Sourced } from "../../base/source.js";
import {
  type ConditionReading,
  KEYS_OF_DIRECTIONS,
  listsByDirection,
  type PeerList,
  type PeerReading,
  type PodsReading,
  type PolicyPart,
  type PolicyReading,
  type PortList,
  type PortReading,
  type RuleList,
  type RuleReading,
  rulesOfLists,
  type SubjectReading,
} from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import { type AntreaPolicy, type AntreaRule, appliedToOf, type Choice, type ChoiceList, rulesIn } from "./model.js";
import { choiceWords } from "./words.js";

/** What a subject is made of, for `subjects` of the record and the compiler. */
export interface SubjectChoice {
  readonly list: ChoiceList | undefined;
}

/** One part for the whole policy, or one for each rule that has pods of its own. */
export function readPolicy(policy: AntreaPolicy): PolicyReading {
  const lists = listsByDirection(policy, (it) => readRule(it, policy));
  if (policy.appliedTo !== undefined || rulesIn(policy).every((it) => it.appliedTo === undefined)) {
    const { specAt: at } = policy;
    const common = { at, lists, rules: rulesOfLists(lists), allowKeys: KEYS_OF_DIRECTIONS, isolates: {} };
    return { parts: [{ ...common, subject: subjectOf(policy.appliedTo, policy), written: policy }] };
  }
  return { parts: lists.flatMap((list) => list.rules.map((rule) => partOf(policy, list, rule))) };
}

function partOf(policy: AntreaPolicy, list: RuleList, rule: RuleReading): PolicyPart {
  const written = rule.written as AntreaRule;
  return {
    at: rule.at,
    subject: subjectOf(appliedToOf(policy, written), policy),
    lists: [{ ...list, rules: [rule] }],
    rules: [rule],
    allowKeys: {},
    isolates: {},
    written,
  };
}

/** Several items are alternatives, which do not fit into one neutral selector: they are one condition, in words. */
function subjectOf(list: ChoiceList | undefined, policy: AntreaPolicy): SubjectReading {
  const written: SubjectChoice = { list };
  const [only, another] = list?.items ?? [];
  if (list === undefined || only === undefined) {
    return { at: policy.specAt, namespaces: "any", others: [], written, isWritten: false, of: "pods" };
  }
  const common = { written, isWritten: true } as const;
  if (another !== undefined) {
    const words = list.items.map(choiceWords).join(" or ");
    return { at: list.at, namespaces: ownOr(policy), others: [inWords(list.at, words)], ...common, of: "pods" };
  }
  if (only.nodeSelector !== undefined) {
    return { at: only.at, selector: only.nodeSelector, namespaces: "any", others: [], ...common, of: "nodes" };
  }
  return { ...podsOf(only, policy), ...common, of: "pods" };
}

function ownOr({ clusterwide }: AntreaPolicy): "own" | "any" {
  return clusterwide ? "any" : "own";
}

/** A condition that no requirement on a label says. */
function inWords(at: Site, words: string): Requirement {
  return { key: { value: words, at }, operator: "Exists", values: [], at, written: "matchExpressions" };
}

function podsOf(choice: Choice, policy: AntreaPolicy): PodsReading {
  const { at, podSelector, namespaceSelector, serviceAccount, group, service, externalEntitySelector } = choice;
  const { namespaces: relation } = choice;
  const others: Requirement[] = [];
  if (serviceAccount !== undefined || group !== undefined || service !== undefined)
    others.push(inWords(at, choiceWords(choice)));
  if (externalEntitySelector !== undefined) others.push(inWords(externalEntitySelector.at, choiceWords(choice)));
  if (relation !== undefined) others.push(inWords(relation.at, choiceWords({ at, namespaces: relation })));
  const named = serviceAccount?.namespace;
  return {
    at,
    ...(podSelector === undefined ? {} : { selector: podSelector }),
    namespaces:
      named === undefined ? (namespaceSelector ?? (relation === undefined ? ownOr(policy) : "any")) : inNamed(named),
    others,
    written: choice,
  };
}

function inNamed(name: Sourced<string>): LabelSelector {
  const { at } = name;
  return {
    at,
    requirements: [{ key: { value: NAMESPACE_NAME, at }, operator: "In", values: [name], at, written: "matchLabels" }],
  };
}

function readRule(rule: AntreaRule, policy: AntreaPolicy): RuleReading {
  const { at, direction, index, verdict, name, ports, protocols } = rule;
  const isIcmp = ports === undefined && protocols?.items.every((it) => it.is === "ICMP") === true;
  const peers = readPeers(rule, policy);
  const types = isIcmp ? (protocols?.items ?? []).filter((it) => it.icmpType !== undefined) : [];
  return {
    at,
    list: direction,
    direction,
    // A word that is no action is refused, so what it stands for does not matter.
    verdict: verdict ?? "pass",
    index,
    who: peers.length === 0 ? "everyone" : "listed",
    peers,
    ports: readPorts(rule),
    isIcmp,
    ...(types.length === 0
      ? {}
      : { icmp: types.map((it) => ({ at: it.at, family: "IPv4" as const, type: it.icmpType ?? 0 })) }),
    isNull: false,
    conditions: readConditions(rule, isIcmp),
    written: rule,
    ...(name === undefined ? {} : { name }),
    ...(ports === undefined ? {} : { portsAt: ports.at }),
  };
}

function readPeers({ direction, peers, toServices }: AntreaRule, policy: AntreaPolicy): PeerList[] {
  const lists: PeerList[] = [];
  if (peers !== undefined) {
    const read = peers.items.flatMap((it) => readPeer(it, policy));
    lists.push({ key: direction === "ingress" ? "from" : "to", at: peers.at, peers: read, written: peers });
  }
  if (toServices !== undefined) {
    const read = toServices.items.map((it): PeerReading => {
      const namespace = it.namespace === undefined ? {} : { namespace: it.namespace };
      return { type: "service", at: it.at, ...(it.name === undefined ? {} : { name: it.name }), ...namespace };
    });
    lists.push({ key: "toServices", at: toServices.at, peers: read, written: toServices });
  }
  return lists;
}

/** Of several keys, the one that the controller reads. */
function readPeer(choice: Choice, policy: AntreaPolicy): PeerReading[] {
  const { at, ipBlocks, group, fqdn, nodeSelector, externalEntitySelector, isClusterSet } = choice;
  if (ipBlocks !== undefined) {
    return ipBlocks.flatMap((it): PeerReading[] =>
      it.cidr === undefined ? [] : [{ type: "block", at: it.at, cidr: it.cidr, except: it.except, exceptInto: it.at }],
    );
  }
  if (group !== undefined) return [{ type: "group", at, name: group }];
  if (fqdn !== undefined) return [{ type: "name", at, name: fqdn, isPattern: fqdn.value.includes("*") }];
  if (nodeSelector !== undefined) return [{ type: "nodes", at, selector: nodeSelector }];
  if (externalEntitySelector !== undefined) return [{ type: "unreadable", at }];
  const pods: PeerReading = { type: "pods", ...podsOf(choice, policy) };
  return isClusterSet === true ? [pods, { type: "unreadable", at }] : [pods];
}

function readPorts({ at, ports }: AntreaRule): PortList[] {
  if (ports === undefined) return [];
  const conditions = ports.items.flatMap((it): ConditionReading[] =>
    it.sourcePort === undefined ? [] : [{ at: it.sourcePort.at, type: "other" }],
  );
  return [{ key: "ports", at: ports.at, item: at, ports: ports.items.map(readPort), conditions, written: ports }];
}

function readPort({ at, protocol, port, endPort }: NonNullable<AntreaRule["ports"]>["items"][number]): PortReading {
  return {
    at,
    isText: false,
    protocols: [protocol?.value ?? "TCP"],
    ...(port === undefined ? {} : { port, value: port.value }),
    ...(endPort === undefined ? {} : { endPort }),
    ...(protocol === undefined ? { protocolInto: at } : { protocol }),
  };
}

/** What no peer and no port says. */
function readConditions({ l7, protocols }: AntreaRule, isIcmp: boolean): ConditionReading[] {
  return [
    ...(l7?.items ?? []).map(
      (it): ConditionReading => ({ at: it.at, type: it.is === "http" ? "http" : "server-name" }),
    ),
    ...(protocols === undefined || isIcmp ? [] : [{ at: protocols.at, type: "other" } as const]),
  ];
}
