/** Calico's policies → the form that all systems' policies are read in. */

import type { Site } from "../../base/source.js";
import type { FacetRequirement, PodQuery } from "../../engine/program.js";
import { PROTOCOLS } from "../../engine/traffic.js";
import {
  type ConditionReading,
  KEYS_OF_DIRECTIONS,
  listsByDirection,
  type PeerList,
  type PeerReading,
  type PodsPeer,
  type PodsReading,
  type PolicyReading,
  type PortList,
  type PortReading,
  type RuleReading,
  rulesOfLists,
} from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import type { LabelSelector, Operator, Requirement } from "../../model/selector.js";
import { icmpProtocol, portedProtocol, portRange } from "./formats.js";
import { type CalicoPolicy, type CalicoRule, type Entity, placeIn, type SelectorText, sidesOf } from "./model.js";
import { expressionOf, type Of, ON_PODS, requirementOf } from "./selector/facets.js";
import { type Alternatives, alternativesOf, type Conjunct, productOf } from "./selector/terms.js";

/** A choice of pods in the system's own words, for `subjects` and `pods` of the record. */
export interface PodsChoice {
  /** Without the namespace that is implied. */
  readonly queries: readonly PodQuery[];
  /** True where the policy's own namespace is implied. */
  readonly isOwn: boolean;
}

export function readPolicy(policy: CalicoPolicy): PolicyReading {
  const lists = listsByDirection(policy, (it) => readRule(it, policy));
  const { specAt, isolates, selector, namespaceSelector, serviceAccountSelector } = policy;
  const isWritten = [selector, namespaceSelector, serviceAccountSelector].some((it) => it !== undefined);
  return {
    parts: [
      {
        at: specAt,
        subject: {
          ...subjectOf(policy),
          // Whoever writes no selector selects every pod.
          ...(isWritten ? {} : { selector: { at: specAt, requirements: [] } }),
          isWritten,
          of: "pods",
        },
        lists,
        rules: rulesOfLists(lists),
        allowKeys: KEYS_OF_DIRECTIONS,
        isolates,
        written: policy,
      },
    ],
  };
}

/** One thing that is asked, with the selector that asks for it. */
interface Asked {
  readonly conjunct: Conjunct;
  readonly of: Of;
  readonly selector: SelectorText;
}

function askedIn(selector: SelectorText, conjuncts: readonly Conjunct[], of: Of): Asked[] {
  return conjuncts.map((conjunct) => ({ conjunct, of, selector }));
}

function alternativesIn(selector: SelectorText, of: Of): Alternatives | undefined {
  const expression = expressionOf(selector);
  return expression === undefined ? [[]] : alternativesOf(expression, of === "namespaces");
}

/** Alternatives do not fit into one neutral selector: they are one condition, in the words of the policy. */
function subjectOf(policy: CalicoPolicy): PodsReading {
  const { selector, namespaceSelector, serviceAccountSelector, specAt, clusterwide } = policy;
  const asked: Asked[] = [];
  const others: Requirement[] = [];
  for (const [text, of] of [
    [namespaceSelector, "namespaces"],
    [selector, "pods"],
  ] as const) {
    if (text === undefined) continue;
    const alternatives = alternativesIn(text, of);
    const [only, another] = alternatives ?? [];
    if (only !== undefined && another === undefined) asked.push(...askedIn(text, only, of));
    else others.push(inItsWords(text, text.at, text.value));
  }
  if (serviceAccountSelector !== undefined) {
    const { at, value } = serviceAccountSelector;
    others.push(inItsWords(serviceAccountSelector, at, `service account ${value}`));
  }
  const at = selector?.at ?? namespaceSelector?.at ?? serviceAccountSelector?.at ?? specAt;
  const reading = podsOf(at, asked, clusterwide ? "any" : "own", subjectQueries(policy));
  return { ...reading, others: [...reading.others, ...others] };
}

/** Of the subject, without the policy's own namespace; undefined where there are too many alternatives to follow. */
export function subjectAlternatives({ selector, namespaceSelector }: CalicoPolicy): readonly PodQuery[] | undefined {
  const alternatives = productOf([
    taggedAlternatives(namespaceSelector, "namespaces"),
    taggedAlternatives(selector, "pods"),
  ]);
  return alternatives?.flatMap(queryOf);
}

function subjectQueries(policy: CalicoPolicy): PodsChoice {
  return { queries: subjectAlternatives(policy) ?? [], isOwn: !policy.clusterwide };
}

function taggedAlternatives(selector: SelectorText | undefined, of: Of): readonly (readonly Asked[])[] | undefined {
  return selector === undefined ? [[]] : alternativesIn(selector, of)?.map((it) => askedIn(selector, it, of));
}

