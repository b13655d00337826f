/** Label selectors → the engine's queries: the parts that all policy systems share. */

import type { FacetRequirement } from "./program.js";
import type { LabelSelector } from "../model/selector.js";

/** Pods of one namespace, by its name. */
export function inNamespace(name: string): FacetRequirement[] {
  return [{ facet: "namespace", key: "", operator: "In", values: [name] }];
}

/** Requirements on the pods' own labels, keys taken as written. */
export function podLabels(selector: LabelSelector): FacetRequirement[] {
  return selector.requirements.map((it) => ({
    facet: "pod-label",
    key: it.key.value,
    operator: it.operator,
    values: it.values.map((value) => value.value),
  }));
}

/** Matches no pod. */
export const NO_POD: readonly FacetRequirement[] = [{ facet: "namespace", key: "", operator: "In", values: [] }];
