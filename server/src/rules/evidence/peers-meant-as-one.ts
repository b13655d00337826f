/** Finds neighbors in a list of peers that look like one peer with a hyphen too many (KP-1). */

import type { PeerReading, PodsPeer } from "../../model/reading.js";
import type { LabelSelector } from "../../model/selector.js";
import { isNamespaceKey } from "./namespace-names.js";
import { isSelectorItself } from "./peer-form.js";

export interface PeersMeantAsOne {
  readonly first: PodsPeer;
  readonly second: PodsPeer;
  readonly namespaces: LabelSelector;
  readonly pods: LabelSelector;
  /** True where the pair is among more items of its kinds: then the list rather enumerates. */
  readonly inRow: boolean;
}

/** What one item names alone. */
interface Half {
  readonly kind: "namespaces" | "pods";
  readonly peer: PodsPeer;
  readonly selector: LabelSelector;
}

/** Pairs of different kinds, each item in one pair at most. */
export function peersMeantAsOne(peers: readonly PeerReading[]): PeersMeantAsOne[] {
  const found: PeersMeantAsOne[] = [];
  const halves = peers.map(halfOf);
  for (let at = 0; at + 1 < peers.length; at++) {
    const [a, b] = [halves[at], halves[at + 1]];
    if (a === undefined || b === undefined || a.kind === b.kind) continue;
    const [namespaces, pods] = a.kind === "namespaces" ? [a, b] : [b, a];
    const inRow = halves[at - 1]?.kind === a.kind || halves[at + 2]?.kind === b.kind;
    found.push({ first: a.peer, second: b.peer, namespaces: namespaces.selector, pods: pods.selector, inRow });
    at++;
  }
  return found;
}

/** A peer that names every pod of the own namespace is meant as it is: with more labels it would narrow nothing. */
function halfOf(peer: PeerReading): Half | undefined {
  if (peer.type !== "pods" || peer.others.length > 0) return undefined;
  const { selector, namespaces } = peer;
  const asked = selector?.requirements ?? [];
  if (typeof namespaces === "object") {
    return selector === undefined || asked.every((it) => isNamespaceKey(it.key.value))
      ? { kind: "namespaces", peer, selector: withLabels(namespaces, asked) }
      : undefined;
  }
  if (selector === undefined || asked.length === 0) return undefined;
  // A key of labels of pods that speaks of namespaces was meant as one, however the system reads it.
  if (isSelectorItself(peer) && asked.some((it) => isNamespaceKey(it.key.value))) {
    return asked.every((it) => isNamespaceKey(it.key.value)) ? { kind: "namespaces", peer, selector } : undefined;
  }
  return { kind: "pods", peer, selector };
}

function withLabels(selector: LabelSelector, more: LabelSelector["requirements"]): LabelSelector {
  return more.length === 0 ? selector : { ...selector, requirements: [...selector.requirements, ...more] };
}
