/** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy → the form that all systems' policies are read in. */

import { partOf, type Site } from "../../base/source.js";
import { atLeast, type Version } from "../../base/version.js";
import { DIRECTIONS } from "../../model/direction.js";
import {
  KEYS_OF_DIRECTIONS,
  type ConditionReading,
  type IcmpReading,
  type PeerList,
  type PeerReading,
  type PodsReading,
  type PolicyPart,
  type PolicyReading,
  type PortList,
  type PortReading,
  type RuleList,
  type RuleReading,
  type SubjectReading,
  rulesOfLists,
} from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import { splitKey } from "./compile/labels.js";
import { protocolsOf } from "./compile/traffic.js";
import { readPortText } from "./port-text.js";
import { ANY_PROTOCOL, ICMP_TYPES } from "./schema/values.js";
import { CLUSTER, NAMESPACE_LABELS, POD_NAMESPACE, SERVICE_ACCOUNT } from "./identity-labels.js";
import {
  CILIUM_LISTS,
  type CiliumItem,
  type CiliumPeers,
  type CiliumPolicy,
  type CiliumPort,
  type CiliumSpec,
  type IcmpField,
  type ToPorts,
} from "./model.js";

export function readCiliumPolicy(policy: CiliumPolicy, version: Version): PolicyReading {
  return { parts: policy.specs.map((spec) => readSpec(spec, policy, version)) };
}

function readSpec(spec: CiliumSpec, { clusterwide }: CiliumPolicy, version: Version): PolicyPart {
  const context: Context = { implied: clusterwide ? "any" : "own" };
  const lists = CILIUM_LISTS.flatMap((key): RuleList[] => {
    const list = spec[key];
    if (list === undefined) return [];
    const direction = key.startsWith("ingress") ? "ingress" : "egress";
    return [{ key, at: list.at, direction, rules: list.items.map((it) => readItem(it, context)) }];
  });
  return {
    at: spec.at,
    subject: readSubject(spec, context),
    lists,
    rules: rulesOfLists(lists),
    allowKeys: KEYS_OF_DIRECTIONS,
    isolates: isolationPlaces(spec, version),
    written: spec,
    ...(spec.description === undefined ? {} : { description: spec.description }),
  };
}

interface Context {
  /** Where a selector that says no namespace looks. */
  readonly implied: "own" | "any";
}

/** A direction is isolated where it has items, unless `enableDefaultDeny`, from 1.16 on, says otherwise (CS-12, CS-13). */
function isolationPlaces(spec: CiliumSpec, version: Version): PolicyPart["isolates"] {
  const isolates: { ingress?: Site; egress?: Site } = {};
  for (const direction of DIRECTIONS) {
    if (atLeast(version, 1, 16) && spec.enableDefaultDeny[direction]?.value === false) continue;
    const list = [spec[direction], spec[`${direction}Deny`]].find((it) => (it?.items.length ?? 0) > 0);
    if (list !== undefined) isolates[direction] = partOf(list.at, "key");
  }
  return isolates;
}

/** A namespaced policy's subject is in its own namespace, whatever its selector says (CS-1). */
function readSubject({ at, subject }: CiliumSpec, context: Context): SubjectReading {
  if (subject === undefined) {
    return { at, isWritten: false, of: "pods", namespaces: context.implied, others: [], written: NOTHING_WRITTEN };
  }
  const { on, selector } = subject;
  if (on === "nodes") {
    return {
      at: selector.at,
      isWritten: true,
      of: "nodes",
      selector,
      namespaces: "any",
      others: [],
      written: selector,
    };
  }
  return { ...readSelector(selector, context), isWritten: true, of: "pods" };
}

const NOTHING_WRITTEN = {};

/** Tells what a selector asks of pods' labels, of namespaces, and of what else identities are made of (B.1.2). */
export function readSelector(selector: LabelSelector, { implied }: Context): PodsReading {
  const pods: Requirement[] = [];
  const namespaces: Requirement[] = [];
  const others: Requirement[] = [];
  let isReserved = false;
  for (const requirement of selector.requirements) {
    const { source, key } = splitKey(requirement.key.value);
    const as = (plain: string): Requirement => ({ ...requirement, key: { ...requirement.key, value: plain } });
    if (source === "reserved" || source === "other" || key === SERVICE_ACCOUNT || key === CLUSTER) {
      others.push(requirement);
      if (source === "reserved") isReserved = true;
    } else if (key === POD_NAMESPACE) namespaces.push(as(NAMESPACE_NAME));
    // Before 1.16 such a label did not lift the limit to the own namespace (CS-6), which the compiler knows.
    else if (key.startsWith(NAMESPACE_LABELS)) namespaces.push(as(key.slice(NAMESPACE_LABELS.length)));
    else pods.push(as(key));
  }
  const { at } = selector;
  // No namespace is implied beside an identity of Cilium's own.
  const unsaid = isReserved ? "any" : implied;
  return {
    at,
    selector: { ...selector, requirements: pods },
    namespaces: namespaces.length === 0 ? unsaid : { at, requirements: namespaces },
    others,
    written: selector,
  };
}

