/** What to say about a NetworkPolicy whose field is lost, or is written as another API has it. */

import { type LostField, selectorEffect } from "../lost-field.js";

/** Fields that have no counterpart, and what to write instead. */
export const INSTEAD: Readonly<Record<string, string>> = {
  ingressDeny: "NetworkPolicy has no deny rules",
  egressDeny: "NetworkPolicy has no deny rules",
  toFQDNs: "NetworkPolicy does not support DNS names",
  fromEntities: "NetworkPolicy does not support entities",
  toEntities: "NetworkPolicy does not support entities",
  fromCIDR: "write addresses as `ipBlock`",
  toCIDR: "write addresses as `ipBlock`",
  fromCIDRSet: "write addresses as `ipBlock`",
  toCIDRSet: "write addresses as `ipBlock`",
  toServices: "select the pods behind the Service instead",
  icmps: "NetworkPolicy does not control ICMP",
  enableDefaultDeny: "a NetworkPolicy always isolates the pods that it selects",
};

/** Undefined where nothing short is always true. */
export function effectOfLoss({ path, field, siblings }: LostField): string | undefined {
  const has = (key: string) => siblings?.some((it) => it.key === key && it.type !== "null");
  switch (field) {
    case "podSelector":
      if (path === "spec") return "the policy selects every pod in the namespace";
      return has("namespaceSelector") ? "every pod in those namespaces is allowed" : undefined;
    case "namespaceSelector":
      return has("podSelector") ? "the peer is in the policy's own namespace" : undefined;
    case "from":
      return "all sources are allowed";
    case "to":
      return "all destinations are allowed";
    case "ports":
      return "all ports are allowed";
    case "port":
      return has("protocol") === false ? "all TCP ports are allowed" : "all ports of the protocol are allowed";
    case "protocol":
      return "the protocol is TCP";
    case "endPort":
      return "only the first port is allowed";
    case "except":
      return "the whole CIDR block is allowed";
    case "ingress":
    case "egress":
      return "its rules are ignored";
    case "matchLabels":
    case "matchExpressions":
      return selectorEffect(siblings);
    default:
      return undefined;
  }
}
