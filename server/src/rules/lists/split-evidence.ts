/** Evidence that two peers, pods and their namespaces, were meant as one (NP1301). */

import type { View } from "../../analysis/view.js";
import { NAMESPACE_NAME, type Policy, type Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { isDnsLabel } from "../evidence/dns-pod-label.js";
import { KEYS_OF_NAMESPACE_NAME } from "../evidence/namespace-names.js";
import type { PeersMeantAsOne } from "../evidence/peers-meant-as-one.js";
import type { Severity } from "../rule.js";
import { counted } from "../words/shape-words.js";
import { workloadNames } from "../words/words.js";

/** A selector without requirements, at no place. */
const EVERY_POD: LabelSelector = { at: { document: -1, node: 0, part: "value" }, requirements: [] };

/** Evidence for one peer. */
export interface Evidence {
  readonly severity: Severity;
  readonly because: string;
}

/** Undefined where the list looks like an enumeration. */
export function splitEvidence(policy: Policy, split: PeersMeantAsOne, view: View): Evidence | undefined {
  const { namespaces, pods, inRow } = split;
  if (namesDns(policy, pods, namespaces, view)) return dnsEvidence(view);
  if (namespaces.requirements.length === 0) {
    return {
      severity: "warning",
      because: "As written, the pod selector is redundant: the other peer already matches every pod.",
    };
  }
  const spaces = view.namespacesMatching(namespaces);
  const there = spaces.flatMap((it) => view.workloadsMatching(pods, it));
  // A clusterwide policy means pods in every namespace, including those of the other item.
  const here = view.workloadsMatching(pods, policy.namespace).filter((it) => !there.includes(it));
  const all = spaces.flatMap((it) => view.workloadsMatching(EVERY_POD, it));
  return fromWorkloads({ here, there, all }, policy, inRow);
}

/** The DNS pods next to their namespace: it is known where they are without a manifest. */
function namesDns({ namespace }: Policy, pods: LabelSelector, namespaces: LabelSelector, view: View): boolean {
  const home = view.settings.dns.namespace;
  if (namespace === home || !pods.requirements.some((it) => isDnsLabel(it, view))) return false;
  return namespaces.requirements.some((it) => {
    const key = it.key.value;
    const isName = key.endsWith(NAMESPACE_NAME) || KEYS_OF_NAMESPACE_NAME.has(key);
    return isName && it.operator === "In" && it.values.some(({ value }) => value === home);
  });
}

function dnsEvidence(view: View): Evidence {
  return { severity: "warning", because: `The cluster DNS pods are only in \`${view.settings.dns.namespace}\`.` };
}

/** Workloads in this workspace. */
interface Readings {
  /** With the labels, in the policy's own namespace. */
  readonly here: readonly Workload[];
  /** With the labels, in the selected namespaces: those that one item would match. */
  readonly there: readonly Workload[];
  /** All of those namespaces. */
  readonly all: readonly Workload[];
}

function fromWorkloads({ here, there, all }: Readings, { namespace }: Policy, inRow: boolean): Evidence | undefined {
  const now = new Set([...all, ...here]).size;
  const difference =
    now === there.length ? "" : ` As written, this matches ${counted(now, "workload")}; combined, ${there.length}.`;
  if (here.length > 0) {
    return {
      severity: "hint",
      because: `Pods in the policy's own namespace have these labels: ${workloadNames(here, namespace)}.${difference}`,
    };
  }
  if (there.length > 0) {
    return {
      severity: "warning",
      because: `No pod in the policy's own namespace has these labels, but ${workloadNames(there, namespace)} ${there.length === 1 ? "has" : "have"} them.${difference}`,
    };
  }
  // A list with more items of one kind is an enumeration.
  return inRow
    ? undefined
    : { severity: "info", because: "No workload in this workspace tells which of the two is meant." };
}
