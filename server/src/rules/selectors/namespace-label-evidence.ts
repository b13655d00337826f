/** Why a label by which a peer selects namespaces is taken to be set on none of them (NP1106). */

import { nearest } from "../../base/nearest.js";
import { holdsPlaceholder } from "../../base/placeholder.js";
import type { View } from "../../analysis/view.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { type Namespace, NAMESPACE_NAME, type Policy } from "../../model/scope.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import { isMisspelling } from "../evidence/misspelling.js";
import { KEYS_OF_NAMESPACE_NAME, WELL_KNOWN_NAMESPACES } from "../evidence/namespace-names.js";
import type { Severity, Finding } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { peersOf, rulesOf } from "../../model/reading.js";

/** Domains of tools and platforms that label namespaces themselves: their labels stand in no manifest. */
const SET_BY_TOOLS =
  /(^|\.)(fluxcd\.io|argoproj\.io|openshift\.io|cattle\.io|rancher\.io|kyverno\.io|clastix\.io|azure\.com|amazonaws\.com|gke\.io|google\.com|istio\.io|x-k8s\.io|operators\.coreos\.com)\//;

/**
 * Namespaces that OpenShift's operators make, several with a label `name`: openshift/cluster-monitoring-operator,
 * manifests/0000_50_cluster-monitoring-operator_01-namespace.yaml.
 */
const LABELLED_BY_OPENSHIFT = /^openshift-/;

/** A requirement of a selector of namespaces that no namespace meets. */
export interface UnsetLabel extends Finding {
  readonly requirement: Requirement;
  readonly value: string;
  readonly evidence: Evidence;
  /** True where the selector does not name a namespace yet. */
  readonly free: boolean;
}

/** In the order written; where a peer tells namespaces by keys of pods, other rules speak. */
export function* unsetLabels({ reading }: Policy, view: View): Iterable<UnsetLabel> {
  for (const peer of rulesOf(reading).flatMap(peersOf)) {
    if (peer.type !== "pods" || typeof peer.namespaces === "string" || isSelectorItself(peer)) continue;
    yield* unsetIn(peer.namespaces, peer.selector === undefined, view);
  }
}

/** @param isAlone True where the peer asks for no labels of pods. */
function* unsetIn({ requirements }: LabelSelector, isAlone: boolean, view: View): Iterable<UnsetLabel> {
  const free = requirements.every((it) => it.key.value !== NAMESPACE_NAME);
  for (const requirement of requirements) {
    const { key, values, operator } = requirement;
    const value = values[0];
    // Several values are alternatives; that all of them fail is more than this can tell.
    if (value === undefined || operator !== "In" || values.length > 1) continue;
    // `<namespace>` says that a name belongs there, under the key that is written; what a variable comes to nobody knows.
    if (holdsPlaceholder(key.value) || (holdsPlaceholder(value.value) && !value.value.startsWith("<"))) continue;
    // Another rule says of pods that are selected by their labels too where they are.
    const isNameAlone = key.value === NAMESPACE_NAME && isAlone;
    const evidence = isNameAlone
      ? evidenceAgainstName(value.value, view)
      : evidenceAgainst(requirement, value.value, view);
    if (evidence === undefined) continue;
    const at = evidence.near === undefined ? key.at : value.at;
    yield { at, severity: evidence.severity, requirement, value: value.value, evidence, free };
  }
}

/** The effect, and what is there instead. */
export function unsetWords({
  requirement,
  value,
  evidence: { because, near, nearKey, namespace },
}: UnsetLabel): string {
  const label = quoted(`${requirement.key.value}=${value}`, 32);
  switch (because) {
    case "namespace-lacks-it":
      return `Namespace ${quoted(value, 24)} has no label ${label}: the peer matches no pod`;
    case "nobody-sets-it":
      return `No namespace has the label ${label} until someone sets it: the peer matches no pod`;
    case "no-namespace-has-it":
      if (nearKey !== undefined) {
        return `No namespace has ${label}; ${quoted(namespace?.name ?? "", 18)} has it as ${quoted(nearKey, 20)}`;
      }
      return near === undefined
        ? `No namespace in sight has the label ${label}: the peer matches no pod`
        : `No namespace in sight has ${label}, one has ${quoted(near, 20)}: the peer matches no pod`;
    case "name-misspelt":
      return `No namespace in sight is called ${quoted(value, 24)}, one is ${quoted(near ?? "", 24)}`;
  }
}

/** Why the label is taken to be set on no namespace. */
export interface Evidence {
  readonly severity: Severity;
  readonly because: "namespace-lacks-it" | "nobody-sets-it" | "no-namespace-has-it" | "name-misspelt";
  readonly namespace?: Namespace;
  /** True when the value is a namespace's name, so that the automatic label says what was meant. */
  readonly isName: boolean;
  /** A namespace's value for the label that nearly is the one asked for. */
  readonly near?: string;
  /** A key that nearly is the one asked for, under which `namespace` has the value. */
  readonly nearKey?: string;
}

function evidenceAgainst(requirement: Requirement, value: string, view: View): Evidence | undefined {
  const key = requirement.key.value;
  const namespaces = [...view.scope.namespaces.values()];
  if (isLabelSetByTools(key) || namespaces.some((it) => it.labels.get(key) === value)) return undefined;
  const meant = view.scope.namespaces.get(value);
  if (meant?.object !== undefined) {
    return { severity: "warning", because: "namespace-lacks-it", namespace: meant, isName: true };
  }
  if (KEYS_OF_NAMESPACE_NAME.has(key)) {
    if (LABELLED_BY_OPENSHIFT.test(value)) return undefined;
    const isKnown = WELL_KNOWN_NAMESPACES.has(value);
    if (isKnown || isPlaceholderName(value)) return { severity: "warning", because: "nobody-sets-it", isName: isKnown };
    // Whoever makes this namespace, out of sight, may well label it too.
    if (meant !== undefined) return { severity: "info", because: "nobody-sets-it", isName: true };
  }
  // Without a name to go by, only a workspace that declares all its namespaces can tell.
  if (!view.isComplete() || namespaces.some((it) => it.object === undefined)) return undefined;
  const values = namespaces.flatMap((it) => it.labels.get(key) ?? []);
  const near = nearest(value, values);
  const base = { because: "no-namespace-has-it", isName: false } as const;
  if (near !== undefined) return { ...base, severity: "warning", near };
  const other = otherKey(key, value, namespaces);
  return other === undefined ? { ...base, severity: "info" } : { ...base, severity: "warning", ...other };
}

/** The first namespace that has the value under a key that is this one but for a slip. */
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

/** A name that is one in sight but for a slip; who it may be of besides is told only where all namespaces are in sight. */
function evidenceAgainstName(value: string, view: View): Evidence | undefined {
  const names = [...view.scope.namespaces.keys()];
  if (names.includes(value) || WELL_KNOWN_NAMESPACES.has(value)) return undefined;
  const [near, ...others] = names.filter((it) => isMisspelling(value, it));
  if (near === undefined || others.length > 0) return undefined;
  return { severity: view.isComplete() ? "warning" : "info", because: "name-misspelt", isName: false, near };
}

/** `<namespace-name>`, `my-namespace`: the text itself says that a namespace's name belongs there. */
function isPlaceholderName(value: string): boolean {
  return /(^|[^a-z])namespace([^a-z]|$)/i.test(value);
}

/** True for a label that a tool or platform may have put on a namespace without any manifest saying so. */
function isLabelSetByTools(key: string): boolean {
  return key === NAMESPACE_NAME || SET_BY_TOOLS.test(key);
}
