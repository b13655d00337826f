/** The labels by which a policy would tell a workload's pods from others. */

import type { End } from "../engine/answers.js";
import type { Workload } from "../model/scope.js";
import type { Labels } from "../model/selector.js";

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

/** The labels by which the controller tells its pods; of a Pod all that last. Empty where a policy cannot tell them. */
export function identifyingLabels({ labels, object }: Workload): Labels {
  const requirements = object.selector?.requirements ?? [];
  const own = requirements.filter((it) => it.written === "matchLabels" && labels.has(it.key.value));
  const keys =
    own.length > 0 && own.length === requirements.length ? own.map((it) => it.key.value) : [...labels.keys()];
  return new Map(keys.filter((it) => !PASSING_LABELS.has(it)).map((it) => [it, labels.get(it) ?? ""]));
}

/** The same of an end, with its namespace; undefined for one that is no pod that labels tell. */
export function podsOf(end: End): { readonly labels: Labels; readonly namespace: string } | undefined {
  if (end.type === "pods") return end.labels.size === 0 ? undefined : end;
  if (end.type !== "workload" || end.workload.hostNetwork) return undefined;
  const labels = identifyingLabels(end.workload);
  return labels.size === 0 ? undefined : { labels, namespace: end.workload.namespace };
}
