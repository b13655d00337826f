/** Whom policies select and rules name, in the words of hovers: made from what is written, whatever the system. */

import type { BlockPeer, PeerList, PeerReading, PodsReading, RuleReading, SubjectReading } from "../model/reading.js";
import { NAMESPACE_NAME, type Policy } from "../model/scope.js";
import { holds, type LabelSelector, requirementText, selectorText } from "../model/selector.js";
import { systemOf } from "../systems/kinds.js";
import { endText, listText } from "./words.js";

/** Whom a part of a policy is about. Subjects of a namespaced policy are in its own namespace, whatever else it asks for. */
export function subjectText(subject: SubjectReading, { namespace }: Policy): string {
  if (subject.of === "nodes") return nodesText(subject.selector);
  const { namespaces, others } = subject;
  if (namespace === undefined || typeof namespaces === "string") return podsText(subject, namespace);
  const own = new Map([[NAMESPACE_NAME, namespace]]);
  const foreign = namespaces.requirements.filter((it) => !holds(it, own));
  return podsText({ ...subject, namespaces: "own", others: [...others, ...foreign] }, namespace);
}

/** The peers that a rule names, a list that is cut where it gets long; `nobody` for one that names none. */
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
      if (name === undefined) return chosenText("every Service", "Services", selector);
      const isOther = namespace !== undefined && namespace.value !== policy.namespace;
      return `Service \`${name.value}\`${isOther ? ` in \`${namespace.value}\`` : ""}`;
    }
    case "nodes":
      return nodesText(peer.selector);
    case "group": {
      const { group = "group of addresses" } = systemOf(policy.object).words;
      if (peer.name !== undefined) return `${group} \`${peer.name.value}\``;
      return chosenText(`every ${group}`, `every ${group}`, peer.selector);
    }
    case "unreadable":
      return `those that \`${key}\` names`;
  }
}

/** Words that name everyone there is, or everyone outside. */
const ENTITY_WORDS: ReadonlyMap<string, string> = new Map([
  ["all", "anyone"],
  ["world", "anyone outside the cluster"],
  ["cluster", "any pod and node of the cluster"],
]);

/** @param namespace Of the policy. */
export function podsText({ selector, namespaces, others }: PodsReading, namespace: string | undefined): string {
  const asked = [...(selector?.requirements ?? []), ...others].map(requirementText).join(",");
  const pods = asked === "" ? "every pod" : `pods with \`${asked}\``;
  return `${pods} of ${namespacesText(namespaces, namespace)}`;
}

function namespacesText(namespaces: PodsReading["namespaces"], own: string | undefined): string {
  if (namespaces === "any") return "every namespace";
  if (namespaces === "own") return own === undefined ? "the policy's namespace" : `namespace \`${own}\``;
  // Every namespace has a name.
  const requirements = namespaces.requirements.filter(
    ({ key, operator }) => key.value !== NAMESPACE_NAME || operator !== "Exists",
  );
  const [only, ...more] = requirements;
  if (only !== undefined && more.length === 0 && only.key.value === NAMESPACE_NAME) {
    const names = only.values.map((it) => `\`${it.value}\``);
    if (only.operator === "In") return `namespace ${names.join(" or ")}`;
    if (only.operator === "NotIn") return `every namespace except ${names.join(" and ")}`;
  }
  return chosenText("every namespace", "namespaces", { ...namespaces, requirements });
}

/** `10.0.0.0/8` except `10.1.0.0/16`, … */
export function blockText({ cidr, except }: BlockPeer): string {
  const holes = except.length === 0 ? "" : ` except ${except.map((it) => `\`${it.value}\``).join(", ")}`;
  return `\`${cidr.value}\`${holes}`;
}

function nodesText(selector: LabelSelector | undefined): string {
  return chosenText("every node", "nodes", selector);
}

function chosenText(all: string, some: string, selector: LabelSelector | undefined): string {
  const labels = selector === undefined ? "" : selectorText(selector);
  return labels === "" ? all : `${some} with \`${labels}\``;
}
