/** A NetworkPolicy in the words of Cilium. Whether it means the same is for the engine to say. */

import type { YamlValue } from "../../base/yaml-value.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import {
  type BlockPeer,
  allowListOf,
  type PodsPeer,
  type PodsReading,
  type PolicyPart,
  type PortReading,
  portsOf,
  peersOf,
  type RuleReading,
} from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy } from "../../model/scope.js";
import type { Requirement } from "../../model/selector.js";
import type { Rewritten } from "../policy-writer.js";
import { NAMESPACE_LABELS, POD_NAMESPACE } from "./identity-labels.js";

/** A sentence where Cilium has no words for it. */
export function rewriteForCilium({ reading, namespace }: Policy): Rewritten | string {
  const [part, ...more] = reading.parts;
  if (part === undefined || more.length > 0 || namespace === undefined) return "This policy has no single `spec`";
  const selector = endpoints(part.subject);
  if (typeof selector === "string") return selector;
  const lists: Record<string, YamlValue> = {};
  for (const direction of DIRECTIONS) {
    if (part.isolates[direction] === undefined) continue;
    const items = itemsOf(part, direction);
    if (typeof items === "string") return items;
    // One empty rule restricts the direction and allows nothing; an empty list would do nothing (B.2.4).
    lists[direction] = items.length === 0 ? [{}] : items;
  }
  return {
    apiVersion: "cilium.io/v2",
    kind: "CiliumNetworkPolicy",
    at: part.at,
    spec: { endpointSelector: selector, ...lists },
  };
}

function itemsOf(part: PolicyPart, direction: Direction): YamlValue[] | string {
  const items: YamlValue[] = [];
  for (const rule of allowListOf(part, direction)?.rules ?? []) {
    const own = ruleItems(rule, direction);
    if (typeof own === "string") return own;
    items.push(...own);
  }
  return items;
}

/** Pods and addresses share no item in Cilium. */
function ruleItems(rule: RuleReading, direction: Direction): YamlValue[] | string {
  const word = direction === "ingress" ? "from" : "to";
  const ports = portsOf(rule).map(portItem);
  const toPorts = ports.length === 0 ? {} : { toPorts: [{ ports }] };
  if (rule.who === "nobody") return [];
  if (rule.who === "everyone") return [{ [`${word}Entities`]: ["all"], ...toPorts }];
  const peers = peersOf(rule);
  const [pods, blocks] = [
    peers.filter((it): it is PodsPeer => it.type === "pods"),
    peers.filter((it): it is BlockPeer => it.type === "block"),
  ];
  if (pods.length + blocks.length < peers.length) return "A peer of this policy cannot be read";
  const selectors: YamlValue[] = [];
  for (const it of pods) {
    const selector = endpoints(it);
    if (typeof selector === "string") return selector;
    selectors.push(selector);
  }
  return [
    ...(selectors.length === 0 ? [] : [{ [`${word}Endpoints`]: selectors, ...toPorts }]),
    ...(blocks.length === 0 ? [] : [{ [`${word}CIDRSet`]: blocks.map(blockItem), ...toPorts }]),
  ];
}

function blockItem({ cidr, except }: BlockPeer): YamlValue {
  return { cidr: cidr.value, ...(except.length === 0 ? {} : { except: except.map((it) => it.value) }) };
}

/** Without a number every port of the protocol. */
function portItem({ value, endPort, protocols }: PortReading): YamlValue {
  const [protocol = "TCP"] = protocols;
  return { port: String(value ?? 0), ...(endPort === undefined ? {} : { endPort: endPort.value }), protocol };
}

interface Entry {
  readonly key: string;
  readonly requirement: Requirement;
}

function endpoints({ selector, namespaces, others }: PodsReading): YamlValue | string {
  if (others.length > 0) return "A selector of this policy asks for more than labels";
  const own = (selector?.requirements ?? []).map((requirement): Entry => ({ key: requirement.key.value, requirement }));
  const asked = typeof namespaces === "string" ? [] : namespaces.requirements.map(namespaceEntry);
  const isAnywhere = namespaces === "any" || (typeof namespaces !== "string" && asked.length === 0);
  const entries = [...asked, ...own];
  const plain = entries.filter(({ requirement }) => requirement.written === "matchLabels");
  const keys = new Set(plain.map((it) => it.key));
  if (keys.size < plain.length) return "A selector of this policy asks for a label twice";
  const labels = plain.map(({ key, requirement }) => [key, requirement.values[0]?.value ?? ""] as const);
  const expressions: YamlValue[] = entries
    .filter(({ requirement }) => requirement.written === "matchExpressions")
    .map(({ key, requirement: { operator, values } }) => ({
      key,
      operator,
      ...(values.length === 0 ? {} : { values: values.map((it) => it.value) }),
    }));
  if (isAnywhere) expressions.push({ key: `k8s:${POD_NAMESPACE}`, operator: "Exists" });
  return {
    ...(labels.length === 0 ? {} : { matchLabels: Object.fromEntries(labels) }),
    ...(expressions.length === 0 ? {} : { matchExpressions: expressions }),
  };
}

function namespaceEntry(requirement: Requirement): Entry {
  const { value } = requirement.key;
  return { key: value === NAMESPACE_NAME ? `k8s:${POD_NAMESPACE}` : `k8s:${NAMESPACE_LABELS}${value}`, requirement };
}
