/** The selectors of pods in a policy that can be read whole, and the namespaces in which each looks. */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { type CiliumSpec, itemsOf } from "../../systems/cilium/model.js";
import { isIdentityIrrelevant } from "../../systems/cilium/identity-labels.js";
import { DIRECTIONS } from "../../model/direction.js";
import { type Peer, rulesOf } from "../../systems/kubernetes/model.js";
import type { Policy } from "../../systems/written.js";
import type { LabelSelector } from "../../model/selector.js";
import { isDnsLabel } from "./dns-pod-label.js";
import { orWrittenAsAnd } from "./joined-peers.js";
import {
  asksForLabels,
  isWhole,
  matchesOutside,
  misspeltNamespace,
  type NearMiss,
  nearMiss,
  saysWhere,
} from "./missed-pods.js";
import { NAMESPACE_NAME } from "./namespace-names.js";
import { plainSelector } from "./plain-selector.js";
import { splitSelectors } from "./split-peers.js";

/** A selector of pods, read: plain keys, and the namespaces in which it looks. */
export interface Sought {
  readonly role: "subject" | "peer";
  readonly selector: LabelSelector;
  /** Undefined: every namespace. */
  readonly namespaces: readonly string[] | undefined;
  readonly matches: number;
  /** Of a Cilium peer without a namespace: where one may be added. */
  readonly namespaceInto?: Site;
  /** Where the one namespace is written: of a peer, in its selector; of a subject, in the policy's metadata. */
  readonly namespaceAt?: Site;
  /** True beside a Cilium selector of namespaces alone, with which it may have been meant as one (KP-1). */
  readonly isHalf?: boolean;
}

/** A selector that matches no pod, and why it may have been meant for some. */
export interface MissedPods {
  readonly sought: Sought;
  readonly miss: NearMiss | undefined;
}

/** The selectors of the policy that match nothing although the pods they are about are all in sight. */
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
    // Of all namespaces of a cluster some are always out of sight: only a near miss tells there.
    const areWhole = (namespaces ?? []).every((it) => isWhole(view, it));
    const slip =
      areWhole || sought.role === "subject" ? undefined : misspeltNamespace(selector, namespaces ?? [], view);
    if (!areWhole && slip === undefined) continue;
    if (namespaces === undefined && !view.isComplete()) continue;
    // DNS pods are the platform's, and rules of their own speak of them.
    if (matchesAnyway(sought, view) || selector.requirements.some((it) => isDnsLabel(it, view))) continue;
    if (selector.requirements.some((it) => isUnseenLabel(it.key.value, policy))) continue;
    const miss = slip ?? nearMiss(selector, namespaces, view);
    // Where nobody says the namespace, the policy may be applied to one that is not in sight.
    if (miss === undefined && (namespaces === undefined || !saysWhere(policy))) continue;
    // Another rule says that the neighbour names the namespace.
    if (miss?.type === "namespace" && sought.isHalf === true) continue;
    yield { sought, miss };
  }
}

/** Labels that controllers give their pods, and no manifest has. */
const SET_BY_CONTROLLERS =
  /^((statefulset|apps|batch)\.kubernetes\.io\/|pod-template-(hash|generation)$|controller-(revision-hash|uid)$|job-name$)/;

/** True for a label that pods may have unseen, or of which another rule says that Cilium drops it (CP-19). */
function isUnseenLabel(key: string, policy: Policy): boolean {
  const object = policy.object;
  return SET_BY_CONTROLLERS.test(key) || (object.system === "cilium" && isIdentityIrrelevant(key));
}

/** Every selector of pods in the policy that can be read whole. */
function soughtBy(policy: Policy, view: View): readonly Sought[] {
  const { namespace } = policy;
  const object = policy.object;
  if (object.system === "cilium") return object.specs.flatMap((it) => soughtBySpec(policy, it, view));
  const own = namespace ?? "default";
  const subject: Sought = {
    role: "subject",
    selector: object.subject,
    namespaces: [own],
    matches: view.selectedBy(policy).length,
    ...subjectNamespaceAt(policy),
  };
  const peers = DIRECTIONS.flatMap((it) => rulesOf(object, it)).flatMap((it) => it.peers?.peers ?? []);
  return [subject, ...peers.flatMap((it) => soughtByPeer(policy, own, it, view))];
}

function soughtByPeer(policy: Policy, own: string, peer: Peer, view: View): readonly Sought[] {
  const { podSelector: selector, namespaceSelector } = peer;
  if (selector === undefined) return [];
  const matches = view.matchedByPeer(policy, peer).length;
  if (namespaceSelector === undefined) {
    // Pods elsewhere are another rule's matter, and it has the mend for them.
    if (matches === 0 && matchesOutside(selector, own, view).length > 0) return [];
    return [{ role: "peer", selector, namespaces: [own], matches }];
  }
  const [only, ...more] = namespaceSelector.requirements;
  if (only === undefined) return [{ role: "peer", selector, namespaces: undefined, matches }];
  // The pods are here, and another rule says that the two were meant as alternatives.
  if (orWrittenAsAnd(policy, peer, view) !== undefined) return [];
  // Labels other than the name may be on namespaces that are not in sight.
  if (more.length > 0 || only.key.value !== NAMESPACE_NAME || only.operator !== "In") return [];
  const [first, ...others] = only.values;
  return [
    {
      role: "peer",
      selector,
      namespaces: only.values.map((it) => it.value),
      matches,
      ...(first !== undefined && others.length === 0 ? { namespaceAt: first.at } : {}),
    },
  ];
}

/** Nowhere when a kustomization says another namespace than the manifest. */
function subjectNamespaceAt(policy: Policy): Pick<Sought, "namespaceAt"> {
  const { namespace } = policy;
  const object = policy.object;
  const { meta } = object;
  return meta.namespace !== undefined && meta.namespace.value === namespace ? { namespaceAt: meta.namespace.at } : {};
}

function soughtBySpec(policy: Policy, spec: CiliumSpec, view: View): readonly Sought[] {
  const { namespace } = policy;
  const sought: Sought[] = [];
  const subject = spec.subject?.on === "endpoints" ? plainSelector(spec.subject.selector) : undefined;
  if (subject !== undefined) {
    const namespaces = namespace === undefined ? subject.namespaces : [namespace];
    sought.push({
      role: "subject",
      selector: subject.selector,
      namespaces,
      matches: view.selectedBy(policy, spec).length,
      ...subjectNamespaceAt(policy),
    });
  }
  for (const peers of itemsOf(spec).flatMap((it) => it.peers)) {
    if (peers.type !== "endpoints") continue;
    const halves = splitSelectors(peers.selectors).map((it) => it.pods);
    for (const written of peers.selectors) {
      const peer = plainSelector(written);
      if (peer === undefined) continue;
      const implied = !peer.saysNamespace && namespace !== undefined;
      sought.push({
        role: "peer",
        selector: peer.selector,
        namespaces: implied ? [namespace] : peer.namespaces,
        matches: view.matchedByEndpoints(policy, spec, written).length,
        isHalf: halves.includes(written),
        ...(peer.namespaceAt === undefined ? {} : { namespaceAt: peer.namespaceAt }),
        ...(implied && written.matchLabelsAt !== undefined ? { namespaceInto: written.matchLabelsAt } : {}),
      });
    }
  }
  return sought;
}

/** Pods with the labels that are no peers for another reason: host network, labels that Cilium drops. */
function matchesAnyway({ selector, namespaces }: Sought, view: View): boolean {
  return view.workloadsMatching(selector).some((it) => namespaces?.includes(it.namespace) ?? true);
}
