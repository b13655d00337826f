/** The selectors of a policy that match only pods that use the host network (NP1108). */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { type PodsReading, peersOf } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import { areAllPodsKnown, requiresLabel } from "../evidence/known-pods.js";
import { podsInNamedNamespaces } from "../evidence/pods-in-named-namespaces.js";
import { workloadsIn } from "../evidence/workloads-in-namespace.js";
import { mayMeanOthers } from "../evidence/unmatched-selectors.js";
import type { Severity } from "../rule.js";

/** A selector with plain keys, and the namespaces in which it looks. */
interface HostSelection {
  readonly at: Site;
  readonly role: "subject" | "peer";
  readonly severity: Severity;
  readonly selector: LabelSelector;
  /** Undefined: every namespace. */
  readonly namespaces: readonly string[] | undefined;
}

/** A selector that matches only pods that use the host network, and these pods. */
export interface HostMatch extends Pick<HostSelection, "at" | "role" | "severity"> {
  readonly matched: readonly Workload[];
}

/** In the order written. */
export function* hostMatches(policy: Policy, view: View): Iterable<HostMatch> {
  if (!view.memo(hasHostNetwork)) return;
  for (const selection of selectionsIn(policy)) {
    const { at, role, selector, namespaces } = selection;
    // A selector without labels also means pods that do not exist yet.
    if (!requiresLabel(selector)) continue;
    const matched = matching(selector, namespaces, view);
    const severity = mayMeanOthers(selection, policy) ? "info" : selection.severity;
    if (matched.length > 0 && matched.every((it) => it.hostNetwork)) yield { at, severity, role, matched };
  }
  yield* hostNamespaces(policy, view);
}

/** Peers that are whole namespaces, where all pods of these namespaces are known and use the host network. */
function* hostNamespaces({ object, reading }: Policy, view: View): Iterable<HostMatch> {
  for (const peer of reading.parts.flatMap((part) => part.rules.flatMap(peersOf))) {
    if (peer.type !== "pods" || typeof peer.namespaces === "string" || peer.others.length > 0) continue;
    if ((peer.selector?.requirements.length ?? 0) > 0 || !requiresLabel(peer.namespaces)) continue;
    const names = view.namespacesMatching(peer.namespaces);
    if (names.length === 0 || !names.every((it) => areAllPodsKnown(view, it))) continue;
    const matched = names.flatMap((it) => workloadsIn(it, view));
    if (matched.length === 0 || !matched.every((it) => it.hostNetwork)) continue;
    const severity = systemOf(object).traits.hostNetworkIsNode === true ? "warning" : "info";
    yield { at: peer.namespaces.requirements[0]?.key.at ?? peer.at, severity, role: "peer", matched };
  }
}

/** Checked first, because most clusters have no such pods. */
function hasHostNetwork({ scope }: View): boolean {
  return scope.workloads.some((it) => it.hostNetwork);
}

function selectionsIn(policy: Policy): readonly HostSelection[] {
  const { namespace, reading } = policy;
  // If the system always treats such pods as the node, a peer is as certain as a subject; otherwise networks differ (KS-15).
  const isNode = systemOf(policy.object).traits.hostNetworkIsNode === true;
  return reading.parts.flatMap((part) => {
    const peers = part.rules.flatMap(peersOf);
    return [
      ...(part.subject.of === "pods" ? selectionIn(part.subject, "subject", namespace, "warning") : []),
      ...peers.flatMap((it) =>
        it.type === "pods" ? selectionIn(it, "peer", namespace, isNode ? "warning" : "info") : [],
      ),
    ];
  });
}

function selectionIn(
  pods: PodsReading,
  role: HostSelection["role"],
  own: string | undefined,
  severity: Severity,
): HostSelection[] {
  const plain = podsInNamedNamespaces(pods);
  if (plain === undefined) return [];
  const { selector, saysNamespace } = plain;
  const isHere = own !== undefined && (role === "subject" || !saysNamespace);
  const namespaces = isHere ? [own] : plain.namespaces;
  if (saysNamespace && namespaces === undefined) return [];
  const isInMap = role === "peer" && selector.at.node === pods.at.node;
  const at = isInMap ? (selector.requirements[0]?.key.at ?? pods.at) : partOf(selector.at, "key");
  return [{ role, severity, at, selector, namespaces }];
}

function matching(selector: LabelSelector, namespaces: readonly string[] | undefined, view: View): readonly Workload[] {
  if (namespaces === undefined) return view.workloadsMatching(selector);
  return namespaces.flatMap((it) => view.workloadsMatching(selector, it));
}
