/** Stand-ins for pods that a selector names and no manifest has (engine-model: representative peers). */

import type { Namespace } from "../model/scope.js";
import type { Labels } from "../model/selector.js";
import type { FacetRequirement, PodQuery } from "./program.js";
import { queryMatches } from "./selectors.js";
import { requirementWords } from "./requirement-words.js";
import type { PodPoint } from "./universe.js";

const NAMESPACE_NAME = "kubernetes.io/metadata.name";

/**
 * A pod that the query matches; undefined for a query that no pod can match. Where the query leaves the namespace open,
 * the stand-in is in a namespace that is none of those known.
 */
export function unseenPod(query: PodQuery, namespaces: ReadonlyMap<string, Namespace>): PodPoint | undefined {
  const labels = representative(query, "pod-label");
  const namespaceLabels = representative(query, "namespace-label");
  const name = pinned(query, "namespace", "") ?? pinned(query, "namespace-label", NAMESPACE_NAME);
  const matching = name === undefined ? onlyMatch(query, namespaces) : namespaces.get(name);
  const namespace = name ?? matching?.name;
  const known = matching?.labels ?? (namespace === undefined ? undefined : new Map([[NAMESPACE_NAME, namespace]]));
  const pod: PodPoint = {
    kind: "pod",
    labels,
    namespace,
    namespaceLabels: known ?? namespaceLabels,
    serviceAccount: pinned(query, "service-account", "") ?? "default",
    hostNetwork: false,
    ports: [],
    addresses: [],
    unseen: inWords(query, namespace !== undefined),
  };
  // An undeclared namespace may have any labels, so those asked for are taken to be there.
  const lenient = { ...pod, namespaceLabels: new Map([...namespaceLabels, ...pod.namespaceLabels]) };
  if (queryMatches(query, pod)) return pod;
  return matching?.object === undefined && queryMatches(query, lenient) ? lenient : undefined;
}

/** A value for every key that the query asks to be there. */
function representative(query: PodQuery, facet: FacetRequirement["facet"]): Labels {
  const labels = new Map<string, string>();
  for (const { facet: own, key, operator, values } of query) {
    if (own !== facet) continue;
    if (operator === "In" && values[0] !== undefined && !labels.has(key)) labels.set(key, values[0]);
    if (operator === "Exists" && !labels.has(key)) labels.set(key, "");
  }
  for (const { facet: own, key } of query) {
    if (own === facet && (labels.get(key) ?? "") === "") {
      const text = ["StartsWith", "Contains", "EndsWith"].flatMap((it) => partsAsked(query, facet, key, it)).join("");
      if (text !== "") labels.set(key, text);
    }
  }
  return labels;
}

/** The first of each requirement's parts. */
function partsAsked(query: PodQuery, facet: FacetRequirement["facet"], key: string, operator: string): string[] {
  const asked = query.filter((it) => it.facet === facet && it.key === key && it.operator === operator);
  return asked.flatMap((it) => it.values[0] ?? []);
}

/** The only value that the facet may have. */
function pinned(query: PodQuery, facet: FacetRequirement["facet"], key: string): string | undefined {
  const requirement = query.find(
    (it) => it.facet === facet && it.key === key && it.operator === "In" && it.values.length === 1,
  );
  return requirement?.values[0];
}

/** The one known namespace that the query's namespace labels match. */
function onlyMatch(query: PodQuery, namespaces: ReadonlyMap<string, Namespace>): Namespace | undefined {
  const onLabels = query.filter((it) => it.facet === "namespace-label");
  if (onLabels.length === 0) return undefined;
  const matching = [...namespaces.values()].filter((it) =>
    queryMatches(onLabels, {
      labels: new Map(),
      namespace: it.name,
      namespaceLabels: it.labels,
      serviceAccount: "",
      hostNetwork: false,
    }),
  );
  return matching.length === 1 ? matching[0] : undefined;
}

/** `app=web,!debug`; namespace labels in brackets where no namespace is known by them. */
function inWords(query: PodQuery, namespaceKnown: boolean): string {
  const words = (facet: FacetRequirement["facet"]): string =>
    query
      .filter((it) => it.facet === facet)
      .map(requirementWords)
      .join(",");
  const account = query
    .filter((it) => it.facet === "service-account")
    .map((it) => requirementWords({ ...it, key: "serviceaccount" }));
  const labels = [words("pod-label"), ...account].filter((it) => it !== "").join(",");
  const namespaces = namespaceKnown ? "" : words("namespace-label");
  return namespaces === "" ? labels : `${labels}${labels === "" ? "" : " "}(namespace ${namespaces})`;
}
