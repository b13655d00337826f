/** What to say about a Cilium policy whose field is lost, or is written as another API has it. */

import { type LostField, selectorEffect } from "../lost-field.js";

/** Fields that have no counterpart, and what to write instead. */
export const INSTEAD: Readonly<Record<string, string>> = {
  namespaceSelector: "select namespaces by the label `k8s:io.kubernetes.pod.namespace`",
  ipBlock: "write addresses as `fromCIDRSet` or `toCIDRSet`",
  policyTypes: "a direction is restricted as soon as it has rules",
};

const PEERS = /^(from|to)(Endpoints|CIDR|CIDRSet|Entities|Nodes|Groups|FQDNs|Services)$/;

/** Undefined where nothing short is always true. */
export function effectOfLoss({ path, field, siblings }: LostField): string | undefined {
  const deny = path.includes("Deny");
  const allowed = deny ? "denied" : "allowed";
  const has = (key: string) => siblings?.some((it) => it.key === key && it.type !== "null");
  if (PEERS.test(field)) {
    if (siblings === undefined || siblings.some((it) => it.key !== field && PEERS.test(it.key))) return undefined;
    return has("toPorts") || has("icmps")
      ? `all peers are ${allowed} on these ports`
      : `the item ${deny ? "denies" : "allows"} nothing`;
  }
  switch (field) {
    case "toPorts":
      if (siblings === undefined) return undefined;
      // Without peers too, the item counts as empty.
      return siblings.some((it) => PEERS.test(it.key))
        ? `all ports are ${allowed}`
        : `the item ${deny ? "denies" : "allows"} nothing`;
    case "ports":
      return `the item ${deny ? "denies" : "allows"} nothing`;
    case "protocol":
      return `TCP, UDP and SCTP are ${allowed}`;
    case "endPort":
      return `only the first port is ${allowed}`;
    case "except":
      return `the whole CIDR block is ${allowed}`;
    case "rules":
      return "all requests on the port are allowed";
    case "path":
    case "method":
    case "host":
      return `every ${field} is allowed`;
    case "headers":
      return "requests are allowed whatever their headers";
    case "ingress":
    case "egress":
    case "ingressDeny":
    case "egressDeny":
      return "its rules are ignored";
    case "matchLabels":
    case "matchExpressions":
      return selectorEffect(siblings);
    case "description":
      return "only a description is lost";
    default:
      return undefined;
  }
}
