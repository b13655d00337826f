/** What is said of Cilium's policies where a field is lost or written as another API has it. */

import { type LostField, selectorEffect } from "../lost-field.js";

/** Fields that have no counterpart, and what to write instead. */
export const INSTEAD: Readonly<Record<string, string>> = {
  namespaceSelector: "namespaces go by `k8s:io.kubernetes.pod.namespace`",
  ipBlock: "addresses go into `fromCIDRSet` or `toCIDRSet`",
  policyTypes: "a direction is isolated as soon as it has rules",
};

const PEERS = /^(from|to)(Endpoints|CIDR|CIDRSet|Entities|Nodes|Groups|FQDNs|Services)$/;

/** Undefined where nothing short is always true. */
export function effectOfLoss({ path, field, siblings }: LostField): string | undefined {
  const deny = path.includes("Deny");
  const admitted = deny ? "denied" : "admitted";
  const open = deny ? "denied" : "open";
  const has = (key: string) => siblings?.some((it) => it.key === key && it.type !== "null");
  if (PEERS.test(field)) {
    if (siblings === undefined || siblings.some((it) => it.key !== field && PEERS.test(it.key))) return undefined;
    return has("toPorts") || has("icmps")
      ? `every peer is ${admitted} on these ports`
      : `the item ${deny ? "denies" : "admits"} nothing`;
  }
  switch (field) {
    case "toPorts":
      if (siblings === undefined) return undefined;
      // Without peers either, the item is as good as empty.
      return siblings.some((it) => PEERS.test(it.key))
        ? `every port is ${open}`
        : `the item ${deny ? "denies" : "admits"} nothing`;
    case "ports":
      return `the item ${deny ? "denies" : "opens"} nothing`;
    case "protocol":
      return `TCP, UDP and SCTP are ${open}`;
    case "endPort":
      return `only the first port is ${open}`;
    case "except":
      return `the whole block is ${admitted}`;
    case "rules":
      return "every request on the port passes";
    case "path":
    case "method":
    case "host":
      return `every ${field} passes`;
    case "headers":
      return "every request passes, whatever its headers";
    case "ingress":
    case "egress":
    case "ingressDeny":
    case "egressDeny":
      return "none of its rules is read";
    case "matchLabels":
    case "matchExpressions":
      return selectorEffect(siblings);
    case "description":
      return "nothing but a text is lost";
    default:
      return undefined;
  }
}
