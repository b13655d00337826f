/** Which pods a selector that matches none was most likely meant to match: a near miss in a value, a key or a namespace. */

import type { View } from "../../analysis/view.js";
import type { Namespace, Workload } from "../../model/scope.js";
import { plainLabels } from "../../model/object.js";
import { holds, type LabelSelector, type Requirement } from "../../model/selector.js";
import { isMisspelling } from "./misspelling.js";
import { standInFor } from "./namespace-stand-ins.js";

/** Why a selector that matches nothing was probably meant to match certain pods. */
export type NearMiss =
  /** Pods with these labels are in a manifest that no kustomization lists. */
  | { readonly type: "unlisted"; readonly file: string; readonly workload: Workload }
  /** A pod has the key with another value, one edit away. */
  | { readonly type: "value"; readonly requirement: Requirement; readonly value: string; readonly workload: Workload }
  /** A pod has the value under another key, or key and value in a different case. */
  | {
      readonly type: "key";
      readonly requirement: Requirement;
      readonly key: string;
      readonly value: string;
      readonly workload: Workload;
    }
  /** A controller has the labels in its own metadata, but its pods do not. */
  | { readonly type: "controller"; readonly missing: readonly Requirement[]; readonly workload: Workload }
  /** Pods have all the labels written in the policy; the others are added by a kustomization. */
  | { readonly type: "added"; readonly missing: readonly Requirement[]; readonly workload: Workload }
  /** Pods with these labels are in another namespace. */
  | { readonly type: "namespace"; readonly namespaces: readonly string[]; readonly workload: Workload }
  /** Namespaces have the label, but no pod does. */
  | { readonly type: "on-namespace"; readonly requirement: Requirement; readonly namespaces: readonly Namespace[] };

/**
 * The nearest miss of a selector that matches no pod in the namespaces; undefined if there is none.
 * @param namespaces Undefined: every namespace.
 * @param apart Workloads that it is not meant to match.
 */
export function nearMiss(
  selector: LabelSelector,
  namespaces: readonly string[] | undefined,
  view: View,
  apart: readonly Workload[] = [],
): NearMiss | undefined {
  const within = view.scope.workloads.filter(
    (it) => (namespaces?.includes(it.namespace) ?? true) && !apart.includes(it),
  );
  const missesOf = (find: (workload: Workload, failing: readonly Requirement[]) => NearMiss | undefined) => {
    for (const workload of within) {
      const miss = find(workload, failingOn(selector, workload));
      if (miss !== undefined) return miss;
    }
    return undefined;
  };
  return (
    unlisted(selector, namespaces, view) ??
    missesOf(onController) ??
    missesOf(otherValue) ??
    missesOf(otherKey) ??
    missesOf((workload, failing) => onlyAdded(selector, workload, failing)) ??
    elsewhere(selector, namespaces, view) ??
    onNamespace(selector, view)
  );
}

/** The workload that has most of a selector's labels, and those that it does not have, or has with another value. */
export interface Closest {
  readonly workload: Workload;
  readonly missing: readonly Requirement[];
}

/** The labels of a selector that none of the pods in the namespaces has, each by itself. */
export function labelsOfNone(
  { requirements }: LabelSelector,
  namespaces: readonly string[] | undefined,
  { scope }: View,
): readonly Requirement[] {
  const within = scope.workloads.filter((it) => namespaces?.includes(it.namespace) ?? true);
  return requirements.filter((it) => it.operator === "In" && !within.some(({ labels }) => holds(it, labels)));
}

/** No evidence of a mistake, unlike a near miss, but what to compare. Undefined if none is closer than all others. */
export function closestWorkload(
  selector: LabelSelector,
  namespaces: readonly string[] | undefined,
  { scope }: View,
): Closest | undefined {
  const near = scope.workloads.flatMap((workload) => {
    if (namespaces?.includes(workload.namespace) === false) return [];
    const missing = failingOn(selector, workload);
    const met = selector.requirements.filter((it) => it.operator === "In" && !missing.includes(it)).length;
    const areLabels = missing.every(({ operator }) => operator === "In");
    return met === 0 || missing.length === 0 || !areLabels ? [] : [{ workload, missing, met }];
  });
  const most = Math.max(...near.map((it) => it.met));
  const [only, ...others] = near.filter((it) => it.met === most);
  return others.length === 0 ? only : undefined;
}

function unlisted(
  selector: LabelSelector,
  namespaces: readonly string[] | undefined,
  view: View,
): NearMiss | undefined {
  for (const workload of view.scope.unlisted ?? []) {
    const { file, namespace } = workload;
    if (file === undefined || namespaces?.includes(namespace) === false) continue;
    if (failingOn(selector, workload).length === 0) return { type: "unlisted", file, workload };
  }
  return undefined;
}

function failingOn({ requirements }: LabelSelector, { labels }: Workload): readonly Requirement[] {
  return requirements.filter((it) => !holds(it, labels));
}

