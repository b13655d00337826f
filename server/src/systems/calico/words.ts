/** What to say about a Calico policy whose field is lost, or is written as another API has it. */

import type { PolicyObject } from "../../model/scope.js";
import type { LostField } from "../lost-field.js";
import { type CalicoPolicy, DEFAULT_TIER } from "./model.js";

const PEERS = "write the other end as `source` or `destination`";
const EXPRESSION = "write a selector as an expression such as `app == 'web'`";
const ADDRESSES = "write addresses as `nets`";
const ACTIONS = "use rules with `action: Deny` instead";

/** Fields that have no counterpart of the same shape, and what to write instead. */
export const INSTEAD: Readonly<Record<string, string>> = {
  podSelector: "select pods with `selector`",
  endpointSelector: "select pods with `selector`",
  policyTypes: "write the directions as `types`",
  matchLabels: EXPRESSION,
  matchExpressions: EXPRESSION,
  from: PEERS,
  to: PEERS,
  fromEndpoints: PEERS,
  toEndpoints: PEERS,
  ipBlock: ADDRESSES,
  cidr: ADDRESSES,
  except: "write exceptions as `notNets`",
  fromCIDR: ADDRESSES,
  toCIDR: ADDRESSES,
  fromCIDRSet: ADDRESSES,
  toCIDRSet: ADDRESSES,
  fromEntities: "Calico has no entities; use pods, `nets` or network sets",
  toEntities: "Calico has no entities; use pods, `nets` or network sets",
  toFQDNs: "write DNS names as `domains`, which requires Calico Enterprise or Calico Cloud",
  ingressDeny: ACTIONS,
  egressDeny: ACTIONS,
  enableDefaultDeny: "a policy always isolates the pods that it selects, unless its tier ends with `Pass`",
  priority: "write the place in the tier as `order`",
  endPort: "write a range of ports as a string such as `8000:9000`",
};

export function rankOf(object: PolicyObject): string {
  const { tier, order } = object as CalicoPolicy;
  return `${tier?.value ?? DEFAULT_TIER} tier, ${order === undefined ? "no order (last)" : `order ${order.value}`}`;
}

/** Undefined where nothing short is always true, and for fields without which the policy is rejected. */
export function effectOfLoss({ field, path, siblings }: LostField): string | undefined {
  // Calico's own tools write sides of rules with nothing behind them.
  const isSide = field === "source" || field === "destination";
  if (isSide && siblings?.some((it) => it.key === field) === true) return undefined;
  switch (field) {
    case "selector":
      return path === "spec" ? "the policy selects every pod" : undefined;
    case "source":
      return "every source is matched";
    case "destination":
      return "every destination is matched";
    case "ports":
      return "all ports are matched";
    case "protocol":
      return "every protocol is matched";
    case "notPorts":
    case "notNets":
    case "notSelector":
      return "nothing is left out";
    case "nets":
      return "every address is matched";
    case "tier":
      return "the policy is in the tier `default`";
    case "order":
      return "the policy is last in its tier";
    case "ingress":
    case "egress":
      return path === "spec" ? "its rules are ignored" : undefined;
    default:
      return undefined;
  }
}