/** Nothing for an alternative that no pod meets. */
function queryOf(asked: readonly Asked[]): PodQuery[] {
  const requirements = asked.map((it) => requirementOf(it.conjunct, it.of));
  if (requirements.includes(false)) return [];
  return [requirements.filter((it): it is FacetRequirement => it !== true)];
}

/** @param implied Where no namespace is asked for. */
function podsOf(at: Site, asked: readonly Asked[], implied: "own" | "any", written: PodsChoice): PodsReading {
  const own: Requirement[] = [];
  const onNamespaces: Requirement[] = [];
  const others: Requirement[] = [];
  for (const it of asked) {
    const requirement = requirementOf(it.conjunct, it.of);
    if (typeof requirement === "boolean" || "namespaced" in it.conjunct) continue;
    const { operator, facet } = requirement;
    if (!isNeutral(operator)) {
      const { range } = it.conjunct.part;
      const words = it.selector.value.slice(range.start, range.end);
      others.push(inItsWords(it.selector, placeIn(it.selector, range), negatedWords(words, operator)));
      continue;
    }
    const { key, values, part } = it.conjunct;
    const place = (range: typeof key.range): Site => placeIn(it.selector, range);
    const name =
      facet === "namespace" ? NAMESPACE_NAME : facet === "service-account" ? ON_PODS.serviceAccount : key.text;
    const read: Requirement = {
      key: { value: name, at: place(key.range) },
      operator,
      values: values.map((value) => ({ value: value.text, at: place(value.range) })),
      at: place(part.range),
      written: "matchExpressions",
    };
    if (facet === "pod-label") own.push(read);
    else if (facet === "service-account") others.push(read);
    else onNamespaces.push(read);
  }
  const hasNamespaces = asked.some((it) => it.of === "namespaces");
  return {
    at,
    ...(own.length === 0 ? {} : { selector: { at, requirements: own } satisfies LabelSelector }),
    namespaces: onNamespaces.length > 0 ? { at, requirements: onNamespaces } : hasNamespaces ? "any" : implied,
    others,
    written,
  };
}

function negatedWords(words: string, operator: string): string {
  return operator.startsWith("Not") ? `!(${words})` : words;
}

function isNeutral(operator: FacetRequirement["operator"]): operator is Operator {
  return operator === "In" || operator === "NotIn" || operator === "Exists" || operator === "DoesNotExist";
}

/** A condition that no requirement on a label says. */
function inItsWords(selector: SelectorText, at: Site, words: string): Requirement {
  const place = placeIn(selector, { start: 0, end: selector.value.length });
  return { key: { value: words, at: place }, operator: "Exists", values: [], at, written: "matchExpressions" };
}

function readRule(rule: CalicoRule, policy: CalicoPolicy): RuleReading {
  const { at, direction, index, verdict } = rule;
  const { peer } = sidesOf(rule);
  const peers = readPeers(rule, peer, policy);
  const isIcmp = rule.protocol !== undefined && icmpProtocol(rule.protocol.value) !== undefined;
  return {
    at,
    list: direction,
    direction,
    // A word that is no action is refused, so what it stands for does not matter.
    verdict: verdict ?? "pass",
    index,
    who: peers === undefined ? "everyone" : "listed",
    peers: peers === undefined ? [] : [peers],
    ports: readPorts(rule),
    ...(rule.destination.ports === undefined ? {} : { portsAt: rule.destination.ports.at }),
    isIcmp,
    ...(isIcmp && rule.icmp?.type !== undefined
      ? {
          icmp: [
            {
              at: rule.icmp.at,
              family: icmpProtocol(rule.protocol?.value ?? "") === "ICMPv6" ? "IPv6" : "IPv4",
              type: rule.icmp.type,
            },
          ],
        }
      : {}),
    isNull: false,
    conditions: readConditions(rule),
    written: rule,
  };
}

/** Undefined for an end that may be anyone. */
function readPeers(rule: CalicoRule, peer: Entity, policy: CalicoPolicy): PeerList | undefined {
  const { at, nets, notNets, selector, notSelector, namespaceSelector, services, serviceAccounts, domains } = peer;
  const key = rule.direction === "ingress" ? "source" : "destination";
  const list = (peers: readonly PeerReading[]): PeerList => ({ key, at: at ?? rule.at, peers, written: rule });
  if (services !== undefined) {
    const { name, namespace } = services;
    const own = { ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) };
    return list([{ type: "service", at: services.at, ...own }]);
  }
  const picks = [selector, namespaceSelector, serviceAccounts].some((it) => it !== undefined);
  const leavesOut = notSelector !== undefined || notNets !== undefined;
  if (domains !== undefined && !picks && nets === undefined && !leavesOut) {
    const isPattern = (text: string): boolean => text.includes("*");
    return list(domains.items.map((name) => ({ type: "name", at: name.at, name, isPattern: isPattern(name.value) })));
  }
  if (!picks && nets === undefined && !leavesOut && domains === undefined) return undefined;
  // What is asked for together, or left out, no list of alternatives says.
  const unreadable: PeerReading[] = [{ type: "unreadable", at: at ?? rule.at }];
  if (nets !== undefined && !picks && !leavesOut) {
    return list(nets.items.map((cidr) => ({ type: "block", at: cidr.at, cidr, except: [] })));
  }
  if (!picks || leavesOut || nets !== undefined || serviceAccounts?.selector !== undefined) return list(unreadable);
  return list(readPods(peer, policy) ?? unreadable);
}

