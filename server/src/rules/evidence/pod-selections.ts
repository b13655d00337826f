/** The pod selectors of a policy that can be read completely, and the namespaces in which each one looks. */

import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import type { PeerReading, PodsPeer, PolicyPart } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { workloadsOutside } from "./known-pods.js";
import { isSelectorItself } from "./peer-form.js";
import { peerMeantAsTwo } from "./peer-meant-as-two.js";
import { peersMeantAsOne } from "./peers-meant-as-one.js";
import { podsInNamedNamespaces } from "./pods-in-named-namespaces.js";

/** A pod selector with plain keys, and the namespaces in which it looks. */
export interface PodSelection {
  readonly role: "subject" | "peer";
  readonly selector: LabelSelector;
  /** Undefined: every namespace. */
  readonly namespaces: readonly string[] | undefined;
  readonly matches: number;
  /** For a peer without a namespace: the peer, to which one may be added. */
  readonly addressable?: PodsPeer;
  /** Where the namespace is written: in a peer's selector, or for a subject in the policy's metadata. */
  readonly namespaceAt?: Site;
  /** If `selector` is reduced to one value of a list: the pods that the other values match. */
  readonly beside?: readonly Workload[];
  /** True next to a peer with only namespaces, with which it may have been meant to be combined (KP-1). */
  readonly isHalf?: boolean;
}

/** Every pod selector of the policy that can be read completely. */
export function podSelectionsIn(policy: Policy, view: View): readonly PodSelection[] {
  return policy.reading.parts.flatMap((part) => [
    ...subjectSelection(policy, part, view),
    ...part.rules.flatMap((it) => it.peers).flatMap(({ peers }) => peerSelections(policy, peers, view)),
  ]);
}

function subjectSelection(policy: Policy, part: PolicyPart, view: View): readonly PodSelection[] {
  const { namespace, object } = policy;
  const plain = part.subject.of === "pods" ? podsInNamedNamespaces(part.subject) : undefined;
  if (plain === undefined) return [];
  // Not set if a kustomization replaces the manifest's namespace.
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

function peerSelections(policy: Policy, peers: readonly PeerReading[], view: View): readonly PodSelection[] {
  const { namespace } = policy;
  const halves = peersMeantAsOne(peers).map((it) => it.pods);
  return peers.flatMap((peer): readonly PodSelection[] => {
    const plain = peer.type === "pods" ? podsInNamedNamespaces(peer) : undefined;
    if (peer.type !== "pods" || plain === undefined) return [];
    const { selector } = plain;
    const matches = view.matchedBy(policy, peer).length;
    const implied = peer.namespaces === "own" && namespace !== undefined;
    if (isSelectorItself(peer)) {
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
      // Pods in other namespaces are reported by another rule, which has the fix.
      if (matches === 0 && workloadsOutside(selector, namespace, view).length > 0) return [];
      return [{ role: "peer", selector, namespaces: [namespace], matches }];
    }
    // The pods are here, and another rule reports that two peers were meant.
    if (peerMeantAsTwo(policy, peer, view) !== undefined) return [];
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