function readItem(item: CiliumItem, context: Context): RuleReading {
  const { at, list, direction, deny, index, peers, toPorts, icmps } = item;
  // What is required of peers elsewhere names none itself (CV-6).
  const named = peers.some((it) => it.type !== "requires");
  const restricts = (toPorts?.items.length ?? 0) > 0 || (icmps?.fields.length ?? 0) > 0;
  return {
    at,
    list,
    direction,
    verdict: deny ? "deny" : "allow",
    index,
    who: named ? "listed" : restricts ? "everyone" : "nobody",
    peers: peers.map((it) => readPeers(it, context)),
    ports: (toPorts?.items ?? []).map(readToPorts),
    isIcmp: icmps !== undefined,
    ...(icmps === undefined || icmps.fields.length === 0 ? {} : { icmp: icmps.fields.flatMap(readIcmp) }),
    isNull: false,
    conditions: item.authentication === undefined ? [] : [{ at: item.authentication.at, type: "authentication" }],
    written: item,
    ...(toPorts === undefined ? {} : { portsAt: toPorts.at }),
  };
}

function readPeers(peers: CiliumPeers, context: Context): PeerList {
  return { key: peers.key, at: peers.at, peers: peersIn(peers, context), written: peers };
}

function peersIn(peers: CiliumPeers, context: Context): readonly PeerReading[] {
  switch (peers.type) {
    case "endpoints":
      return peers.selectors.map((it) => ({ type: "pods", ...readSelector(it, context) }));
    case "nodes":
      return peers.selectors.map((selector) => ({ type: "nodes", at: selector.at, selector }));
    case "cidr":
      return peers.cidrs.map((cidr) => ({ type: "block", at: cidr.at, cidr, except: [] }));
    case "cidr-set":
      return peers.sets.map(({ at, cidr, except, cidrGroupRef, cidrGroupSelector }): PeerReading => {
        if (cidr !== undefined) return { type: "block", at, cidr, except, exceptInto: at };
        return {
          type: "group",
          at,
          ...(cidrGroupRef === undefined ? {} : { name: cidrGroupRef }),
          ...(cidrGroupSelector === undefined ? {} : { selector: cidrGroupSelector }),
        };
      });
    case "entities":
      return peers.entities.map((name) => ({ type: "entity", at: name.at, name }));
    case "fqdns":
      return peers.names.flatMap(({ at, matchName, matchPattern }): PeerReading[] => {
        const name = matchName ?? matchPattern;
        return name === undefined ? [] : [{ type: "name", at, name, isPattern: matchName === undefined }];
      });
    case "services":
      return peers.services.map(({ at, name, namespace, selector }) => ({
        type: "service",
        at,
        ...(name === undefined ? {} : { name }),
        ...(namespace === undefined ? {} : { namespace }),
        ...(selector === undefined ? {} : { selector }),
      }));
    case "groups":
    case "requires":
      return [{ type: "unreadable", at: peers.at }];
  }
}

function readToPorts(toPorts: ToPorts): PortList {
  return {
    key: "toPorts",
    at: toPorts.ports?.at ?? toPorts.at,
    item: toPorts.at,
    ports: (toPorts.ports?.ports ?? []).map(readPort),
    conditions: conditionsOf(toPorts),
    written: toPorts,
    ...(toPorts.rules === undefined ? {} : { conditionsAt: toPorts.rules.at }),
  };
}

/** A list without entries asks for nothing. */
function conditionsOf({ rules, serverNames, listener }: ToPorts): ConditionReading[] {
  const conditions: ConditionReading[] = [];
  if (rules?.http !== undefined && rules.http.rules.length > 0) conditions.push({ at: rules.http.at, type: "http" });
  if (rules?.dns !== undefined && rules.dns.names.length > 0) conditions.push({ at: rules.dns.at, type: "dns" });
  for (const { at } of rules?.other ?? []) conditions.push({ at, type: "other" });
  if (serverNames !== undefined && serverNames.names.length > 0) {
    conditions.push({ at: serverNames.at, type: "server-name" });
  }
  if (listener !== undefined) conditions.push({ at: listener, type: "listener" });
  return conditions;
}

/** Without `protocol` or with ANY it is TCP, UDP and SCTP; port "0" or none is every port (CV-21, CV-24, CV-26). */
function readPort({ at, port, endPort, protocol }: CiliumPort): PortReading {
  const word = protocol?.value ?? ANY_PROTOCOL;
  const known = protocolsOf(word);
  const read = port === undefined ? 0 : readPortText(port.value);
  const value = read === 0 ? undefined : (read ?? port?.value);
  return {
    at,
    protocols: known.length > 0 ? known : [word],
    isText: true,
    ...(value === undefined ? {} : { value }),
    ...(port === undefined ? {} : { port }),
    ...(endPort === undefined ? {} : { endPort }),
    ...(protocol === undefined ? { protocolInto: at } : { protocol }),
  };
}

/** Without a type it is 0; a name that there is not is refused, and stands for none. */
function readIcmp({ at, family, type }: IcmpField): IcmpReading[] {
  const text = type?.value ?? 0;
  const known = ICMP_TYPES[family].find((it) => it.value === text)?.number;
  const number = known ?? Number(text);
  return Number.isInteger(number) ? [{ at, family, type: number }] : [];
}

/** The spec that a part was read from. */
export function specOf(part: PolicyPart): CiliumSpec {
  return part.written as CiliumSpec;
}

/** The item of `toPorts` that a list of ports was read from. */
export function toPortsOf(list: PortList): ToPorts {
  return list.written as ToPorts;
}

/** The item that a rule was read from. */
export function itemOf(rule: RuleReading): CiliumItem {
  return rule.written as CiliumItem;
}
