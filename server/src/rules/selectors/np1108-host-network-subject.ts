/** NP1108: a selector that has only pods on the host's network, which policies do not see. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { itemsOf } from "../../systems/cilium/model.js";
import { DIRECTIONS } from "../../model/direction.js";
import { rulesOf } from "../../systems/kubernetes/model.js";
import type { Workload } from "../../model/scope.js";
import type { Policy } from "../../systems/written.js";
import type { LabelSelector } from "../../model/selector.js";
import { asksForLabels } from "../evidence/missed-pods.js";
import { NAMESPACE_NAME } from "../evidence/namespace-names.js";
import { plainSelector } from "../evidence/plain-selector.js";
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
  covers: ["KP-33", "KS-15", "CS-4"],

  *check(policy, view) {
    if (view.isRefused(policy) || !view.memo(hasHostNetwork)) return;
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
  const { namespace } = policy;
  const object = policy.object;
  const own = [namespace ?? "default"];
  if (object.system === "kubernetes") {
    const peers = DIRECTIONS.flatMap((it) => rulesOf(object, it)).flatMap((it) => it.peers?.peers ?? []);
    return [
      { role: "subject", severity: "warning", at: keyOf(object.subject), selector: object.subject, namespaces: own },
      ...peers.flatMap(({ podSelector, namespaceSelector: spaces }): Sought[] => {
        const namespaces = spaces === undefined ? own : namedIn(spaces);
        if (podSelector === undefined || namespaces === undefined) return [];
        // Networks differ in what they make of such a peer (KS-15).
        return [{ role: "peer", severity: "info", at: keyOf(podSelector), selector: podSelector, namespaces }];
      }),
    ];
  }
  return object.specs.flatMap((spec) => {
    const { subject } = spec;
    const subjects = subject?.on === "endpoints" ? [subject.selector] : [];
    const peers = itemsOf(spec).flatMap((it) =>
      it.peers.flatMap((peers) => (peers.type === "endpoints" ? peers.selectors : [])),
    );
    return [
      ...subjects.flatMap((it) => ofCilium(it, "subject", namespace)),
      ...peers.flatMap((it) => ofCilium(it, "peer", namespace)),
    ];
  });
}

/** To Cilium such pods are the node, as subjects and as peers (CS-4). */
function ofCilium(written: LabelSelector, role: Sought["role"], own: string | undefined): Sought[] {
  const plain = plainSelector(written);
  if (plain === undefined) return [];
  const isHere = own !== undefined && (role === "subject" || !plain.saysNamespace);
  const namespaces = isHere ? [own] : plain.namespaces;
  if (plain.saysNamespace && namespaces === undefined) return [];
  const at = role === "subject" ? keyOf(written) : (plain.selector.requirements[0]?.key.at ?? written.at);
  return [{ role, severity: "warning", at, selector: plain.selector, namespaces }];
}

function namedIn({ requirements }: LabelSelector): readonly string[] | undefined {
  const [only, ...more] = requirements;
  if (only?.key.value !== NAMESPACE_NAME || only.operator !== "In" || more.length > 0) return undefined;
  return only.values.map((it) => it.value);
}

function keyOf({ at }: LabelSelector): Site {
  return partOf(at, "key");
}

function matching(selector: LabelSelector, namespaces: readonly string[] | undefined, view: View): readonly Workload[] {
  if (namespaces === undefined) return view.workloadsMatching(selector);
  return namespaces.flatMap((it) => view.workloadsMatching(selector, it));
}
