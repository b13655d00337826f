/** Selectors → queries of pods (pkg/controller/grouping/group_entity_index.go, `match`). */

import type { FacetRequirement, PodQuery } from "../../../engine/program.js";
import { inNamespace, podLabels } from "../../../engine/queries.js";
import type { LabelSelector } from "../../../model/selector.js";
import type { Choice, ServiceRef } from "../model.js";

/**
 * Pods by both selectors.
 * @param namespace The one that is meant where no other is asked for; undefined for any.
 * @returns Nothing for an item without selectors that is not of one namespace.
 */
export function podsBySelectors(
  { podSelector, namespaceSelector }: Pick<Choice, "podSelector" | "namespaceSelector">,
  namespace: string | undefined,
): PodQuery[] {
  if (podSelector === undefined && namespaceSelector === undefined && namespace === undefined) return [];
  const own = podSelector === undefined ? [] : podLabels(podSelector);
  if (namespaceSelector !== undefined) return [[...onNamespaces(namespaceSelector), ...own]];
  return [[...(namespace === undefined ? [] : inNamespace(namespace)), ...own]];
}

function onNamespaces(selector: LabelSelector): FacetRequirement[] {
  return podLabels(selector).map((it) => ({ ...it, facet: "namespace-label" }));
}

/** Nothing where a name is missing, which is refused. */
export function podsOfAccount({ name, namespace }: ServiceRef): PodQuery[] {
  if (name === undefined || namespace === undefined) return [];
  return [
    [...inNamespace(namespace.value), { facet: "service-account", key: "", operator: "In", values: [name.value] }],
  ];
}
