/** The cluster DNS pods as a peer of rules, whether or not they are in this workspace. */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { arePeersApart } from "../../model/peers.js";
import type { PodsPeer, RuleReading } from "../../model/reading.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import { isAmong, rulesBefore } from "./claims.js";

/** True when the DNS pods are among the rule's peers, and no earlier rule may match them. */
export function deniesResolver(rule: RuleRef, view: View): boolean {
  const resolver = resolverAt(rule, view);
  const alone: RuleReading = {
    ...rule.reading,
    peers: [{ key: "to", at: rule.at, peers: [resolver], written: resolver }],
  };
  return (
    isAmong(resolver, rule) &&
    rulesBefore(rule, view).every(
      (it) =>
        it.direction !== "egress" ||
        arePeersApart({ rule: alone, namespace: undefined }, { rule: it.reading, namespace: undefined }),
    )
  );
}

/** The cluster DNS pods as a peer. */
function resolverAt({ at }: RuleRef, { settings: { dns } }: View): PodsPeer {
  const labelled = (labels: Iterable<readonly [string, string]>) => ({
    at,
    requirements: [...labels].map(([key, value]) => ({
      at,
      key: { value: key, at },
      operator: "In" as const,
      values: [{ value, at }],
      written: "matchLabels" as const,
    })),
  });
  return {
    type: "pods",
    at,
    selector: labelled(dns.labels),
    namespaces: labelled([[NAMESPACE_NAME, dns.namespace]]),
    others: [],
    written: dns,
  };
}
