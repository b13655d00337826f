/** What is said of tiered policies where a field is lost or written as another API has it. */

import { type LostField, selectorEffect } from "../lost-field.js";

const DENIALS = "denials are rules with `action: Deny`";
const ADDRESSES = "addresses go into `networks`";
const ENTITIES = "there are no entities: name pods, nodes or networks";

/** Fields that have no counterpart, and what to write instead. */
export const INSTEAD: Readonly<Record<string, string>> = {
  policyTypes: "no rule isolates; a last rule with `action: Deny` closes a direction",
  podSelector: "pods go by `namespaces` or `pods`",
  namespaceSelector: "pods go by `namespaces` or `pods`",
  endpointSelector: "pods go by `namespaces` or `pods`",
  fromEndpoints: "pods go into `from`",
  toEndpoints: "pods go into `to`",
  ingressDeny: DENIALS,
  egressDeny: DENIALS,
  ipBlock: ADDRESSES,
  fromCIDR: ADDRESSES,
  toCIDR: ADDRESSES,
  fromCIDRSet: ADDRESSES,
  toCIDRSet: ADDRESSES,
  toFQDNs: "DNS names go into `domainNames`",
  fromEntities: ENTITIES,
  toEntities: ENTITIES,
  enableDefaultDeny: "no rule isolates",
};

/** Undefined where nothing short is always true, and for fields without which the policy is refused. */
export function effectOfLoss({ field, path, siblings }: LostField): string | undefined {
  switch (field) {
    case "ports":
    case "protocols":
      return "the rule takes every port";
    case "protocol":
      return "only TCP is meant";
    case "namespaceSelector":
      return "every namespace is meant";
    case "ingress":
    case "egress":
      return path === "spec" ? "none of its rules is read" : undefined;
    case "matchLabels":
    case "matchExpressions":
      return selectorEffect(siblings);
    default:
      return undefined;
  }
}
