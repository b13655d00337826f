/** Fixes for a selector that matches no pod but nearly matches some (NP1107). */

import type { View } from "../../analysis/view.js";
import type { Policy } from "../../model/scope.js";
import { type Requirement, requirementText } from "../../model/selector.js";
import { addNamespace, changeTo, renameKey } from "../evidence/fix-offers.js";
import { type Closest, isWrittenIn, type NearMiss } from "../evidence/near-miss.js";
import type { PodSelection } from "../evidence/pod-selections.js";
import type { Finding, FixOffer } from "../rule.js";

export interface Missed extends Finding {
  readonly policy: Policy;
  readonly selection: PodSelection;
  readonly miss: NearMiss | undefined;
  /** Where there is no near miss. */
  readonly closest: Closest | undefined;
  /** Where there is neither: labels that no pod has. */
  readonly absent: readonly Requirement[];
}

/** Changes the label to the one that a pod has. */
export function correctLabel({ miss, selection }: Missed): FixOffer | undefined {
  if ((miss?.type !== "value" && miss?.type !== "key") || !isWrittenIn(selection.selector, miss.requirement))
    return undefined;
  // The key of a list is right for its other values.
  if (miss.type === "key" && selection.beside !== undefined) return undefined;
  const { requirement, value } = miss;
  const at = requirement.values[0]?.at;
  if (miss.type === "value") return changeTo(at, value);
  const { key } = miss;
  const isSame = hasValue(miss);
  return {
    title: isSame ? `Change the key to \`${key}\`` : `Change to \`${key}=${value}\``,
    edit: (editor) => {
      if (at !== undefined && !isSame) editor.set(at, value);
      renameKey(editor, requirement, key);
    },
  };
}

/** True if only the key differs. */
function hasValue({ requirement, value }: Extract<NearMiss, { type: "key" }>): boolean {
  return requirement.values[0]?.value === value;
}

/** Adds the labels of a controller to its pod template. */
export function labelPods({ miss }: Missed): FixOffer | undefined {
  if (miss?.type !== "controller") return undefined;
  const { workload, missing } = miss;
  const into = workload.object.podLabelsAt;
  if (into === undefined || workload.object.podLabels.size === 0) return undefined;
  return {
    title: `Add \`${missing.map(requirementText).join(",")}\` to the pod template of ${workload.name}`,
    edit: (editor) => {
      for (const { key, values } of missing) editor.insert(into, key.value, values[0]?.value ?? "");
    },
  };
}

/** Makes a peer look in the namespace that has the pods. */
export function nameNamespace({ miss, selection, policy }: Missed): FixOffer | undefined {
  const namespace = namespaceOf(miss);
  if (namespace === undefined || selection.role !== "peer") return undefined;
  const { namespaceAt, addressable } = selection;
  if (namespaceAt === undefined) return addressable && addNamespace(policy, addressable, namespace);
  const title = `Select pods in namespace ${namespace}`;
  return { title, edit: (editor) => editor.set(namespaceAt, namespace) };
}

/** Moves the policy to the namespace that has its pods, unless that has a policy with the same name. */
export function movePolicy({ miss, selection, policy }: Missed, { scope }: View): FixOffer | undefined {
  const namespace = namespaceOf(miss);
  const { role, namespaceAt } = selection;
  if (namespace === undefined || role !== "subject" || namespaceAt === undefined) return undefined;
  const { kind, name } = policy;
  if (scope.policies.some((it) => it.kind === kind && it.name === name && it.namespace === namespace)) return undefined;
  return { title: `Move the policy to namespace ${namespace}`, edit: (editor) => editor.set(namespaceAt, namespace) };
}

/** The namespace that has pods with the labels, if there is only one. */
function namespaceOf(miss: NearMiss | undefined): string | undefined {
  return miss?.type === "namespace" && miss.namespaces.length === 1 ? miss.namespaces[0] : undefined;
}
