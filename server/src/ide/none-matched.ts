/** What it means that a choice of pods matches no workload: that there is none, none in this workspace, or that nothing is known. */

import type { View } from "../analysis/view.js";
import { holdsPlaceholder } from "../base/placeholder.js";
import type { PodsReading, SubjectReading } from "../model/reading.js";
import type { Policy } from "../model/scope.js";
import type { LabelSelector } from "../model/selector.js";
import { isDnsLabel } from "../rules/evidence/dns-pod-label.js";
import { doubtOf } from "../rules/evidence/known-pods.js";
import { statesNamespace } from "../rules/evidence/stated-namespace.js";
import { workloadsIn } from "../rules/evidence/workloads-in-namespace.js";
import { namespacesMeant } from "./names/namespaces-meant.js";

/**
 * `none`: every pod that it may match is in this workspace. `none-here`: others may exist. `unknown`: its namespaces have no
 * workloads in this workspace, or its pods are the platform's or are filled in later, so that nothing speaks for or against it.
 */
export type NoneMatched = "none" | "none-here" | "unknown";

/** Whom a subject is about: a namespaced policy selects pods of its own namespace only. */
export function podsOf(subject: SubjectReading, own: string | undefined): PodsReading {
  return own === undefined ? subject : { ...subject, namespaces: "own" };
}

/** @param pods The policy's own, or those of a peer of it. */
export function noneMatched(view: View, policy: Policy, pods: PodsReading): NoneMatched {
  const selector = pods.selector ?? { at: pods.at, requirements: [] };
  if (isPlatforms(selector, view) || isFilledInLater(pods)) return "unknown";
  const names = namespacesMeant(view, pods.namespaces, policy.namespace);
  // A policy that says no namespace may be applied to one that is not in this workspace.
  const isPlaced = policy.namespace === undefined || statesNamespace(policy);
  if (pods.others.length === 0 && isPlaced && isCertain(view, selector, names)) return "none";
  if (names === undefined) return view.scope.workloads.length > 0 ? "none-here" : "unknown";
  // Labels that no known namespace has may be those of another one.
  const populated = names.length === 0 ? view.isComplete() : names.some((it) => workloadsIn(it, view).length > 0);
  return populated ? "none-here" : "unknown";
}

function isCertain(view: View, selector: LabelSelector, names: readonly string[] | undefined): boolean {
  if (names === undefined) return view.isComplete() && view.hiding(selector, undefined) === "nothing";
  return names.length > 0 && doubtOf(selector, names, view) === "plainly";
}

function isPlatforms({ requirements }: LabelSelector, view: View): boolean {
  return requirements.some((it) => isDnsLabel(it, view));
}

function isFilledInLater({ selector, namespaces }: PodsReading): boolean {
  const asked = [selector, typeof namespaces === "string" ? undefined : namespaces];
  const requirements = asked.flatMap((it) => it?.requirements ?? []);
  return requirements.some(({ key, values }) => [key, ...values].some((it) => holdsPlaceholder(it.value)));
}
