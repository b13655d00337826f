/** Which terms of a choice of pods a pod fails, told from the query that the engine runs, at the words that ask for them. */

import type { FacetRequirement, PodQuery } from "../engine/program.js";
import { queryMatches } from "../engine/selectors.js";
import type { PodPoint } from "../engine/universe.js";
import type { PodsReading } from "../model/reading.js";
import { NAMESPACE_NAME, type Namespace } from "../model/scope.js";
import type { Requirement } from "../model/selector.js";
import type { FailedCondition } from "./failed-conditions.js";

export interface TermContext {
  readonly of: "subject" | "peer";
  readonly namespaces: ReadonlyMap<string, Namespace>;
  /** True for a label that the system leaves out. */
  readonly drops: (key: string) => boolean;
}

/**
 * @param query What the written choice stands for.
 * @returns Undefined where it fails for a reason that no words of the choice tell.
 */
export function failedTerms(
  query: PodQuery,
  pod: PodPoint,
  written: PodsReading,
  context: TermContext,
): readonly FailedCondition[] | undefined {
  const failed: FailedCondition[] = [];
  // The same may be asked twice in different words.
  const said = new Set<Requirement>();
  if (pod.hostNetwork) failed.push({ type: "host-network", at: written.at });
  for (const asked of query) {
    if (queryMatches([asked], { ...pod, hostNetwork: false })) continue;
    const condition = conditionOf(asked, pod, unsaid(written, said), context);
    if (condition === undefined) return undefined;
    failed.push(condition);
    if ("requirement" in condition && condition.requirement !== undefined) said.add(condition.requirement);
  }
  return failed;
}

/** The choice without the requirements that something has been said of. */
function unsaid(written: PodsReading, said: ReadonlySet<Requirement>): PodsReading {
  if (said.size === 0) return written;
  const { selector, namespaces, others } = written;
  const isUnsaid = (it: Requirement): boolean => !said.has(it);
  return {
    ...written,
    others: others.filter(isUnsaid),
    namespaces:
      typeof namespaces === "string"
        ? namespaces
        : { ...namespaces, requirements: namespaces.requirements.filter(isUnsaid) },
    ...(selector === undefined
      ? {}
      : { selector: { ...selector, requirements: selector.requirements.filter(isUnsaid) } }),
  };
}

function conditionOf(
  asked: FacetRequirement,
  pod: PodPoint,
  written: PodsReading,
  { of, namespaces, drops }: TermContext,
): FailedCondition | undefined {
  const { facet, key } = asked;
  const ownLabels = written.selector?.requirements ?? [];
  const onNamespaces = typeof written.namespaces === "string" ? [] : written.namespaces.requirements;
  const namespace = pod.namespace ?? "";
  switch (facet) {
    case "pod-label": {
      const requirement = writtenAs(asked, key, ownLabels);
      if (requirement === undefined) return undefined;
      const found = pod.labels.get(key);
      return { type: `${of}-label`, at: requirement.at, requirement, found, isDropped: false };
    }
    case "namespace-label": {
      const requirement = writtenAs(asked, key, onNamespaces);
      if (requirement === undefined) return undefined;
      if (key === NAMESPACE_NAME && asked.operator === "In") {
        return { type: "namespace", at: requirement.at, asked: asked.values, found: namespace, requirement };
      }
      const found = pod.namespaceLabels.get(key);
      const isDeclared = namespaces.get(namespace)?.object !== undefined;
      return { type: "namespace-label", at: requirement.at, requirement, namespace, found, isDeclared };
    }
    case "namespace": {
      // Such a query matches no pod at all: it stands for a label that none has, or an identity of another kind.
      if (asked.operator === "In" && asked.values.length === 0) return neverMet(written, of, drops);
      const requirement = writtenAs(asked, NAMESPACE_NAME, onNamespaces);
      if (requirement === undefined && written.namespaces !== "own") return undefined;
      const at = requirement?.at ?? written.at;
      if (asked.operator === "In") {
        const own = { type: "namespace", at, asked: asked.values, found: namespace } as const;
        return requirement === undefined ? own : { ...own, requirement };
      }
      if (requirement === undefined) return undefined;
      return { type: "namespace-label", at, requirement, namespace, found: namespace, isDeclared: true };
    }
    case "service-account":
    case "cluster": {
      const requirement = written.others.find((it) => isWrittenAs(asked, it));
      return requirement === undefined ? undefined : { type: "identity", at: requirement.at, requirement };
    }
  }
}

function neverMet(
  { selector, others }: PodsReading,
  of: TermContext["of"],
  drops: TermContext["drops"],
): FailedCondition | undefined {
  const dropped = selector?.requirements.find((it) => drops(it.key.value));
  if (dropped !== undefined) {
    return { type: `${of}-label`, at: dropped.at, requirement: dropped, found: undefined, isDropped: true };
  }
  const [requirement] = others;
  return requirement === undefined ? undefined : { type: "identity", at: requirement.at, requirement };
}

function writtenAs(
  asked: FacetRequirement,
  key: string,
  requirements: readonly Requirement[],
): Requirement | undefined {
  return requirements.find((it) => it.key.value === key && isWrittenAs(asked, it));
}

function isWrittenAs({ operator, values }: FacetRequirement, written: Requirement): boolean {
  return (
    written.operator === operator &&
    written.values.length === values.length &&
    written.values.every((it, at) => it.value === values[at])
  );
}
