/** Which policy rules are about DNS, told from their ports, and the rules that would let it pass. */

import { hasPort, type Protocol } from "../../engine/traffic.js";
import type { DnsSettings } from "../../engine/answers.js";
import type { Allowance, Policy } from "../../systems/written.js";
import type { View } from "../../analysis/view.js";
import { matchesAll } from "../../model/selector.js";
import { saysNamespace } from "./cilium-keys.js";
import { isDnsLabel } from "./dns-pod-label.js";
import { NAMESPACE_NAME } from "./namespace-names.js";
import type { YamlValue } from "../../base/yaml-value.js";
import { mayShareSubjects, subjectsOf, type SubjectOf } from "./subjects.js";

/** DNS on OpenShift listens here, and policies see the port after translation (KP-22). */
export const OPENSHIFT_DNS = 5353;

export function dnsPorts({ ports }: DnsSettings): readonly number[] {
  return ports.includes(OPENSHIFT_DNS) ? ports : [...ports, OPENSHIFT_DNS];
}

/** True when the rule lets a DNS port pass, under a condition or without one. */
export function admitsDns(
  allowance: Allowance,
  view: View,
  protocols: readonly Protocol[],
  ports = dnsPorts(view.settings.dns),
): boolean {
  if (allowance.by.direction !== "egress" || allowance.by.verdict !== "allow") return false;
  const traffics = [allowance.traffic, ...allowance.conditional.map((it) => it.traffic)];
  return ports.some((port) => protocols.some((protocol) => traffics.some((it) => hasPort(it, protocol, port))));
}

/** True when a policy that may select the same pods lets them reach DNS. */
export function someoneAdmitsDns(view: View, subject: SubjectOf): boolean {
  return othersWith(view, subject, (policy) =>
    view
      .allowances(policy)
      .some(
        (it) =>
          admitsDns(it, view, ["UDP"]) && (isAboutPorts(it) || mayBeResolver(it, view) || mayNameResolvers(it, view)),
      ),
  );
}

/** True for a rule that lists ports: one with a DNS port among them is about DNS, whoever the peer is. */
export function isAboutPorts({ by }: Allowance): boolean {
  const rule = by.rule;
  if ("list" in rule) return (rule.toPorts?.items.length ?? 0) > 0;
  return (rule.ports?.ports.length ?? 0) > 0;
}

/** Of a rule for all ports only the peers tell: true unless they are all pods that cannot be the cluster's DNS. */
export function mayBeResolver({ anyPeer, by }: Allowance, view: View): boolean {
  if (anyPeer) return true;
  const { namespace, labels } = view.settings.dns;
  const isHere = by.policy.namespace === namespace;
  const rule = by.rule;
  if ("list" in rule) {
    return rule.peers.some((peers) => {
      if (peers.type !== "endpoints") return peers.type !== "fqdns";
      return peers.selectors.some((it) => isHere || by.policy.namespace === undefined || saysNamespace(it));
    });
  }
  const own = view.scope.namespaces.get(namespace)?.labels ?? new Map([["kubernetes.io/metadata.name", namespace]]);
  return (rule.peers?.peers ?? []).some((peer) => {
    if (peer.ipBlock !== undefined) return true;
    const fits = peer.podSelector === undefined || matchesAll(peer.podSelector, labels);
    return fits && (peer.namespaceSelector === undefined ? isHere : matchesAll(peer.namespaceSelector, own));
  });
}

/**
 * True for a rule towards pods with a label of the DNS pods, in namespaces by a label that the DNS namespace may have: no
 * manifest in sight says which it has.
 */
export function mayNameResolvers({ by }: Allowance, view: View): boolean {
  const rule = by.rule;
  if ("list" in rule || view.scope.namespaces.get(view.settings.dns.namespace)?.object !== undefined) return false;
  return (rule.peers?.peers ?? []).some(
    ({ podSelector, namespaceSelector }) =>
      (podSelector?.requirements.some((it) => isDnsLabel(it, view)) ?? false) &&
      (namespaceSelector?.requirements.every((it) => it.key.value !== NAMESPACE_NAME) ?? false),
  );
}

/** True when a policy in force that may select the same pods, this one included, has the property. */
export function othersWith(view: View, subject: SubjectOf, has: (policy: Policy) => boolean): boolean {
  return view.scope.policies.some(
    (policy) =>
      !view.isRefused(policy) && subjectsOf(policy).some((it) => mayShareSubjects(it, subject)) && has(policy),
  );
}

/** An egress rule of a NetworkPolicy that admits DNS to the cluster's DNS pods, over UDP and TCP. */
export function dnsRule({ namespace, labels, ports }: DnsSettings): YamlValue {
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
        podSelector: { matchLabels: Object.fromEntries(labels) },
      },
    ],
    ports: ports.flatMap((port) => [
      { protocol: "UDP", port },
      { protocol: "TCP", port },
    ]),
  };
}

/** What sends queries through Cilium's DNS proxy without refusing any name. */
export const INSPECT_ALL: YamlValue = { dns: [{ matchPattern: "*" }] };

/** The same as an item of a Cilium policy; the DNS proxy sees the queries, which `toFQDNs` needs (CS-24). */
export function ciliumDnsItem(dns: DnsSettings): YamlValue {
  return {
    toEndpoints: ciliumDnsPeers(dns),
    toPorts: [{ ports: dns.ports.map((port) => ({ port: String(port), protocol: "ANY" })), rules: INSPECT_ALL }],
  };
}

/** The cluster's DNS pods, as a list under `toEndpoints`. */
export function ciliumDnsPeers({ namespace, labels }: DnsSettings): YamlValue {
  return [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": namespace, ...Object.fromEntries(labels) } }];
}
