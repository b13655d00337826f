/** Whether a selector may match pods with a known namespace and some known labels, with or without a manifest of them. */

import type { View } from "../../analysis/view.js";
import type { PodsReading } from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import { holds, type LabelSelector, type Labels, type Requirement } from "../../model/selector.js";

/** Pods in one namespace that a selector matches; unless all labels are given, they may have others. */
export interface ChosenPods {
  readonly namespace: string;
  readonly selector?: LabelSelector | undefined;
  readonly labels?: Labels;
}

/**
 * False only if no pod can match both.
 *
 * @param namespace The namespace of the policy that has the selector; undefined for a clusterwide policy.
 */
export function mayMatch(choice: PodsReading, namespace: string | undefined, pods: ChosenPods, view: View): boolean {
  const { labels } = pods;
  return (
    mayBeIn(choice, namespace, pods.namespace, view) &&
    (choice.selector?.requirements ?? []).every((it) =>
      labels === undefined ? mayHold(it, pods.selector?.requirements ?? []) : holds(it, labels),
    )
  );
}

function mayBeIn({ namespaces }: PodsReading, own: string | undefined, namespace: string, view: View): boolean {
  if (namespaces === "any") return true;
  if (namespaces === "own") return own === undefined || own === namespace;
  const labels: Labels = view.scope.namespaces.get(namespace)?.labels ?? new Map([[NAMESPACE_NAME, namespace]]);
  return namespaces.requirements.every((it) => !labels.has(it.key.value) || holds(it, labels));
}

/** Only labels that the pods were selected by are known; any other may exist or not. */
function mayHold(asked: Requirement, chosenBy: readonly Requirement[]): boolean {
  const key = asked.key.value;
  return chosenBy.filter((it) => it.key.value === key).every((it) => valuesOf(it)?.some(holdsFor) ?? true);

  function holdsFor(value: string | undefined): boolean {
    return holds(asked, value === undefined ? new Map() : new Map([[key, value]]));
  }
}

/** The values that a pod may have, with undefined for no label; undefined if it may have any. */
function valuesOf({ operator, values }: Requirement): readonly (string | undefined)[] | undefined {
  if (operator === "In") return values.map((it) => it.value);
  return operator === "DoesNotExist" ? [undefined] : undefined;
}
