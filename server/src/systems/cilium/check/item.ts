/** Checks of one entry of `ingress`, `ingressDeny`, `egress` or `egressDeny` (B.1.3). */

import type { CiliumList } from "../model.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { checkCidr, checkCidrSet } from "./cidr.js";
import { checkIcmps } from "./icmp.js";
import { checkEntity, checkFqdn, closest } from "./names.js";
import { checkToPorts } from "./ports.js";
import { checkCiliumSelector } from "./selector.js";
import { presentKeys, SCHEMA, stringAt, type CiliumProblems } from "./problems.js";
import { field, items } from "../../../decode/read.js";

export interface ItemPlace {
  readonly list: CiliumList;
  /** Path of the list: `spec.egress`. */
  readonly path: string;
  readonly namespaced: boolean;
  /** The subject are nodes. */
  readonly host: boolean;
}

const SHARED_PEERS = ["Endpoints", "CIDR", "CIDRSet", "Entities", "Nodes", "Groups"];
const MODES = ["disabled", "required", "test-always-fail"];

export function checkCiliumItem(problems: CiliumProblems, item: YamlNode, place: ItemPlace): void {
  const side = place.list.startsWith("ingress") ? "from" : "to";
  const deny = place.list.endsWith("Deny");
  const peerKeys = SHARED_PEERS.map((it) => side + it);
  if (side === "to") peerKeys.push("toServices");
  // In a deny item the field is pruned (CV-3).
  if (side === "to" && !deny) peerKeys.push("toFQDNs");
  checkCombinations(problems, item, place.path, side, peerKeys);
  checkRequires(problems, item, place.path, `${side}Requires`);
  for (const { key, node } of presentKeys(item, peerKeys))
    checkPeers(problems, key.slice(side.length), node, `${place.path}.${key}`);
  for (const toPorts of items(field(item, "toPorts"))) {
    if (toPorts.kind === "map") checkToPorts(problems, toPorts, `${place.path}.toPorts`, { ...place, deny });
  }
  checkIcmps(problems, item, `${place.path}.icmps`);
  if (!deny) checkAuthentication(problems, item, place.path);
}

function checkCombinations(
  problems: CiliumProblems,
  item: YamlNode,
  path: string,
  side: "from" | "to",
  peerKeys: readonly string[],
): void {
  const filled = (names: readonly string[]) => presentKeys(item, names).filter(({ node }) => items(node).length > 0);
  // CV-1, CV-2: empty lists do not count.
  const peers = filled(peerKeys);
  const [first, second] = peers;
  if (first !== undefined && second !== undefined) {
    const check = side === "from" ? "CV-1" : "CV-2";
    problems.add(check, "two-peer-keys", `${path}.${second.key}`, second.node.site("key"), problems.agent, {
      text: second.key,
      related: first.node.site("key"),
      allowed: peers.map((it) => it.key),
    });
  }
  const [either, other] = filled(["icmps", "toPorts"]);
  if (either !== undefined && other !== undefined) {
    problems.add("CV-4", "icmps-with-ports", `${path}.${other.key}`, other.node.site("key"), problems.agent, {
      text: other.key,
      related: either.node.site("key"),
      allowed: ["icmps", "toPorts"],
    });
  }
  // CV-5: 1.14 to 1.16.
  const [service] = filled(["toServices"]);
  const [ports] = filled(["toPorts"]);
  if (service !== undefined && ports !== undefined && problems.atLeast(14) && !problems.atLeast(17)) {
    problems.add("CV-5", "services-with-ports", `${path}.toPorts`, ports.node.site("key"), problems.agent, {
      text: "toPorts",
      related: service.node.site("key"),
      allowed: ["1.17"],
    });
  }
}

/** CV-6: deprecated since 1.17; since 1.19 the schema admits the key with an empty list only. */
function checkRequires(problems: CiliumProblems, item: YamlNode, path: string, key: string): void {
  const node = field(item, key);
  if (node === undefined) return;
  if (problems.atLeast(19)) {
    if (items(node).length > 0)
      problems.add("CV-6", "removed", `${path}.${key}`, node.site("key"), SCHEMA, { text: key });
    return;
  }
  if (problems.atLeast(17))
    problems.add("CV-6", "deprecated", `${path}.${key}`, node.site("key"), undefined, { text: key });
  for (const selector of items(node)) {
    if (selector.kind === "map") checkCiliumSelector(problems, selector, `${path}.${key}`, problems.agent);
  }
}

function checkPeers(problems: CiliumProblems, what: string, list: YamlNode, path: string): void {
  for (const node of items(list)) {
    if (what === "Entities") checkEntity(problems, node, path);
    else if (what === "CIDR") checkCidr(problems, node, path);
    else if (node.kind !== "map") continue;
    else if (what === "Endpoints" || what === "Nodes") checkCiliumSelector(problems, node, path, problems.agent);
    else if (what === "CIDRSet") checkCidrSet(problems, node, path);
    else if (what === "FQDNs") checkFqdn(problems, node, path);
    else if (what === "Services") checkService(problems, node, path);
  }
}

/** Gate 2 does not look at the selectors of services. */
function checkService(problems: CiliumProblems, service: YamlNode, path: string): void {
  const selector = field(field(service, "k8sServiceSelector"), "selector");
  if (selector?.kind !== "map") return;
  checkCiliumSelector(problems, selector, `${path}.k8sServiceSelector.selector`, undefined);
}

/** CV-13. */
function checkAuthentication(problems: CiliumProblems, item: YamlNode, path: string): void {
  const authentication = field(item, "authentication");
  const mode = authentication?.kind === "map" ? stringAt(authentication, "mode") : undefined;
  if (mode === undefined || MODES.includes(mode.text)) return;
  problems.add("CV-13", "mode", `${path}.authentication.mode`, mode.site("value"), SCHEMA, {
    text: mode.text,
    allowed: MODES,
    ...closest(mode.text, MODES),
  });
}
