/** Clusterwide policies that isolate cluster DNS, and policies that allow what it needs. */

import { hasPort } from "../../engine/traffic.js";
import type { Allowance, DnsSettings, RuleRef } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { peersOf, type Term, termsOf, type PolicyPart } from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy } from "../../model/scope.js";
import { subjectsOf } from "./subjects.js";

/** A selector that includes the DNS pods, and the direction in which nothing allows what they need. */
export interface IsolatedDns {
  readonly subject: PolicyPart["subject"];
  readonly direction: Direction;
}

/**
 * One for each part of the policy.
 *
 * @param restricts Whether the part is one that may be said to isolate its pods in the direction.
 */
export function* isolatedDns(
  policy: Policy,
  view: View,
  restricts: (part: PolicyPart, direction: Direction) => boolean,
): Iterable<IsolatedDns> {
  if (policy.namespace !== undefined) return;
  const { dns } = view.settings;
  for (const { part } of subjectsOf(policy)) {
    const { subject, isolates } = part;
    if (!termsOf(subject).every((it) => holdsForAny(it, dns))) continue;
    const direction = DIRECTIONS.find(
      (it) => isolates[it] !== undefined && restricts(part, it) && !mayServe(view, dns, it),
    );
    if (direction !== undefined) yield { subject, direction };
  }
}

/** True for a term that excludes something other than the DNS pods. */
function holdsForAny(term: Term, dns: DnsSettings): boolean {
  const { key, operator } = term.requirement;
  if (term.of === "other") return false;
  if (term.of === "namespace" && key.value === NAMESPACE_NAME && operator === "Exists") return true;
  return (operator === "NotIn" || operator === "DoesNotExist") && mayHold(term, dns);
}

/** True when a policy that may select the DNS pods allows what they need. */
function mayServe(view: View, dns: DnsSettings, direction: Direction): boolean {
  return view.policies.some(
    (policy) =>
      (policy.namespace === undefined || policy.namespace === dns.namespace) &&
      subjectsOf(policy).some(({ part }) => termsOf(part.subject).every((it) => mayHold(it, dns))) &&
      view.allowances(policy).some((it) => it.by.direction === direction && lets(it.by) && serves(it, dns)),
  );
}

/** What is passed on may be allowed. */
function lets({ verdict }: RuleRef): boolean {
  return verdict === "allow" || verdict === "pass";
}

function serves(allowance: Allowance, { ports }: DnsSettings): boolean {
  const { by, anyPeer, traffic, conditional } = allowance;
  if (by.direction === "ingress") {
    const traffics = [traffic, ...conditional.map((it) => it.traffic)];
    return ports.some((port) => traffics.some((it) => hasPort(it, "UDP", port)));
  }
  // Pods and DNS names are neither the API server nor an upstream DNS server.
  return anyPeer || peersOf(by.reading).some((it) => it.type !== "pods" && it.type !== "name");
}

/** False when the DNS pods cannot meet the requirement; labels that the settings do not mention may have any value. */
function mayHold({ of, requirement: { key, operator, values } }: Term, { namespace, labels }: DnsSettings): boolean {
  const isName = of === "namespace" && key.value === NAMESPACE_NAME;
  const value = isName ? namespace : of === "pod" ? labels.get(key.value) : undefined;
  if (value === undefined) return true;
  const isListed = values.some((it) => it.value === value);
  return { In: isListed, NotIn: !isListed, Exists: true, DoesNotExist: false }[operator];
}

/** What a policy does to cluster DNS, as the end of a sentence, and what comes of that. */
export const ISOLATED_DNS: Readonly<Record<Direction, { readonly says: string; readonly note: string }>> = {
  ingress: {
    says: "also restricts ingress to cluster DNS, and nothing allows DNS queries to it",
    note: "If its DNS pods cannot receive queries, no pod in the cluster can resolve DNS names, whatever its own policies allow.",
  },
  egress: {
    says: "also restricts egress from cluster DNS, and nothing allows it to reach the API server",
    note: "DNS pods read Services from the API server, and ask servers outside the cluster for all other names.",
  },
};
