/** What tells whether two peers, of pods and of their namespaces, were meant as one (NP1301). */

import type { View } from "../../analysis/view.js";
import { NAMESPACE_NAME, type Policy, type Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { isDnsLabel } from "../evidence/dns-pod-label.js";
import { KEYS_OF_NAMESPACE_NAME } from "../evidence/namespace-names.js";
import type { PeersMeantAsOne } from "../evidence/peers-meant-as-one.js";
import type { Severity } from "../rule.js";
import { workloadNames } from "../words/words.js";

/** Stands nowhere: it asks for nothing. */
const EVERY_POD: LabelSelector = { at: { document: -1, node: 0, part: "value" }, requirements: [] };

/** What tells whether one peer was meant. */
export interface Evidence {
  readonly severity: Severity;
  readonly because: string;
}

/** Undefined where the list rather enumerates. */
export function splitEvidence(policy: Policy, split: PeersMeantAsOne, view: View): Evidence | undefined {
  const { namespaces, pods, inRow } = split;
  if (namesDns(policy, pods, namespaces, view)) return dnsEvidence(view);
  if (namespaces.requirements.length === 0) {
    return {
      severity: "warning",
      because: "As written, the pods add nothing to the namespaces, which are all there are.",
    };
  }
  const spaces = view.namespacesMatching(namespaces);
  const there = spaces.flatMap((it) => view.workloadsMatching(pods, it));
  // A clusterwide policy means pods of every namespace, those of the other item too.
  const here = view.workloadsMatching(pods, policy.namespace).filter((it) => !there.includes(it));
  const all = spaces.flatMap((it) => view.workloadsMatching(EVERY_POD, it));
  return fromWorkloads({ here, there, all }, policy, inRow);
}

/** The DNS pods beside their namespace: where they are is known without a manifest of theirs. */
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
  return { severity: "warning", because: `The cluster's DNS pods are in \`${view.settings.dns.namespace}\` alone.` };
}

/** Workloads in sight. */
interface Readings {
  /** With the labels, in the policy's own namespace. */
  readonly here: readonly Workload[];
  /** With the labels, in the namespaces selected: those that one item would admit. */
  readonly there: readonly Workload[];
  /** All of those namespaces. */
  readonly all: readonly Workload[];
}

function fromWorkloads({ here, there, all }: Readings, { namespace }: Policy, inRow: boolean): Evidence | undefined {
  const now = new Set([...all, ...here]).size;
  const readings = `Of the workloads in sight ${now} ${now === 1 ? "is" : "are"} admitted as it stands, ${there.length} by one item.`;
  if (here.length > 0) {
    return {
      severity: "hint",
      because: `Pods here do have the labels: ${workloadNames(here, namespace)}. ${readings}`,
    };
  }
  if (there.length > 0) {
    return {
      severity: "warning",
      because: `No pod here has the labels; in the other namespace they are on ${workloadNames(there, namespace)}. ${readings}`,
    };
  }
  // A list that goes on with more of one kind enumerates.
  return inRow ? undefined : { severity: "info", because: "No workload in sight tells which of the two is meant." };
}
