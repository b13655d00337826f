/** Finds adjacent peers that look like one peer with an extra hyphen (KP-1). */

import type { PeerReading, PodsPeer } from "../../model/reading.js";
import type { LabelSelector } from "../../model/selector.js";
import { isNamespaceKey } from "./namespace-names.js";
import { isSelectorItself } from "./peer-form.js";

export interface PeersMeantAsOne {
  readonly first: PodsPeer;
  readonly second: PodsPeer;
  readonly namespaces: LabelSelector;
  readonly pods: LabelSelector;
  /** True if the pair is next to more items of the same kind, so the list is probably an enumeration. */
  readonly inRow: boolean;
}

/** An item that has only namespaces or only pods. */
interface Half {
  readonly kind: "namespaces" | "pods";
  readonly peer: PodsPeer;
  readonly selector: LabelSelector;
}

/** Pairs of different kinds; each item is in at most one pair. */
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

/** Undefined for a peer that selects every pod in the policy's own namespace: it is intended as it is. */
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
  // A pod label key that mentions namespaces was meant to select namespaces, however the system reads it.
  if (isSelectorItself(peer) && asked.some((it) => isNamespaceKey(it.key.value))) {
    return asked.every((it) => isNamespaceKey(it.key.value)) ? { kind: "namespaces", peer, selector } : undefined;
  }
  return { kind: "pods", peer, selector };
}

function withLabels(selector: LabelSelector, more: LabelSelector["requirements"]): LabelSelector {
  return more.length === 0 ? selector : { ...selector, requirements: [...selector.requirements, ...more] };
}
