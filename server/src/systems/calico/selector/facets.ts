/** What selectors of Calico ask of pods: their labels, and what it adds to these (libcalico-go/lib/backend/k8s/conversion). */

import type { FacetRequirement, PodQuery } from "../../../engine/program.js";
import type { SelectorText } from "../model.js";
import type { Expression } from "./expression.js";
import { type Alternatives, alternativesOf, type Conjunct, type Term } from "./terms.js";

/** What a selector is about. */
export type Of = "pods" | "namespaces";

export const ON_PODS = {
  namespace: "projectcalico.org/namespace",
  orchestrator: "projectcalico.org/orchestrator",
  serviceAccount: "projectcalico.org/serviceaccount",
} as const;
/** Its value on pods. */
export const ORCHESTRATOR = "k8s";
/** A namespace's own name, among its labels. */
export const NAMESPACE_NAME_LABEL = "projectcalico.org/name";

/** Pods that an expression matches: any of the queries; undefined where that cannot be told. */
export function queriesOf(expression: Expression, of: Of): readonly PodQuery[] | undefined {
  const alternatives = alternativesOf(expression, of === "namespaces");
  return alternatives === undefined ? undefined : podQueries(alternatives, of);
}

export function podQueries(alternatives: Alternatives, of: Of): readonly PodQuery[] {
  return alternatives.flatMap((conjuncts) => {
    const query = conjuncts.map((it) => requirementOf(it, of));
    return query.includes(false) ? [] : [query.filter((it) => it !== true) as PodQuery];
  });
}

/** True and false for what is so of every pod, and of none. */
export function requirementOf(conjunct: Conjunct, of: Of): FacetRequirement | boolean {
  // Every pod is in a namespace.
  if ("namespaced" in conjunct) return conjunct.namespaced;
  const { key, operator } = conjunct;
  const values = conjunct.values.map((it) => it.text);
  const { facet, name } = facetOf(key.text, of);
  if (facet === "constant") return holdsForText(name, { ...conjunct, operator });
  return { facet, key: name, operator, values };
}

function facetOf(
  key: string,
  of: Of,
): { readonly facet: FacetRequirement["facet"] | "constant"; readonly name: string } {
  if (of === "namespaces") {
    return key === NAMESPACE_NAME_LABEL ? { facet: "namespace", name: "" } : { facet: "namespace-label", name: key };
  }
  if (key === ON_PODS.namespace) return { facet: "namespace", name: "" };
  if (key === ON_PODS.serviceAccount) return { facet: "service-account", name: "" };
  if (key === ON_PODS.orchestrator) return { facet: "constant", name: ORCHESTRATOR };
  // The prefix under which pods inherit labels of their namespace.
  if (key.startsWith(INHERITED)) return facetOf(key.slice(INHERITED.length), "namespaces");
  return { facet: "pod-label", name: key };
}

const INHERITED = "pcns.";

function holdsForText(value: string, { operator, values }: Term): boolean {
  const texts = values.map((it) => it.text);
  const isNegated = operator.startsWith("Not");
  switch (operator) {
    case "Exists":
      return true;
    case "DoesNotExist":
      return false;
    case "In":
    case "NotIn":
      return texts.includes(value) !== isNegated;
    case "Contains":
    case "NotContains":
      return texts.some((it) => value.includes(it)) !== isNegated;
    case "StartsWith":
    case "NotStartsWith":
      return texts.some((it) => value.startsWith(it)) !== isNegated;
    case "EndsWith":
    case "NotEndsWith":
      return texts.some((it) => value.endsWith(it)) !== isNegated;
  }
}

/** The tree of a selector; undefined for one that cannot be read, of which the object is refused. */
export function expressionOf(selector: SelectorText | undefined): Expression | undefined {
  return selector?.parsed.ok === true ? selector.parsed.expression : undefined;
}
