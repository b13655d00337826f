/** The labels by which a policy would tell a workload's pods from others. */

import type { End } from "../engine/answers.js";
import type { Workload } from "../model/scope.js";
import type { Labels, Requirement } from "../model/selector.js";
import type { View } from "./view.js";

/** Labels that controllers change with each rollout, and those that change with each release. */
export const PASSING_LABELS: ReadonlySet<string> = new Set([
  "pod-template-hash",
  "controller-revision-hash",
  "pod-template-generation",
  "rollouts-pod-template-hash",
  "app.kubernetes.io/version",
  "app.kubernetes.io/managed-by",
  "helm.sh/chart",
  "chart",
  "heritage",
  "version",
]);

/**
 * What people tell applications by: Kubernetes' recommended labels, those of its own manifests, and what Jobs are told by.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
const NAMING_LABELS: ReadonlySet<string> = new Set([
  "app.kubernetes.io/name",
  "app.kubernetes.io/instance",
  "app.kubernetes.io/component",
  "app",
  "k8s-app",
  "name",
  "component",
]);
/** Values of labels that switch something on or off for pods, such as access to the internet. */
const SWITCHES: ReadonlySet<string> = new Set([
  "",
  "true",
  "false",
  "yes",
  "no",
  "on",
  "off",
  "enabled",
  "disabled",
  "allow",
  "allowed",
  "deny",
  "denied",
]);

/**
 * The labels by which the controller tells its pods. Where it has no selector: the fewest that still tell these pods from others
 * in the namespace, else all that last. Empty where a policy cannot tell them.
 */
export function identifyingLabels(workload: Workload, view: View): Labels {
  const { labels, object } = workload;
  const requirements = object.selector?.requirements ?? [];
  const own = requirements.filter((it) => it.written === "matchLabels" && labels.has(it.key.value));
  const told = lasting(new Map(own.map((it) => [it.key.value, labels.get(it.key.value) ?? ""])));
  return told.size > 0 && own.length === requirements.length ? told : view.memo(chosenLabels, workload);
}

function chosenLabels(workload: Workload, view: View): Labels {
  const all = lasting(workload.labels);
  const naming = new Map([...all].filter(([key]) => NAMING_LABELS.has(key)));
  const withoutSwitches = new Map([...all].filter(([, value]) => !SWITCHES.has(value.toLowerCase())));
  const fewer = [naming, withoutSwitches].filter((it) => it.size > 0 && it.size < all.size);
  if (fewer.length === 0) return all;
  const wanted = podsWith(all, workload, view).length;
  return fewer.find((it) => podsWith(it, workload, view).length === wanted) ?? all;
}

function lasting(labels: Labels): Labels {
  return new Map([...labels].filter(([key]) => !PASSING_LABELS.has(key)));
}

/** Workloads of the namespace whose pods have the labels. */
function podsWith(labels: Labels, { namespace, object }: Workload, view: View): readonly Workload[] {
  const at = object.meta.at;
  const requirements = [...labels].map(([key, value]): Requirement => {
    return { key: { value: key, at }, operator: "In", values: [{ value, at }], at, written: "matchLabels" };
  });
  return view.workloadsMatching({ at, requirements }, namespace).filter((it) => !it.hostNetwork);
}

/** True for an end that is pods which labels tell. */
export function isToldByLabels(end: End): boolean {
  if (end.type === "pods") return end.labels.size > 0;
  return end.type === "workload" && !end.workload.hostNetwork && lasting(end.workload.labels).size > 0;
}

/** The labels of an end, with its namespace; undefined for one that is no pod that labels tell. */
export function podsOf(end: End, view: View): { readonly labels: Labels; readonly namespace: string } | undefined {
  if (end.type === "pods") return end.labels.size === 0 ? undefined : end;
  if (end.type !== "workload" || end.workload.hostNetwork) return undefined;
  const labels = identifyingLabels(end.workload, view);
  return labels.size === 0 ? undefined : { labels, namespace: end.workload.namespace };
}
