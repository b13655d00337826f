/** Why a label that a peer selects namespaces by is probably not set on any of them (NP1106). */

import { nearest } from "../../base/nearest.js";
import { holdsPlaceholder } from "../../base/placeholder.js";
import type { View } from "../../analysis/view.js";
import { plainLabels } from "../../model/object.js";
import { isDnsLabel } from "../evidence/dns-pod-label.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { type Namespace, NAMESPACE_NAME, type Policy, type Workload } from "../../model/scope.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import { isMisspelling } from "../evidence/misspelling.js";
import { standInFor } from "../evidence/namespace-stand-ins.js";
import { KEYS_OF_NAMESPACE_NAME, WELL_KNOWN_NAMESPACES } from "../evidence/namespace-names.js";
import type { Severity, Finding } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { matchesNone } from "../words/words.js";
import { peersOf, rulesOf } from "../../model/reading.js";

/** Domains of tools and platforms that label namespaces themselves, so the labels are not in any manifest. */
const SET_BY_TOOLS =
  /(^|\.)(fluxcd\.io|argoproj\.io|openshift\.io|cattle\.io|rancher\.io|kyverno\.io|clastix\.io|azure\.com|amazonaws\.com|gke\.io|google\.com|istio\.io|x-k8s\.io|operators\.coreos\.com)\//;

/**
 * Namespaces that OpenShift's operators create, several with a label `name`: openshift/cluster-monitoring-operator,
 * manifests/0000_50_cluster-monitoring-operator_01-namespace.yaml.
 */
const LABELLED_BY_OPENSHIFT = /^openshift-/;

/** A requirement of a namespace selector that no namespace meets. */
export interface UnsetLabel extends Finding {
  readonly requirement: Requirement;
  readonly value: string;
  readonly evidence: Evidence;
  /** True if the selector does not select by the namespace's name yet. */
  readonly free: boolean;
}

/** In the order written; peers that select namespaces by pod label keys are left to other rules. */
export function* unsetLabels({ reading }: Policy, view: View): Iterable<UnsetLabel> {
  for (const peer of rulesOf(reading).flatMap(peersOf)) {
    if (peer.type !== "pods" || typeof peer.namespaces === "string" || isSelectorItself(peer)) continue;
    yield* unsetIn(peer.namespaces, peer.selector === undefined, view);
  }
}

/** @param isAlone True if the peer requires no pod labels. */
function* unsetIn({ requirements }: LabelSelector, isAlone: boolean, view: View): Iterable<UnsetLabel> {
  const free = requirements.every((it) => it.key.value !== NAMESPACE_NAME);
  for (const requirement of requirements) {
    const { key, values, operator } = requirement;
    const value = values[0];
    // Several values are alternatives, and all of them would have to fail.
    if (value === undefined || operator !== "In" || values.length > 1) continue;
    // `<namespace>` says that a name belongs there; the value of a variable is not known.
    if (holdsPlaceholder(key.value) || (holdsPlaceholder(value.value) && !value.value.startsWith("<"))) continue;
    // If the peer also selects pods, another rule reports where those pods are.
    const isNameAlone = key.value === NAMESPACE_NAME && isAlone;
    const evidence = isNameAlone
      ? evidenceAgainstName(value.value, view)
      : evidenceAgainstLabel(requirement, value.value, isAlone, view);
    if (evidence === undefined) continue;
    const at = evidence.near === undefined ? key.at : value.at;
    yield { at, severity: evidence.severity, requirement, value: value.value, evidence, free };
  }
}

/** The consequence, then what exists instead. */
export function unsetWords({
  requirement,
  value,
  evidence: { because, near, nearKey, namespace, workload },
}: UnsetLabel): string {
  const label = quoted(`${requirement.key.value}=${value}`);
  const effect = matchesNone("peer");
  switch (because) {
    case "namespace-has-others":
      return `${effect}: namespace ${quoted(value)} does not have the label ${label}`;
    case "pods-have-it":
      return `${effect}: ${label} is a label of the DNS pods, not of their namespace`;
    case "workload-has-it":
      return `${effect}: ${label} is a label of ${workload?.kind ?? ""} ${quoted(workload?.name ?? "")}, not of a namespace`;
    case "nobody-sets-it":
      return `${effect}: Kubernetes does not set the label ${label} on namespaces`;
    case "no-namespace-has-it":
      if (nearKey !== undefined) {
        return `${effect}; did you mean ${quoted(`${nearKey}=${value}`)} (namespace ${quoted(namespace?.name ?? "")})?`;
      }
      return near === undefined
        ? `${effect}: no namespace in this workspace has the label ${label}`
        : `${effect}; did you mean ${quoted(`${requirement.key.value}=${near}`)}?`;
    case "name-misspelled":
      return `${effect}: namespace ${quoted(value)} is not in this workspace; did you mean ${quoted(near ?? "")}?`;
  }
}

/** Why the label is probably not set on any namespace. */
export interface Evidence {
  readonly severity: Severity;
  readonly because:
    | "namespace-has-others"
    | "pods-have-it"
    | "workload-has-it"
    | "nobody-sets-it"
    | "no-namespace-has-it"
    | "name-misspelled";
  readonly namespace?: Namespace;
  /** One whose pods have the label. */
  readonly workload?: Workload;
  /** True if the value is a namespace's name, so the automatic label is what was meant. */
  readonly isName: boolean;
  /** The value of a namespace that is close to the required one. */
  readonly near?: string;
  /** A key that is close to the required one, under which `namespace` has the value. */
  readonly nearKey?: string;
}

