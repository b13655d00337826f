/** Which policy rules are about DNS, judging by their ports, and which rules would allow it. */

import { hasPort, type Protocol } from "../../engine/traffic.js";
import type { Allowance, DnsSettings } from "../../engine/answers.js";
import { peersOf } from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import type { View } from "../../analysis/view.js";
import { matchesAll } from "../../model/selector.js";
import { isDnsLabel } from "./dns-pod-label.js";
import { policyForSamePods, type SubjectOf } from "./subjects.js";

/** The DNS pods of OpenShift listen on this port, and policies see the port after translation (KP-22). */
export const OPENSHIFT_DNS_PORT = 5353;

export function dnsPorts({ ports }: DnsSettings): readonly number[] {
  return ports.includes(OPENSHIFT_DNS_PORT) ? ports : [...ports, OPENSHIFT_DNS_PORT];
}

/** True if the rule allows a DNS port, with or without a condition. */
export function allowsDns(
  allowance: Allowance,
  view: View,
  protocols: readonly Protocol[],
  ports = dnsPorts(view.settings.dns),
): boolean {
  if (allowance.by.direction !== "egress" || allowance.by.verdict !== "allow") return false;
  const traffics = [allowance.traffic, ...allowance.conditional.map((it) => it.traffic)];
  return ports.some((port) => protocols.some((protocol) => traffics.some((it) => hasPort(it, protocol, port))));
}

/** Whether a policy that may select the same pods allows DNS. */
export function policyAllowingDns(view: View, subject: SubjectOf): ReturnType<typeof policyForSamePods> {
  return policyForSamePods(view, subject, (policy) =>
    view
      .allowances(policy)
      .some(
        (it) =>
          allowsDns(it, view, ["UDP"]) && (listsPorts(it) || mayReachResolver(it, view) || mayNameResolver(it, view)),
      ),
  );
}

/** True for a rule that lists ports: if a DNS port is among them, the rule is about DNS, whoever the peer is. */
export function listsPorts({ by }: Allowance): boolean {
  const { ports } = by.reading;
  return ports.some((it) => it.ports.length > 0 || it.conditions.length > 0);
}

/** For a rule without ports only the peers tell: true unless all of them are pods that cannot be the cluster's DNS pods. */
export function mayReachResolver({ anyPeer, by }: Allowance, view: View): boolean {
  if (anyPeer) return true;
  const { namespace, labels } = view.settings.dns;
  const isHere = by.policy.namespace === namespace;
  const own = view.scope.namespaces.get(namespace)?.labels ?? new Map([[NAMESPACE_NAME, namespace]]);
  return peersOf(by.reading).some((peer) => {
    if (peer.type !== "pods") return peer.type !== "name";
    const { selector, namespaces } = peer;
    if (selector !== undefined && !matchesAll(selector, labels)) return false;
    return typeof namespaces === "string" ? isHere || namespaces === "any" : matchesAll(namespaces, own);
  });
}

/**
 * True for a rule that selects pods by a label of the DNS pods, in namespaces selected by a label that the DNS namespace may
 * have: no manifest in this workspace says which labels it has.
 */
export function mayNameResolver({ by }: Allowance, view: View): boolean {
  if (view.scope.namespaces.get(view.settings.dns.namespace)?.object !== undefined) return false;
  return peersOf(by.reading).some(
    (it) =>
      it.type === "pods" &&
      typeof it.namespaces === "object" &&
      (it.selector?.requirements.some((asked) => isDnsLabel(asked, view)) ?? false) &&
      it.namespaces.requirements.every(({ key }) => key.value !== NAMESPACE_NAME),
  );
}
