/** Tells whether selectors name the cluster's DNS pods, as the settings describe them, and writes allowances for them. */

import type { DnsSettings, View } from "../engine/view.js";
import type { LabelSelector } from "../model/selector.js";
import { POD_NAMESPACE, podKey } from "./cilium-keys.js";
import { NAME_KEYS, NAMESPACE_NAME } from "./namespace-names.js";
import type { YamlValue } from "./rule.js";

/** True for a selector that asks for every label of the cluster's DNS pods. */
export function namesDns({ requirements }: LabelSelector, { settings }: View): boolean {
  const { labels } = settings.dns;
  return (
    labels.size > 0 &&
    [...labels].every(([key, value]) =>
      requirements.some(
        (it) => it.operator === "In" && podKey(it) === key && it.values.some((own) => own.value === value),
      ),
    )
  );
}

/** True for a selector that means the namespace of the cluster's DNS by its name, under whatever key. */
export function namesDnsNamespace({ requirements }: LabelSelector, { settings }: View): boolean {
  return requirements.some((it) => {
    const key = podKey(it) ?? "";
    const isName = key === POD_NAMESPACE || key.endsWith(NAMESPACE_NAME) || NAME_KEYS.has(key);
    return isName && it.operator === "In" && it.values.some((own) => own.value === settings.dns.namespace);
  });
}

/** An egress rule of a NetworkPolicy that admits look-ups. */
export function dnsRule({ namespace, labels, ports }: DnsSettings): YamlValue {
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } },
        podSelector: { matchLabels: Object.fromEntries(labels) },
      },
    ],
    ports: ports.flatMap((port) => [
      { protocol: "UDP", port },
      { protocol: "TCP", port },
    ]),
  };
}

/** Lets every name be looked up, in sight of Cilium's DNS proxy, so that `toFQDNs` learns the addresses (CS-24). */
export const INSPECTED: YamlValue = { dns: [{ matchPattern: "*" }] };

/** An egress item of a Cilium policy that admits look-ups. */
export function dnsItem({ namespace, labels, ports }: DnsSettings): YamlValue {
  const prefixed = [...labels].map(([key, value]) => [`k8s:${key}`, value] as const);
  return {
    toEndpoints: [{ matchLabels: { [`k8s:${POD_NAMESPACE}`]: namespace, ...Object.fromEntries(prefixed) } }],
    toPorts: [{ ports: ports.map((port) => ({ port: String(port), protocol: "ANY" })), rules: INSPECTED }],
  };
}
