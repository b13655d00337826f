/** Finds neighbours in a list of peers that look like one peer with a hyphen too many (KP-1). */

import type { Peer } from "../../systems/kubernetes/model.js";
import type { LabelSelector } from "../../model/selector.js";
import { isNamespaceKey, saysNamespace } from "./cilium-keys.js";

export interface SplitPeers<T> {
  readonly first: T;
  readonly second: T;
  readonly namespaces: LabelSelector;
  readonly pods: LabelSelector;
  /** True where the pair stands among more items of its kinds: then the list rather enumerates. */
  readonly inRow: boolean;
}

/** What one item names alone. */
interface Half {
  readonly kind: "namespaces" | "pods";
  readonly selector: LabelSelector;
}

/** Pairs of a NetworkPolicy's `from` or `to`. */
export function splitPeers(peers: readonly Peer[]): SplitPeers<Peer>[] {
  return pairs(peers, halfOf);
}

/** Pairs of a Cilium policy's `fromEndpoints` or `toEndpoints`, where keys tell namespaces from pods. */
export function splitSelectors(selectors: readonly LabelSelector[]): SplitPeers<LabelSelector>[] {
  return pairs(selectors, halfOfCilium);
}

function halfOfCilium(selector: LabelSelector): Half | undefined {
  if (selector.requirements.length === 0) return undefined;
  if (selector.requirements.every((it) => isNamespaceKey(it.key.value))) return { kind: "namespaces", selector };
  const isReserved = selector.requirements.some((it) => it.key.value.startsWith("reserved:"));
  return saysNamespace(selector) || isReserved ? undefined : { kind: "pods", selector };
}

/** A peer that names every pod of the own namespace is meant as it stands: with more labels it would narrow nothing. */
function halfOf({ podSelector, namespaceSelector, ipBlock }: Peer): Half | undefined {
  if (ipBlock !== undefined) return undefined;
  if (podSelector === undefined) {
    return namespaceSelector === undefined ? undefined : { kind: "namespaces", selector: namespaceSelector };
  }
  if (namespaceSelector !== undefined || podSelector.requirements.length === 0) return undefined;
  return { kind: "pods", selector: podSelector };
}

/** Neighbours of different kinds, each item in one pair at most. */
function pairs<T>(items: readonly T[], halfOf: (item: T) => Half | undefined): SplitPeers<T>[] {
  const found: SplitPeers<T>[] = [];
  const halves = items.map(halfOf);
  for (let at = 0; at + 1 < items.length; at++) {
    const [first, second] = [items[at], items[at + 1]];
    const [a, b] = [halves[at], halves[at + 1]];
    if (first === undefined || second === undefined || a === undefined || b === undefined || a.kind === b.kind)
      continue;
    const [namespaces, pods] = a.kind === "namespaces" ? [a, b] : [b, a];
    const inRow = halves[at - 1]?.kind === a.kind || halves[at + 2]?.kind === b.kind;
    found.push({ first, second, namespaces: namespaces.selector, pods: pods.selector, inRow });
    at++;
  }
  return found;
}
