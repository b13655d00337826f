/** Whether a choice of pods may match pods of which a namespace and some labels are known, whether or not a manifest has them. */

import type { View } from "../../analysis/view.js";
import type { PodsReading } from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import { holds, type LabelSelector, type Labels, type Requirement } from "../../model/selector.js";

/** Pods of one namespace that a selector chose; which other labels they have is not known, unless all are given. */
export interface ChosenPods {
  readonly namespace: string;
  readonly selector?: LabelSelector | undefined;
  readonly labels?: Labels;
}

/**
 * False only where no pod can be both chosen and matched.
 *
 * @param namespace That of the policy in which the choice is written; undefined: a clusterwide one.
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

/** Labels that the pods were chosen by decide; any other may be there, or not. */
function mayHold(asked: Requirement, chosenBy: readonly Requirement[]): boolean {
  const key = asked.key.value;
  return chosenBy.filter((it) => it.key.value === key).every((it) => valuesOf(it)?.some(holdsFor) ?? true);

  function holdsFor(value: string | undefined): boolean {
    return holds(asked, value === undefined ? new Map() : new Map([[key, value]]));
  }
}

/** Those that a pod may have, undefined among them for none; nothing where it may be any. */
function valuesOf({ operator, values }: Requirement): readonly (string | undefined)[] | undefined {
  if (operator === "In") return values.map((it) => it.value);
  return operator === "DoesNotExist" ? [undefined] : undefined;
}
