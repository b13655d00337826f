/** NP1108: a selector that has only pods on the host's network, which policies do not see. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { type PodsReading, peersOf, rulesIn } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import { asksForLabels } from "../evidence/missed-pods.js";
import { plainPods } from "../evidence/named-namespaces.js";
import { defineRule, type Severity } from "../rule.js";
import { workloadNames } from "../words/words.js";

/** A selector with plain keys, and where it looks. */
interface Sought {
  readonly at: Site;
  readonly role: "subject" | "peer";
  readonly severity: Severity;
  readonly selector: LabelSelector;
  /** Undefined: every namespace. */
  readonly namespaces: readonly string[] | undefined;
}

export default defineRule({
  code: "NP1108",
  name: "host-network-subject",
  title: "Only pods on the host's network are selected",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-33", "KS-15", "CS-4", "NP-7"],

  *check(policy, view) {
    if (!view.memo(hasHostNetwork)) return;
    for (const { at, role, severity, selector, namespaces } of soughtBy(policy)) {
      // Without a label the pods to come are meant, too.
      if (!asksForLabels(selector)) continue;
      const matched = matching(selector, namespaces, view);
      if (matched.length === 0 || !matched.every((it) => it.hostNetwork)) continue;
      yield { at, severity, role, matched, namespace: policy.namespace };
    }
  },

  message: ({ role, matched, namespace }) => {
    const who = workloadNames(matched, namespace, 1);
    const runs = matched.length === 1 ? "runs" : "run";
    return role === "subject"
      ? `The policy protects nothing: ${who} ${runs} on the host's network`
      : `The peer matches nothing: ${who} ${runs} on the host's network`;
  },
  note: ({ role }) =>
    role === "subject"
      ? "Pods with `hostNetwork: true` share the node's address, and most networks enforce no pod policy there."
      : "Pods with `hostNetwork: true` share the node's address: to policies they are the node, not pods with labels.",
  related: ({ matched }) =>
    matched
      .slice(0, 3)
      .flatMap(({ object }) =>
        object.hostNetworkAt === undefined
          ? []
          : [{ at: partOf(object.hostNetworkAt, "pair"), message: "it says so here" }],
      ),
});

/** Asked for every policy, and most clusters' manifests have no such pod. */
function hasHostNetwork({ scope }: View): boolean {
  return scope.workloads.some((it) => it.hostNetwork);
}

function soughtBy(policy: Policy): readonly Sought[] {
  const { namespace, reading } = policy;
  // Where such pods are the node to every selector, a peer is as sure as a subject; elsewhere networks differ (KS-15).
  const isNode = systemOf(policy.object).traits.hostNetworkIsNode === true;
  return reading.parts.flatMap((part) => {
    const peers = rulesIn(part).flatMap(peersOf);
    return [
      ...(part.subject.of === "pods" ? soughtIn(part.subject, "subject", namespace, "warning") : []),
      ...peers.flatMap((it) =>
        it.type === "pods" ? soughtIn(it, "peer", namespace, isNode ? "warning" : "info") : [],
      ),
    ];
  });
}

function soughtIn(pods: PodsReading, role: Sought["role"], own: string | undefined, severity: Severity): Sought[] {
  const plain = plainPods(pods);
  if (plain === undefined) return [];
  const { selector, saysNamespace } = plain;
  const isHere = own !== undefined && (role === "subject" || !saysNamespace);
  const namespaces = isHere ? [own] : plain.namespaces;
  if (saysNamespace && namespaces === undefined) return [];
  const isInMap = role === "peer" && selector.at.node === pods.at.node;
  const at = isInMap ? (selector.requirements[0]?.key.at ?? pods.at) : partOf(selector.at, "key");
  return [{ role, severity, at, selector, namespaces }];
}

function matching(selector: LabelSelector, namespaces: readonly string[] | undefined, view: View): readonly Workload[] {
  if (namespaces === undefined) return view.workloadsMatching(selector);
  return namespaces.flatMap((it) => view.workloadsMatching(selector, it));
}
