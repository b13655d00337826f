/** The selectors of a policy that match no pod, although they seem to be meant to match some. */

import type { View } from "../../analysis/view.js";
import { holdsPlaceholder } from "../../base/placeholder.js";
import type { Policy } from "../../model/scope.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import { isDnsLabel } from "./dns-pod-label.js";
import { type Doubt, doubtOf, requiresLabel } from "./known-pods.js";
import { misspelledNamespace, type NearMiss, nearMiss, standInNamespace } from "./near-miss.js";
import { type PodSelection, podSelectionsIn } from "./pod-selections.js";
import { statesNamespace } from "./stated-namespace.js";

/** A selector that matches no pod, and which pods it may have been meant to match. */
export interface UnmatchedSelector {
  readonly selection: PodSelection;
  readonly miss: NearMiss | undefined;
  /** True if there may be pods without a manifest, so the near miss may be a coincidence. */
  readonly isOpen: boolean;
}

/** The selectors that match nothing, if all pods that they may match are known; otherwise only near misses. */
export function unmatchedSelectors(policy: Policy, view: View): readonly UnmatchedSelector[] {
  return view.memo(unmatchedIn, policy);
}

function unmatchedIn(policy: Policy, view: View): readonly UnmatchedSelector[] {
  return [...findUnmatched(policy, view)];
}

function* findUnmatched(policy: Policy, view: View): Generator<UnmatchedSelector> {
  for (const selection of podSelectionsIn(policy, view).flatMap((it) => [it, ...unmatchedValues(it, view)])) {
    const { selector, namespaces } = selection;
    if (selection.matches > 0 || !requiresLabel(selector) || isFilledInLater(selector)) continue;
    const doubt = doubtOf(selector, namespaces ?? [], view);
    const isOpen = doubt !== "plainly";
    const isPeer = selection.role !== "subject";
    const slip = isOpen && isPeer ? misspelledNamespace(selector, namespaces ?? [], view) : undefined;
    const standIn =
      isOpen && isPeer && slip === undefined ? standInNamespace(selector, namespaces ?? [], view) : undefined;
    if (doubt === "not" && slip === undefined && standIn === undefined) continue;
    // Unless everything is in this workspace, some other namespace may have such pods.
    if (namespaces === undefined && !view.isComplete()) continue;
    // DNS pods belong to the platform, and other rules report them.
    if (matchesAnyway(selection, view) || selector.requirements.some((it) => isDnsLabel(it, view))) continue;
    if (selector.requirements.some((it) => isHiddenLabel(it.key.value, policy, view))) continue;
    const miss = slip ?? standIn ?? nearMiss(selector, namespaces, view, selection.beside);
    // What has such labels may be no pod.
    if (miss === undefined && mayMeanOthers(selection, policy)) continue;
    // Lists often include pods that may exist; only a near miss is evidence.
    if (
      selection.beside !== undefined &&
      (miss === undefined || miss.type === "namespace" || miss.type === "on-namespace")
    )
      continue;
    if (isOpen && (miss === undefined || (miss !== slip && miss !== standIn && isChance(miss, doubt)))) continue;
    // Without a stated namespace, the policy may be applied to one that is not in this workspace.
    if (miss === undefined && (namespaces === undefined || !statesNamespace(policy))) continue;
    // Another rule reports that the adjacent peer names the namespace.
    if (miss?.type === "namespace" && selection.isHalf === true) continue;
    yield { selection, miss, isOpen: isOpen && miss !== slip };
  }
}

/** For a selector that matches some pods: the values of its lists that no pod has. */
function unmatchedValues(selection: PodSelection, view: View): PodSelection[] {
  const { selector, matches, namespaces, namespaceAt: _, addressable: __, ...rest } = selection;
  if (matches === 0 || !selector.requirements.some(isList)) return [];
  const pods = view.workloadsMatching(selector).filter((it) => namespaces?.includes(it.namespace) ?? true);
  return selector.requirements.flatMap((requirement) => {
    const { key, values } = requirement;
    if (!isList(requirement)) return [];
    const met = new Set(pods.map((it) => it.labels.get(key.value)));
    return values
      .filter((it) => !met.has(it.value))
      .map((value): PodSelection => {
        const requirements = selector.requirements.map((it) => (it === requirement ? { ...it, values: [value] } : it));
        return { ...rest, namespaces, selector: { ...selector, requirements }, matches: 0, beside: pods };
      });
  });
}

function isList({ operator, values }: Requirement): boolean {
  return operator === "In" && values.length > 1;
}

/** True if a label is written as a placeholder: the value of `app: "${APP}"` is not known. */
function isFilledInLater({ requirements }: LabelSelector): boolean {
  return requirements.some(({ key, values }) => [key, ...values].some((it) => holdsPlaceholder(it.value)));
}

/** Whatever creates pods in the namespace may also create the pods that are in another namespace. */
function isChance(miss: NearMiss, doubt: Doubt): boolean {
  return miss.type === "namespace" && doubt === "by-near-miss-here";
}

/** Labels that controllers add to their pods, which no manifest has. */
const SET_BY_CONTROLLERS =
  /^((statefulset|apps|batch)\.kubernetes\.io\/|pod-template-(hash|generation)$|controller-(revision-hash|uid)$|job-name$)/;

/** True for a label that pods may have without a manifest saying so, or that another rule reports as dropped (CP-19). */
function isHiddenLabel(key: string, policy: Policy, { settings }: View): boolean {
  return SET_BY_CONTROLLERS.test(key) || systemOf(policy.object).traits.dropsLabel?.(key, settings.versions) === true;
}

/** True if pods have the labels but do not match for another reason: host network, labels that Cilium drops. */
function matchesAnyway({ selector, namespaces }: PodSelection, view: View): boolean {
  return view.workloadsMatching(selector).some((it) => namespaces?.includes(it.namespace) ?? true);
}

/** True where network sets and host endpoints may have the labels too, so that no pod may be meant. */
export function mayMeanOthers({ role }: Pick<PodSelection, "role">, { object }: Policy): boolean {
  return systemOf(object).traits.labelsOfOthers === true && (role !== "subject" || object.clusterwide);
}
