/** Peers of Cilium policies with a namespace label, which match other namespaces depending on the version (NP1510). */

import { type LabelSelector, requirementText, type Requirement } from "../../model/selector.js";
import { NAMESPACE_LABELS, POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ciliumPolicy } from "../../systems/cilium/model.js";
import { peerSelectors, podKey } from "./cilium-selectors.js";
import type { Policy } from "../../model/scope.js";
import type { FixOffer } from "../rule.js";

/** A peer with a namespace label. */
export interface LimitedPeer {
  readonly selector: LabelSelector;
  readonly label: Requirement;
  /** The policy's own namespace. */
  readonly namespace: string;
}

/** In the order written; none of a clusterwide policy. */
export function* limitedPeers(policy: Policy): Iterable<LimitedPeer> {
  const { namespace } = policy;
  const object = ciliumPolicy(policy);
  if (object === undefined || namespace === undefined) return;
  for (const selector of object.specs.flatMap(peerSelectors)) {
    const label = selector.requirements.find((it) => podKey(it)?.startsWith(NAMESPACE_LABELS));
    if (label !== undefined && !saysOtherwise(selector)) yield { selector, label, namespace };
  }
}

/** The requirement without Cilium's prefix for namespace labels: `team=a`. */
export function plainText(label: Requirement): string {
  const key = (podKey(label) ?? "").slice(NAMESPACE_LABELS.length);
  return requirementText({ ...label, key: { ...label.key, value: key } });
}

/** Requires any namespace; undefined if the selector already has expressions. */
export function askForAnyNamespace({ selector }: LimitedPeer): FixOffer | undefined {
  if (!mayTakeExpressions(selector)) return undefined;
  const expression = { key: `k8s:${POD_NAMESPACE}`, operator: "Exists" };
  return {
    title: "Match pods in any namespace explicitly",
    edit: (editor) => editor.insert(selector.at, "matchExpressions", [expression]),
  };
}

/** Requires the policy's own namespace; undefined if the selector has no `matchLabels`. */
export function askForOwnNamespace({ selector: { matchLabelsAt }, namespace }: LimitedPeer): FixOffer | undefined {
  return (
    matchLabelsAt && {
      title: `Match only pods in ${namespace}`,
      edit: (editor) => editor.insert(matchLabelsAt, `k8s:${POD_NAMESPACE}`, namespace),
    }
  );
}

/** True for a selector that also has a namespace name or reserved labels: then no namespace is implied (CS-6). */
function saysOtherwise({ requirements }: LabelSelector): boolean {
  return requirements.some((it) => podKey(it) === POD_NAMESPACE || it.key.value.startsWith("reserved:"));
}

function mayTakeExpressions({ requirements }: LabelSelector): boolean {
  return requirements.every((it) => it.written === "matchLabels");
}
