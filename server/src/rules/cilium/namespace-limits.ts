/** Peers of Cilium policies that a namespace's label frees from the policy's own namespace, by version (NP1510). */

import { type LabelSelector, requirementText, type Requirement } from "../../model/selector.js";
import { NAMESPACE_LABELS, POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ciliumPolicy } from "../../systems/cilium/model.js";
import { peerSelectors, podKey } from "./cilium-selectors.js";
import type { Policy } from "../../model/scope.js";
import type { FixOffer } from "../rule.js";

/** A peer by a label of namespaces. */
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

/** The requirement without Cilium's words for labels of namespaces: `team=a`. */
export function plainText(label: Requirement): string {
  const key = (podKey(label) ?? "").slice(NAMESPACE_LABELS.length);
  return requirementText({ ...label, key: { ...label.key, value: key } });
}

/** Asks for any namespace; undefined where the selector has expressions already. */
export function askForAnyNamespace({ selector }: LimitedPeer): FixOffer | undefined {
  if (!mayTakeExpressions(selector)) return undefined;
  const expression = { key: `k8s:${POD_NAMESPACE}`, operator: "Exists" };
  return {
    title: "Say that pods of every namespace are meant",
    edit: (editor) => editor.insert(selector.at, "matchExpressions", [expression]),
  };
}

/** Asks for the policy's own namespace; undefined where the selector has no labels to put it beside. */
export function askForOwnNamespace({ selector: { matchLabelsAt }, namespace }: LimitedPeer): FixOffer | undefined {
  return (
    matchLabelsAt && {
      title: `Say that only pods of ${namespace} are meant`,
      edit: (editor) => editor.insert(matchLabelsAt, `k8s:${POD_NAMESPACE}`, namespace),
    }
  );
}

/** True for a selector that speaks of namespaces by name too, or of Cilium's own identities: nothing is implied then (CS-6). */
function saysOtherwise({ requirements }: LabelSelector): boolean {
  return requirements.some((it) => podKey(it) === POD_NAMESPACE || it.key.value.startsWith("reserved:"));
}

function mayTakeExpressions({ requirements }: LabelSelector): boolean {
  return requirements.every((it) => it.written === "matchLabels");
}
