/** The selectors of pods in a policy that can be read whole, and the namespaces in which each looks. */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { type PeerReading, type PodsPeer, type PolicyPart, rulesIn } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import { isDnsLabel } from "./dns-pod-label.js";
import { orWrittenAsAnd } from "./joined-peers.js";
import {
  asksForLabels,
  type Doubtful,
  matchesOutside,
  mayDoubt,
  misspeltNamespace,
  type NearMiss,
  nearMiss,
  saysWhere,
} from "./missed-pods.js";
import { plainPods } from "./named-namespaces.js";
import { isOneMap, splitPeers } from "./split-peers.js";

/** A selector of pods, read: plain keys, and the namespaces in which it looks. */
export interface Sought {
  readonly role: "subject" | "peer";
  readonly selector: LabelSelector;
  /** Undefined: every namespace. */
  readonly namespaces: readonly string[] | undefined;
  readonly matches: number;
  /** Of a peer that names no namespace: the peer, to which one may be added. */
  readonly addressable?: PodsPeer;
  /** Where the one namespace is written: of a peer, in its selector; of a subject, in the policy's metadata. */
  readonly namespaceAt?: Site;
  /** True beside a selector of namespaces alone, with which it may have been meant as one (KP-1). */
  readonly isHalf?: boolean;
}

/** A selector that matches no pod, and why it may have been meant for some. */
export interface MissedPods {
  readonly sought: Sought;
  readonly miss: NearMiss | undefined;
  /** True where pods may be there that no manifest shows, so that the near miss may be a chance. */
  readonly isOpen: boolean;
}

/** The selectors of the policy that match nothing: where all pods that they are about are known, and near misses elsewhere. */
export function missedBy(policy: Policy, view: View): readonly MissedPods[] {
  return view.memo(missedIn, policy);
}

function missedIn(policy: Policy, view: View): readonly MissedPods[] {
  return [...findMissed(policy, view)];
}

function* findMissed(policy: Policy, view: View): Generator<MissedPods> {
  for (const sought of soughtBy(policy, view)) {
    const { selector, namespaces } = sought;
    if (sought.matches > 0 || !asksForLabels(selector)) continue;
    const doubtful = mayDoubt(view, selector, namespaces ?? []);
    const isOpen = doubtful !== "plainly";
    const slip = !isOpen || sought.role === "subject" ? undefined : misspeltNamespace(selector, namespaces ?? [], view);
    if (doubtful === "no" && slip === undefined) continue;
    // Of all namespaces of a cluster some are always out of sight.
    if (namespaces === undefined && !view.isComplete()) continue;
    // DNS pods are the platform's, and rules of their own speak of them.
    if (matchesAnyway(sought, view) || selector.requirements.some((it) => isDnsLabel(it, view))) continue;
    if (selector.requirements.some((it) => isUnseenLabel(it.key.value, policy))) continue;
    const miss = slip ?? nearMiss(selector, namespaces, view);
    if (isOpen && (miss === undefined || (miss !== slip && isChance(miss, doubtful)))) continue;
    // Where nobody says the namespace, the policy may be applied to one that is not in sight.
    if (miss === undefined && (namespaces === undefined || !saysWhere(policy))) continue;
    // Another rule says that the neighbour names the namespace.
    if (miss?.type === "namespace" && sought.isHalf === true) continue;
    yield { sought, miss, isOpen: isOpen && miss !== slip };
  }
}

/** Something in the namespace that makes pods of its own may well make those that are in another namespace too. */
function isChance(miss: NearMiss, doubtful: Doubtful): boolean {
  return miss.type === "namespace" && doubtful === "by-near-miss-here";
}

/** Labels that controllers give their pods, and no manifest has. */
const SET_BY_CONTROLLERS =
  /^((statefulset|apps|batch)\.kubernetes\.io\/|pod-template-(hash|generation)$|controller-(revision-hash|uid)$|job-name$)/;

/** True for a label that pods may have unseen, or of which another rule says that the policy's system drops it (CP-19). */
function isUnseenLabel(key: string, policy: Policy): boolean {
  return SET_BY_CONTROLLERS.test(key) || systemOf(policy.object).traits.dropsLabel?.(key) === true;
}

/** Every selector of pods in the policy that can be read whole. */
function soughtBy(policy: Policy, view: View): readonly Sought[] {
  return policy.reading.parts.flatMap((part) => [
    ...soughtBySubject(policy, part, view),
    ...rulesIn(part)
      .flatMap((it) => it.peers)
      .flatMap(({ peers }) => soughtByPeers(policy, peers, view)),
  ]);
}

function soughtBySubject(policy: Policy, part: PolicyPart, view: View): readonly Sought[] {
  const { namespace, object } = policy;
  const plain = part.subject.of === "pods" ? plainPods(part.subject) : undefined;
  if (plain === undefined) return [];
  // Nowhere when a kustomization says another namespace than the manifest.
  const written = object.meta.namespace;
  return [
    {
      role: "subject",
      selector: plain.selector,
      namespaces: namespace === undefined ? plain.namespaces : [namespace],
      matches: view.selectedBy(policy, part).length,
      ...(written !== undefined && written.value === namespace ? { namespaceAt: written.at } : {}),
    },
  ];
}

function soughtByPeers(policy: Policy, peers: readonly PeerReading[], view: View): readonly Sought[] {
  const { namespace } = policy;
  const halves = splitPeers(peers).map((it) => it.pods);
  return peers.flatMap((peer): readonly Sought[] => {
    const plain = peer.type === "pods" ? plainPods(peer) : undefined;
    if (peer.type !== "pods" || plain === undefined) return [];
    const { selector } = plain;
    const matches = view.matchedBy(policy, peer).length;
    const implied = peer.namespaces === "own" && namespace !== undefined;
    if (isOneMap(peer)) {
      return [
        {
          role: "peer",
          selector,
          namespaces: implied ? [namespace] : plain.namespaces,
          matches,
          isHalf: halves.includes(selector),
          ...(plain.namespaceAt === undefined ? {} : { namespaceAt: plain.namespaceAt }),
          ...(implied ? { addressable: peer } : {}),
        },
      ];
    }
    if (implied) {
      // Pods elsewhere are another rule's matter, and it has the fix for them.
      if (matches === 0 && matchesOutside(selector, namespace, view).length > 0) return [];
      return [{ role: "peer", selector, namespaces: [namespace], matches }];
    }
    // The pods are here, and another rule says that the two were meant as alternatives.
    if (orWrittenAsAnd(policy, peer, view) !== undefined) return [];
    return [
      {
        role: "peer",
        selector,
        namespaces: plain.namespaces,
        matches,
        ...(plain.namespaceAt === undefined ? {} : { namespaceAt: plain.namespaceAt }),
      },
    ];
  });
}

/** Pods with the labels that are no peers for another reason: host network, labels that Cilium drops. */
function matchesAnyway({ selector, namespaces }: Sought, view: View): boolean {
  return view.workloadsMatching(selector).some((it) => namespaces?.includes(it.namespace) ?? true);
}
