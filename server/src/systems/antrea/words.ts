/** What to say about a policy of Antrea's whose field is lost, or is written as another API has it. */

import type { PolicyObject } from "../../model/scope.js";
import { selectorText } from "../../model/selector.js";
import { type LostField, selectorEffect } from "../lost-field.js";
import type { AntreaPolicy, Choice, ServiceRef } from "./model.js";
import { tierNameOf } from "./tiers.js";

const PODS = "select pods with `appliedTo`";
const ADDRESSES = "write addresses as `ipBlock`";
const DENIALS = "use rules with `action: Drop` instead";
const ENTITIES = "Antrea has no entities; use pods, nodes or `ipBlock`";

/** Fields that have no counterpart, and what to write instead. */
export const INSTEAD: Readonly<Record<string, string>> = {
  policyTypes: "rules do not isolate; a last rule with `action: Drop` denies the rest",
  types: "rules do not isolate; a last rule with `action: Drop` denies the rest",
  endpointSelector: PODS,
  subject: PODS,
  order: "write the place in the tier as `priority`",
  nets: ADDRESSES,
  notNets: "write addresses that are left out as `except` of `ipBlock`",
  networks: ADDRESSES,
  fromCIDR: ADDRESSES,
  toCIDR: ADDRESSES,
  fromCIDRSet: ADDRESSES,
  toCIDRSet: ADDRESSES,
  toFQDNs: "write DNS names as `fqdn`",
  domainNames: "write DNS names as `fqdn`",
  fromEndpoints: "write pods as `from`",
  toEndpoints: "write pods as `to`",
  fromEntities: ENTITIES,
  toEntities: ENTITIES,
  ingressDeny: DENIALS,
  egressDeny: DENIALS,
  enableDefaultDeny: "rules do not isolate",
};

export function rankOf(object: PolicyObject): string {
  const policy = object as AntreaPolicy;
  const { priority } = policy;
  return `${tierNameOf(policy)} tier${priority === undefined ? "" : `, priority ${priority.value}`}`;
}

/** Undefined where nothing short is always true, and for fields without which the policy is rejected. */
export function effectOfLoss({ field, path, siblings }: LostField): string | undefined {
  switch (field) {
    case "ports":
      return "the rule matches all ports";
    case "protocol":
      return "the protocol is TCP";
    case "from":
      return "every source is matched";
    case "to":
      return siblings?.some((it) => it.key === "toServices") === true ? undefined : "every destination is matched";
    case "except":
      return "nothing is left out";
    case "tier":
      return "the policy is in the tier `application`";
    case "l7Protocols":
      return "the rule is about all of these connections";
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

function refWords({ name, namespace }: ServiceRef): string {
  return `${namespace === undefined ? "" : `${namespace.value}/`}${name?.value ?? ""}`;
}

/** Whom a choice means, in words. */
export function choiceWords(choice: Choice): string {
  const { podSelector, namespaceSelector, namespaces, group, service, serviceAccount, externalEntitySelector } = choice;
  if (group !== undefined) return `group ${group.value}`;
  if (service !== undefined) return `Service ${refWords(service)}`;
  if (serviceAccount !== undefined) return `service account ${refWords(serviceAccount)}`;
  if (choice.nodeSelector !== undefined) return `nodes with ${selectorText(choice.nodeSelector)}`;
  const words: string[] = [];
  if (podSelector !== undefined) words.push(selectorText(podSelector));
  if (namespaceSelector !== undefined) words.push(`namespaces with ${selectorText(namespaceSelector)}`);
  if (namespaces?.type === "self") words.push("same namespace");
  if (namespaces?.type === "same-labels") {
    words.push(`namespaces with the same ${namespaces.keys.map((it) => it.value).join(", ")}`);
  }
  if (externalEntitySelector !== undefined)
    words.push(`external entities with ${selectorText(externalEntitySelector)}`);
  return words.join(", ");
}