/** The pods that a rule asks for on the selected pods' own side; undefined where it asks for none, or in a way that no list says. */
export function ownPodsOf(rule: CalicoRule, policy: CalicoPolicy): readonly PodsPeer[] | undefined {
  const { own } = sidesOf(rule);
  const picks = [own.selector, own.namespaceSelector, own.serviceAccounts].some((it) => it !== undefined);
  if (!picks || own.serviceAccounts?.selector !== undefined) return undefined;
  return readPods(own, policy);
}

/** As many peers as there are alternatives. Labels may also be those of network sets. */
function readPods(peer: Entity, { clusterwide }: CalicoPolicy): PodsPeer[] | undefined {
  const { selector, namespaceSelector, serviceAccounts, at } = peer;
  const alternatives = productOf([
    taggedAlternatives(namespaceSelector, "namespaces"),
    taggedAlternatives(selector, "pods"),
  ]);
  // Where namespaces alone are asked for, `global()` among them, no pod may be meant.
  if (alternatives === undefined) return undefined;
  const names = serviceAccounts?.names ?? [];
  const isOwn = namespaceSelector === undefined && !clusterwide;
  const place = selector?.at ?? namespaceSelector?.at ?? serviceAccounts?.at ?? at;
  if (place === undefined) return undefined;
  return alternatives.flatMap((asked): PodsPeer[] =>
    queryOf(asked).map((query): PodsPeer => {
      const account: FacetRequirement[] =
        names.length === 0
          ? []
          : [{ facet: "service-account", key: "", operator: "In", values: names.map((it) => it.value) }];
      const reading = podsOf(place, asked, isOwn ? "own" : "any", { queries: [[...account, ...query]], isOwn });
      const accounts: Requirement[] =
        names.length === 0 || serviceAccounts === undefined
          ? []
          : [
              {
                key: { value: ON_PODS.serviceAccount, at: serviceAccounts.at },
                operator: "In",
                values: names,
                at: serviceAccounts.at,
                written: "matchExpressions",
              },
            ];
      return { type: "pods", ...reading, others: [...accounts, ...reading.others] };
    }),
  );
}

function readPorts(rule: CalicoRule): PortList[] {
  const { protocol, destination } = rule;
  const known = protocol === undefined ? undefined : portedProtocol(protocol.value);
  const protocols = protocol === undefined ? PROTOCOLS : known === undefined ? [] : [known];
  const said = protocol === undefined ? {} : { protocol: { value: String(protocol.value), at: protocol.at } };
  const list = { item: rule.at, conditions: [], written: rule };
  if (destination.ports !== undefined) {
    const { at, items } = destination.ports;
    const ports = items.map((it): PortReading => {
      const [first, last] = portRange(it.value) ?? [];
      const value = first ?? it.value;
      const end = last === undefined || last === first ? {} : { endPort: { value: last, at: it.at } };
      return { at: it.at, isText: false, protocols, port: { value, at: it.at }, value, ...end, ...said };
    });
    return [{ ...list, key: "ports", at, ports }];
  }
  if (protocol === undefined || known === undefined) return [];
  return [{ ...list, key: "protocol", at: rule.at, ports: [{ at: protocol.at, isText: false, protocols, ...said }] }];
}

/** What no peer and no port says. */
function readConditions(rule: CalicoRule): ConditionReading[] {
  const { own } = sidesOf(rule);
  const { source, destination, http, protocol } = rule;
  const isOwnPort = (site: Site): boolean => site === destination.ports?.at;
  const ofOwnSide = Object.entries(own).flatMap(([key, value]) => {
    const at = key === "at" ? undefined : (value as { readonly at: Site }).at;
    return at === undefined || isOwnPort(at) ? [] : [at];
  });
  const sites = [
    ...ofOwnSide,
    ...[source.ports, source.notPorts, destination.notPorts].map((it) => it?.at),
    ...[rule.notProtocol, rule.ipVersion, rule.notIcmp].map((it) => it?.at),
    protocol !== undefined && portedProtocol(protocol.value) === undefined && icmpProtocol(protocol.value) === undefined
      ? protocol.at
      : undefined,
  ];
  const at = [...new Set(sites.filter((it) => it !== undefined))];
  return [
    ...(http === undefined ? [] : [{ at: http.at, type: "http" } as const]),
    ...at.map((it) => ({ at: it, type: "other" }) as const),
  ];
}
