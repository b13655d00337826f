/** What a policy does when a field that was meant is not read: the effect of a misspelt or misplaced key on traffic. */

import type { Sibling } from "../../model/shape-problem.js";
import { isCilium } from "../words/shape-words.js";

export interface LostField {
  readonly kind: string;
  /** Path of the object that the field was meant for. */
  readonly path: string;
  readonly field: string;
  /** What else the object has; undefined when that is not known. */
  readonly siblings: readonly Sibling[] | undefined;
}

/** A clause such as "every source is admitted"; undefined where nothing short is always true. */
export function effectOfLoss(lost: LostField): string | undefined {
  return isCilium(lost.kind) ? inCiliumPolicy(lost) : inNetworkPolicy(lost);
}

function inNetworkPolicy({ path, field, siblings }: LostField): string | undefined {
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

const PEERS = /^(from|to)(Endpoints|CIDR|CIDRSet|Entities|Nodes|Groups|FQDNs|Services)$/;

function inCiliumPolicy({ path, field, siblings }: LostField): string | undefined {
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

function selectorEffect(siblings: readonly Sibling[] | undefined): string | undefined {
  if (siblings === undefined) return undefined;
  return siblings.some((it) => it.key === "matchLabels" || it.key === "matchExpressions")
    ? "the selector matches more than it says"
    : "the selector matches everything";
}
