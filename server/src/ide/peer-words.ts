/** The pods that policies select and the peers that rules name, in words, for every policy system. */

import type { BlockPeer, PeerList, PeerReading, PodsReading, RuleReading, SubjectReading } from "../model/reading.js";
import { NAMESPACE_NAME, type Policy } from "../model/scope.js";
import { holds, type LabelSelector, requirementText, selectorText } from "../model/selector.js";
import { systemOf } from "../systems/kinds.js";
import { endText, listText } from "./words.js";

/** Which pods or nodes a part of a policy selects. A namespaced policy selects pods in its own namespace only. */
export function subjectText(subject: SubjectReading, { namespace }: Policy): string {
  return subjectWords(subject, namespace).replace(/^any (pod|node)\b/, "all $1s");
}

function subjectWords(subject: SubjectReading, namespace: string | undefined): string {
  if (subject.of === "nodes") return nodesText(subject.selector);
  const { namespaces, others } = subject;
  if (namespace === undefined || typeof namespaces === "string") return podsText(subject, namespace);
  const own = new Map([[NAMESPACE_NAME, namespace]]);
  const foreign = namespaces.requirements.filter((it) => !holds(it, own));
  return podsText({ ...subject, namespaces: "own", others: [...others, ...foreign] }, namespace);
}

/** The peers of a rule, at most six; `nobody` for a rule without any. */
export function rulePeersText(rule: RuleReading, policy: Policy): string {
  const peers = rule.peers.flatMap((list) => list.peers.map((it) => peerText(it, list, policy)));
  // Exceptions of a block have commas between them.
  return peers.length === 0 ? "nobody" : listText(peers, 6, "; ");
}

/** One peer, with the namespace that it implies. */
function peerText(peer: PeerReading, { key }: PeerList, policy: Policy): string {
  switch (peer.type) {
    case "pods":
      return podsText(peer, policy.namespace);
    case "block":
      return blockText(peer);
    case "name":
      return endText({ type: "fqdn", pattern: peer.name.value });
    case "entity": {
      const { value: name } = peer.name;
      const plain = ENTITY_WORDS.get(name);
      return plain === undefined ? endText({ type: "entity", name }) : `${plain} (entity \`${name}\`)`;
    }
    case "service": {
      const { name, namespace, selector } = peer;
      if (name === undefined) return chosenText("any Service", "Services", selector);
      const isOther = namespace !== undefined && namespace.value !== policy.namespace;
      return `Service \`${name.value}\`${isOther ? ` in \`${namespace.value}\`` : ""}`;
    }
    case "nodes":
      return nodesText(peer.selector);
    case "group": {
      const { group = "address group" } = systemOf(policy.object).words;
      if (peer.name !== undefined) return `${group} \`${peer.name.value}\``;
      return chosenText(`any ${group}`, `any ${group}`, peer.selector);
    }
    case "unreadable":
      return `the peers in \`${key}\``;
  }
}

/** Entities that have plain words. */
const ENTITY_WORDS: ReadonlyMap<string, string> = new Map([
  ["all", "anyone"],
  ["world", "anyone outside the cluster"],
  ["cluster", "any pod or node in the cluster"],
]);

/** @param namespace Of the policy. */
export function podsText({ selector, namespaces, others }: PodsReading, namespace: string | undefined): string {
  const asked = [...(selector?.requirements ?? []), ...others].map(requirementText).join(",");
  const pods = asked === "" ? "any pod" : `\`${asked}\` pods`;
  return `${pods} in ${namespacesText(namespaces, namespace)}`;
}

function namespacesText(namespaces: PodsReading["namespaces"], own: string | undefined): string {
  if (namespaces === "any") return "any namespace";
  if (namespaces === "own") return own === undefined ? "the policy's namespace" : `\`${own}\``;
  // Every namespace has a name.
  const requirements = namespaces.requirements.filter(
    ({ key, operator }) => key.value !== NAMESPACE_NAME || operator !== "Exists",
  );
  const [only, ...more] = requirements;
  if (only !== undefined && more.length === 0 && only.key.value === NAMESPACE_NAME) {
    const names = only.values.map((it) => `\`${it.value}\``);
    if (only.operator === "In") return names.join(" or ");
    if (only.operator === "NotIn") return `any namespace except ${names.join(" and ")}`;
  }
  return chosenText("any namespace", "namespaces", { ...namespaces, requirements });
}

/** `10.0.0.0/8` except `10.1.0.0/16`, … */
export function blockText({ cidr, except }: BlockPeer): string {
  const holes = except.length === 0 ? "" : ` except ${except.map((it) => `\`${it.value}\``).join(", ")}`;
  return `\`${cidr.value}\`${holes}`;
}

function nodesText(selector: LabelSelector | undefined): string {
  return chosenText("any node", "nodes", selector);
}

function chosenText(all: string, some: string, selector: LabelSelector | undefined): string {
  const labels = selector === undefined ? "" : selectorText(selector);
  return labels === "" ? all : `${some} with \`${labels}\``;
}
