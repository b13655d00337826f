/** What to say about a tiered policy whose field is lost, or is written as another API has it. */

import { type LostField, selectorEffect } from "../lost-field.js";

const DENIALS = "use rules with `action: Deny` instead";
const ADDRESSES = "write addresses as `networks`";
const ENTITIES = "this API has no entities; use pods, nodes or networks";

/** Fields that have no counterpart, and what to write instead. */
export const INSTEAD: Readonly<Record<string, string>> = {
  policyTypes: "rules do not isolate; a last rule with `action: Deny` denies the rest",
  podSelector: "select pods with `namespaces` or `pods`",
  namespaceSelector: "select pods with `namespaces` or `pods`",
  endpointSelector: "select pods with `namespaces` or `pods`",
  fromEndpoints: "write pods as `from`",
  toEndpoints: "write pods as `to`",
  ingressDeny: DENIALS,
  egressDeny: DENIALS,
  ipBlock: ADDRESSES,
  fromCIDR: ADDRESSES,
  toCIDR: ADDRESSES,
  fromCIDRSet: ADDRESSES,
  toCIDRSet: ADDRESSES,
  toFQDNs: "write DNS names as `domainNames`",
  fromEntities: ENTITIES,
  toEntities: ENTITIES,
  enableDefaultDeny: "rules do not isolate",
};

/** Undefined where nothing short is always true, and for fields without which the policy is rejected. */
export function effectOfLoss({ field, path, siblings }: LostField): string | undefined {
  switch (field) {
    case "ports":
    case "protocols":
      return "the rule matches all ports";
    case "protocol":
      return "the protocol is TCP";
    case "namespaceSelector":
      return "every namespace is matched";
    case "ingress":
    case "egress":
      return path === "spec" ? "its rules are ignored" : undefined;
    case "matchLabels":
    case "matchExpressions":
      return selectorEffect(siblings);
    default:
      return undefined;
  }
}
