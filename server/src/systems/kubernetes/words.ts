/** What is said of NetworkPolicies where a field is lost or written as another API has it. */

import { type LostField, selectorEffect } from "../lost-field.js";

/** Fields that have no counterpart, and what to write instead. */
export const INSTEAD: Readonly<Record<string, string>> = {
  ingressDeny: "NetworkPolicy has no deny rules",
  egressDeny: "NetworkPolicy has no deny rules",
  toFQDNs: "NetworkPolicy knows no DNS names",
  fromEntities: "NetworkPolicy knows no entities",
  toEntities: "NetworkPolicy knows no entities",
  fromCIDR: "addresses go into `ipBlock`",
  toCIDR: "addresses go into `ipBlock`",
  fromCIDRSet: "addresses go into `ipBlock`",
  toCIDRSet: "addresses go into `ipBlock`",
  toServices: "name the pods behind the Service instead",
  icmps: "NetworkPolicy has no say over ICMP",
  enableDefaultDeny: "a NetworkPolicy always isolates the pods it selects",
};

/** Undefined where nothing short is always true. */
export function effectOfLoss({ path, field, siblings }: LostField): string | undefined {
  const has = (key: string) => siblings?.some((it) => it.key === key && it.type !== "null");
  switch (field) {
    case "podSelector":
      if (path === "spec") return "the policy applies to every pod of the namespace";
      return has("namespaceSelector") ? "every pod of those namespaces is admitted" : undefined;
    case "namespaceSelector":
      return has("podSelector") ? "only the policy's own namespace is meant" : undefined;
    case "from":
      return "every source is admitted";
    case "to":
      return "every destination is admitted";
    case "ports":
      return "every port is open";
    case "port":
      return has("protocol") === false ? "every TCP port is open" : "every port of the protocol is open";
    case "protocol":
      return "only TCP is meant";
    case "endPort":
      return "only the first port is open";
    case "except":
      return "the whole block is admitted";
    case "ingress":
    case "egress":
      return "none of its rules is read";
    case "matchLabels":
    case "matchExpressions":
      return selectorEffect(siblings);
    default:
      return undefined;
  }
}