function evidenceAgainst(requirement: Requirement, value: string, view: View): Evidence | undefined {
  const key = requirement.key.value;
  if (isLabelSetByTools(key) || view.memo(valuesByKey).get(key)?.has(value) === true) return undefined;
  if (view.memo(labelsOfRepeated).has(`${key}=${value}`)) return undefined;
  const meant = view.scope.namespaces.get(value);
  if (meant?.object !== undefined) {
    return { severity: "warning", because: "namespace-has-others", namespace: meant, isName: true };
  }
  if (isDnsLabel(requirement, view)) return { severity: "warning", because: "pods-have-it", isName: false };
  if (KEYS_OF_NAMESPACE_NAME.has(key)) {
    if (LABELLED_BY_OPENSHIFT.test(value)) return undefined;
    const isKnown = WELL_KNOWN_NAMESPACES.has(value);
    if (isKnown || isPlaceholderName(value)) return { severity: "warning", because: "nobody-sets-it", isName: isKnown };
    // Whatever creates this namespace outside this workspace may also label it.
    if (meant !== undefined) return { severity: "info", because: "nobody-sets-it", isName: true };
  }
  // Without a namespace's name, this can only be told if all namespaces have a manifest.
  const namespaces = [...view.scope.namespaces.values()];
  if (!view.isComplete() || namespaces.some((it) => it.object === undefined)) return undefined;
  const near = nearest(value, [...(view.memo(valuesByKey).get(key) ?? [])]);
  const base = { because: "no-namespace-has-it", isName: false } as const;
  if (near !== undefined) return { ...base, severity: "warning", near };
  const other = otherKey(key, value, namespaces);
  return other === undefined ? { ...base, severity: "info" } : { ...base, severity: "warning", ...other };
}

/** Values of the labels that namespaces have, by key, in the order of the namespaces. */
function valuesByKey({ scope }: View): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { labels } of scope.namespaces.values()) {
    for (const [key, value] of labels) found.set(key, (found.get(key) ?? new Set()).add(value));
  }
  return found;
}

/** What was meant comes before that nothing has the label. */
function evidenceAgainstLabel(
  requirement: Requirement,
  value: string,
  isAlone: boolean,
  view: View,
): Evidence | undefined {
  const evidence = evidenceAgainst(requirement, value, view);
  const isPlain =
    evidence === undefined || (evidence.because === "no-namespace-has-it" && evidence.severity === "info");
  return (isAlone && isPlain ? evidenceOfWorkload(requirement.key.value, value, view) : undefined) ?? evidence;
}

/** Keys that name an application or a part of it, on its pods. Argo CD writes `app.kubernetes.io/instance` on namespaces too. */
const KEYS_OF_APPLICATIONS: ReadonlySet<string> = new Set([
  "app",
  "k8s-app",
  "run",
  "component",
  "app.kubernetes.io/name",
  "app.kubernetes.io/component",
]);

/**
 * Pods have the label, and no namespace is known to have any label with its key. Namespaces may be labelled elsewhere, so it is
 * information, and nothing where one of them has the value for its name.
 */
function evidenceOfWorkload(key: string, value: string, view: View): Evidence | undefined {
  const { namespaces, workloads } = view.scope;
  if (!KEYS_OF_APPLICATIONS.has(key) || namespaces.has(value)) return undefined;
  if (view.memo(valuesByKey).has(key)) return undefined;
  const workload = workloads.find((it) => it.labels.get(key) === value);
  return workload === undefined ? undefined : { severity: "info", because: "workload-has-it", isName: false, workload };
}

/** Labels in manifests of namespaces that have several: which one holds in the cluster is not known. */
function labelsOfRepeated({ scope: { repeated = [] } }: View): ReadonlySet<string> {
  const objects = repeated.flatMap(({ object, first }) => [object, first.object]);
  const namespaces = objects.filter((it) => it.type === "namespace");
  return new Set(namespaces.flatMap((it) => [...plainLabels(it.meta.labels)].map((label) => label.join("="))));
}

/** The first namespace that has the value under a key of which this one is a misspelling. */
function otherKey(
  key: string,
  value: string,
  namespaces: readonly Namespace[],
): Pick<Evidence, "namespace" | "nearKey"> | undefined {
  for (const namespace of namespaces) {
    const [nearKey] = [...namespace.labels].find((it) => it[1] === value && isMisspelling(key, it[0])) ?? [];
    if (nearKey !== undefined) return { namespace, nearKey };
  }
  return undefined;
}

/** A misspelling of a namespace in this workspace; certain only if all namespaces are in this workspace. */
function evidenceAgainstName(value: string, view: View): Evidence | undefined {
  const names = [...view.scope.namespaces.keys()];
  const meant = standInFor(value, view);
  if (meant !== undefined) return { severity: "info", because: "name-misspelled", isName: false, near: meant };
  if (names.includes(value) || WELL_KNOWN_NAMESPACES.has(value)) return undefined;
  const [near, ...others] = names.filter((it) => isMisspelling(value, it));
  if (near === undefined || others.length > 0) return undefined;
  return { severity: view.isComplete() ? "warning" : "info", because: "name-misspelled", isName: false, near };
}

/** `<namespace-name>`, `my-namespace`: the value itself says that a namespace's name belongs there. */
function isPlaceholderName(value: string): boolean {
  return /(^|[^a-z])namespace([^a-z]|$)/i.test(value);
}

/** True for a label that a tool or platform may set on a namespace without a manifest. */
function isLabelSetByTools(key: string): boolean {
  return key === NAMESPACE_NAME || SET_BY_TOOLS.test(key);
}