/** True for a requirement that is written in the selector itself, not added by a kustomization. */
export function isWrittenIn(selector: LabelSelector, { key }: Requirement): boolean {
  return key.at.document === selector.at.document;
}

function onlyAdded(selector: LabelSelector, workload: Workload, failing: readonly Requirement[]): NearMiss | undefined {
  if (failing.length === 0 || failing.some((it) => isWrittenIn(selector, it))) return undefined;
  const asksForLabel = selector.requirements.some((it) => isWrittenIn(selector, it) && it.operator === "In");
  return asksForLabel ? { type: "added", missing: failing, workload } : undefined;
}

function onController(workload: Workload, failing: readonly Requirement[]): NearMiss | undefined {
  if (failing.length === 0) return undefined;
  const labels = plainLabels(workload.object.meta.labels);
  const all = failing.every((it) => it.operator === "In" && holds(it, labels));
  return all ? { type: "controller", missing: failing, workload } : undefined;
}

function otherValue(workload: Workload, failing: readonly Requirement[]): NearMiss | undefined {
  const only = onlyLabel(failing);
  const value = only && workload.labels.get(only.requirement.key.value);
  if (only === undefined || value === undefined || !isMisspelling(only.value, value)) return undefined;
  return { type: "value", requirement: only.requirement, value, workload };
}

function otherKey(workload: Workload, failing: readonly Requirement[]): NearMiss | undefined {
  const only = onlyLabel(failing);
  // A value such as `true` or `db` may belong to any key.
  if (only === undefined || only.value.length < 3 || /^(true|false|\d+)$/.test(only.value)) return undefined;
  const found = [...workload.labels].find(
    ([key, value]) =>
      (value === only.value && isKin(key, only.requirement)) ||
      (differsInCase(value, only.value) && differsInCase(key, only.requirement.key.value)),
  );
  if (found === undefined) return undefined;
  return { type: "key", requirement: only.requirement, key: found[0], value: found[1], workload };
}

function differsInCase(a: string, b: string): boolean {
  return a !== b && a.toLowerCase() === b.toLowerCase();
}

/** Keys that commonly hold the name of an application. */
const NAMES: ReadonlySet<string> = new Set(["app", "name", "k8s-app", "app.kubernetes.io/name", "run", "service"]);

function isKin(key: string, { key: asked }: Requirement): boolean {
  return isMisspelling(asked.value, key) || (NAMES.has(asked.value) && NAMES.has(key));
}

/** The only requirement that fails, if it is a single label. */
function onlyLabel(failing: readonly Requirement[]) {
  const requirement = failing[0];
  const value = requirement?.values[0]?.value;
  if (failing.length !== 1 || requirement?.operator !== "In" || requirement.values.length !== 1) return undefined;
  return value === undefined ? undefined : { requirement, value };
}

/** Pods with these labels, if the selector's namespace is a misspelling of exactly one namespace in this workspace. */
export function misspelledNamespace(
  selector: LabelSelector,
  [written, ...more]: readonly string[],
  view: View,
): NearMiss | undefined {
  if (written === undefined || more.length > 0 || view.scope.namespaces.has(written)) return undefined;
  const [meant, ...others] = [...view.scope.namespaces.keys()].filter((it) => isMisspelling(written, it));
  const workload = meant === undefined ? undefined : view.workloadsMatching(selector, meant)[0];
  if (meant === undefined || others.length > 0 || workload === undefined) return undefined;
  return { type: "namespace", namespaces: [meant], workload };
}

/** Pods with these labels in the namespace that was probably meant, if the selector's namespace is not in this workspace. */
export function standInNamespace(
  selector: LabelSelector,
  [written, ...more]: readonly string[],
  view: View,
): NearMiss | undefined {
  const meant = written === undefined || more.length > 0 ? undefined : standInFor(written, view);
  const workload = meant === undefined ? undefined : view.workloadsMatching(selector, meant)[0];
  return meant === undefined || workload === undefined
    ? undefined
    : { type: "namespace", namespaces: [meant], workload };
}

function elsewhere(
  selector: LabelSelector,
  namespaces: readonly string[] | undefined,
  view: View,
): NearMiss | undefined {
  if (namespaces === undefined) return undefined;
  const outside = view.workloadsMatching(selector).filter((it) => !namespaces.includes(it.namespace));
  const workload = outside[0];
  if (workload === undefined) return undefined;
  return { type: "namespace", namespaces: [...new Set(outside.map((it) => it.namespace))], workload };
}

/** A label of namespaces that is used as a pod label; not if any pod has the same key. */
function onNamespace({ requirements }: LabelSelector, { scope }: View): NearMiss | undefined {
  for (const requirement of requirements) {
    const { key, values, operator } = requirement;
    const [value, ...more] = values;
    if (operator !== "In" || value === undefined || more.length > 0) continue;
    const namespaces = [...scope.namespaces.values()].filter((it) => it.labels.get(key.value) === value.value);
    if (namespaces.length === 0 || scope.workloads.some((it) => it.labels.has(key.value))) continue;
    return { type: "on-namespace", requirement, namespaces };
  }
  return undefined;
}
