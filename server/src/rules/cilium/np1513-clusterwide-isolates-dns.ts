/** NP1513: a clusterwide policy for all pods that isolates the cluster's DNS with them. */

import { partOf } from "../../base/source.js";
import { hasPort } from "../../engine/traffic.js";
import type { DnsSettings } from "../../engine/answers.js";
import type { Allowance } from "../../systems/written.js";
import type { View } from "../../analysis/view.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import { POD_NAMESPACE, podKey } from "../evidence/cilium-keys.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { subjectsOf } from "../evidence/subjects.js";

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
    const object = policy.object;
    if (object.system !== "cilium" || !object.clusterwide) return;
    const { dns } = view.settings;
    for (const spec of object.specs) {
      if (spec.subject?.on !== "endpoints") continue;
      const { selector } = spec.subject;
      if (!selector.requirements.every((it) => holdsForAny(it, dns))) continue;
      const stopped = DIRECTIONS.filter(
        (it) =>
          (spec[it]?.items.length ?? 0) > 0 && spec.enableDefaultDeny[it]?.value !== false && !mayServe(view, dns, it),
      );
      const direction = stopped[0];
      if (direction === undefined) continue;
      // Where nothing of the DNS' namespace is in sight, the policies for it may stand elsewhere.
      const severity: Severity = view.scope.namespaces.has(dns.namespace) ? "warning" : "info";
      yield { at: partOf(selector.at, "key"), severity, policy, selector, direction, dns };
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
      title: ({ dns }) => `Leave out namespace ${dns.namespace}`,
      safety: "changes-traffic",
      when: ({ selector }) => selector.requirements.length === 0,
      edit: (editor, { selector, dns }) =>
        editor.insert(selector.at, "matchExpressions", [
          { key: `k8s:${POD_NAMESPACE}`, operator: "NotIn", values: [dns.namespace] },
        ]),
    },
  },
});

/** True for a requirement that excludes what it names, and does not name DNS pods: every other pod fulfils it. */
function holdsForAny(requirement: Requirement, dns: DnsSettings): boolean {
  const key = podKey(requirement);
  if (key === undefined) return false;
  if (key === POD_NAMESPACE && requirement.operator === "Exists") return true;
  const isNegative = requirement.operator === "NotIn" || requirement.operator === "DoesNotExist";
  return isNegative && mayHold(requirement, dns);
}

/** True when a policy that may select the DNS pods lets pass what they cannot do without. */
function mayServe(view: View, dns: DnsSettings, direction: Direction): boolean {
  return view.policies.some(
    (policy) =>
      (policy.namespace === undefined || policy.namespace === dns.namespace) &&
      subjectsOf(policy).some((it) => mayBeDns(it.selector, dns)) &&
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
  const rule = by.rule;
  if (anyPeer || !("list" in rule)) return true;
  // Pods and names are neither the API server nor a server to ask.
  return rule.peers.some((it) => it.type !== "endpoints" && it.type !== "fqdns");
}

function mayBeDns({ requirements }: LabelSelector, dns: DnsSettings): boolean {
  return requirements.every((it) => mayHold(it, dns));
}

/** False when the DNS pods cannot have what is asked for; labels that the settings do not tell they may have or not. */
function mayHold(requirement: Requirement, { namespace, labels }: DnsSettings): boolean {
  const key = podKey(requirement) ?? "";
  const value = key === POD_NAMESPACE ? namespace : labels.get(key);
  if (value === undefined) return true;
  const isListed = requirement.values.some((it) => it.value === value);
  return { In: isListed, NotIn: !isListed, Exists: true, DoesNotExist: false }[requirement.operator];
}
