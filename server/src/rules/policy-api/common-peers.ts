/** What two peers, or two pod selectors, have in common, as one that matches exactly that. */

import { contains, parseCidr } from "../../model/ip.js";
import { arePodsApart } from "../../model/peers.js";
import type { BlockPeer, NamePeer, PeerReading, PodsReading } from "../../model/reading.js";
import type { LabelSelector } from "../../model/selector.js";
import { domainName } from "../../systems/policy-api/domain-name.js";

/** Undefined if no pod matches both. Three labels that only exclude each other together are not noticed. */
export function commonPods<T extends PodsReading>(a: T, b: PodsReading): T | undefined {
  if (arePodsApart({ pods: a, namespace: undefined }, { pods: b, namespace: undefined })) return undefined;
  const selector = bothSelectors(a.selector, b.selector);
  return {
    ...a,
    namespaces: bothSelectors(labelsOf(a), labelsOf(b)) ?? "any",
    others: [...a.others, ...b.others],
    ...(selector === undefined ? {} : { selector }),
  };
}

function labelsOf({ namespaces }: PodsReading): LabelSelector | undefined {
  return typeof namespaces === "string" ? undefined : namespaces;
}

function bothSelectors(a: LabelSelector | undefined, b: LabelSelector | undefined): LabelSelector | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { ...a, requirements: [...a.requirements, ...b.requirements] };
}

/** Nothing if they certainly have nothing in common: a pod's address and a node's labels are unknown. */
export function commonPeers(a: PeerReading, b: PeerReading): readonly PeerReading[] {
  if (a.type === "pods" && b.type === "pods") return [commonPods(a, b)].filter((it) => it !== undefined);
  if (a.type === "block" && b.type === "block") return narrower(a, b, holdsBlock);
  if (a.type === "name" && b.type === "name") return narrower(a, b, holdsName);
  return [];
}

function narrower<T>(a: T, b: T, holds: (outer: T, inner: T) => boolean): readonly T[] {
  return holds(a, b) ? [b] : holds(b, a) ? [a] : [];
}

function holdsBlock(outer: BlockPeer, inner: BlockPeer): boolean {
  const [around, block] = [parseCidr(outer.cidr.value), parseCidr(inner.cidr.value)];
  return around.ok && block.ok && contains(around.cidr, block.cidr);
}

function holdsName(outer: NamePeer, inner: NamePeer): boolean {
  return domainName(outer.name.value).covers(inner.name.value);
}
