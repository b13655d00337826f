/** NP1513: a clusterwide policy for all pods that isolates the cluster's DNS with them. */

import { partOf } from "../../base/source.js";
import { hasPort } from "../../engine/traffic.js";
import type { Allowance, DnsSettings } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { listOf, peersOf, type Term, termsOf } from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import { POD_NAMESPACE } from "../../systems/cilium/identity-labels.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { subjectsOf } from "../evidence/subjects.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1513",
  name: "clusterwide-isolates-dns",
  title: "A clusterwide policy that isolates the cluster's DNS",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-20"],

  *check(policy, view) {
    if (policy.namespace !== undefined) return;
    const { dns } = view.settings;
    for (const { part } of ciliumSubjects(policy)) {
      if (!termsOf(part.subject).every((it) => holdsForAny(it, dns))) continue;
      const direction = DIRECTIONS.find(
        (it) =>
          (listOf(part, it)?.rules.length ?? 0) > 0 && part.isolates[it] !== undefined && !mayServe(view, dns, it),
      );
      if (direction === undefined) continue;
      // Where nothing of the DNS' namespace is in sight, the policies for it may stand elsewhere.
      const severity: Severity = view.scope.namespaces.has(dns.namespace) ? "warning" : "info";
      yield { at: partOf(part.subject.at, "key"), severity, policy, subject: part.subject, direction, dns };
    }
  },

  message: ({ policy, direction }) => {
    const what = direction === "ingress" ? "admits queries to it" : "lets it reach the API server";
    return `${quoted(policy.name, 26)} isolates ${direction} of the cluster's DNS too, and nothing ${what}`;
  },
  note: ({ direction }) =>
    direction === "ingress"
      ? "Without queries to its DNS pods no pod of the cluster resolves a name, whatever its own policies allow."
      : "DNS pods learn Services from the API server and ask servers outside the cluster for all other names.",

  fixes: {
    "leave-out-dns": {
      safety: "changes-traffic",
      fix: ({ subject, dns: { namespace } }) =>
        termsOf(subject).length > 0
          ? undefined
          : {
              title: `Leave out namespace ${namespace}`,
              edit: (editor) =>
                editor.insert(subject.at, "matchExpressions", [
                  { key: `k8s:${POD_NAMESPACE}`, operator: "NotIn", values: [namespace] },
                ]),
            },
    },
  },
});

/** True for a term that excludes what it names, and does not name DNS pods: every other pod fulfils it. */
function holdsForAny(term: Term, dns: DnsSettings): boolean {
  const { key, operator } = term.requirement;
  if (term.of === "other") return false;
  if (term.of === "namespace" && key.value === NAMESPACE_NAME && operator === "Exists") return true;
  return (operator === "NotIn" || operator === "DoesNotExist") && mayHold(term, dns);
}

/** True when a policy that may select the DNS pods lets pass what they cannot do without. */
function mayServe(view: View, dns: DnsSettings, direction: Direction): boolean {
  return view.policies.some(
    (policy) =>
      (policy.namespace === undefined || policy.namespace === dns.namespace) &&
      subjectsOf(policy).some(({ part }) => termsOf(part.subject).every((it) => mayHold(it, dns))) &&
      view
        .allowances(policy)
        .some((it) => it.by.verdict === "allow" && it.by.direction === direction && serves(it, dns)),
  );
}

function serves(allowance: Allowance, { ports }: DnsSettings): boolean {
  const { by, anyPeer, traffic, conditional } = allowance;
  if (by.direction === "ingress") {
    const traffics = [traffic, ...conditional.map((it) => it.traffic)];
    return ports.some((port) => traffics.some((it) => hasPort(it, "UDP", port)));
  }
  // Pods and names are neither the API server nor a server to ask.
  return anyPeer || peersOf(by.reading).some((it) => it.type !== "pods" && it.type !== "name");
}

/** False when the DNS pods cannot have what is asked for; labels that the settings do not tell they may have or not. */
function mayHold({ of, requirement: { key, operator, values } }: Term, { namespace, labels }: DnsSettings): boolean {
  const isName = of === "namespace" && key.value === NAMESPACE_NAME;
  const value = isName ? namespace : of === "pod" ? labels.get(key.value) : undefined;
  if (value === undefined) return true;
  const isListed = values.some((it) => it.value === value);
  return { In: isListed, NotIn: !isListed, Exists: true, DoesNotExist: false }[operator];
}
