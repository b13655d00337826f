/** YAML → CiliumPolicy, with everything that does not fit recorded as shape problems. */

import { ciliumVersionOf } from "../version.js";
import type {
  CidrSet,
  CiliumItem,
  CiliumItems,
  CiliumList,
  CiliumPeers,
  CiliumPolicy,
  CiliumSpec,
  IcmpField,
  ServiceRef,
} from "../model.js";
import { CILIUM_CLUSTERWIDE_NETWORK_POLICY, CILIUM_NETWORK_POLICY } from "../schema/policy.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { readFqdn, readToPorts } from "./ports.js";
import { readMeta } from "../../../decode/object.js";
import { boolean, field, integerOrString, items, text, texts } from "../../../decode/read.js";
import { readSelector } from "../../../decode/selector.js";
import type { DecodeSettings } from "../../../decode/settings.js";
import { walkSchema } from "../../../schema/walk.js";

export const CILIUM_API = "cilium.io/v2";

export type CiliumPolicyKind = "CiliumNetworkPolicy" | "CiliumClusterwideNetworkPolicy";

/**
 * Reads what is there, whatever else is wrong with it. A null property is a missing one, because the API server prunes it
 * before validation (B.2.4); an item of a list that is no map is left out, and the policy refused by the schema walk.
 */
export function decodeCiliumPolicy(root: YamlNode, kind: CiliumPolicyKind, settings: DecodeSettings): CiliumPolicy {
  const clusterwide = kind === "CiliumClusterwideNetworkPolicy";
  const schema = clusterwide ? CILIUM_CLUSTERWIDE_NETWORK_POLICY : CILIUM_NETWORK_POLICY;
  const version = ciliumVersionOf(settings);
  const walk = { kind, system: "cilium", title: "Cilium", version, nullItems: "refused" } as const;
  const { problems, stored } = walkSchema(root, schema, walk);
  const spec = field(stored, "spec");
  const specs = [...(spec === undefined ? [] : [spec]), ...items(field(stored, "specs"))];
  return {
    type: "policy",
    system: "cilium",
    kind,
    meta: readMeta(root, kind, CILIUM_API),
    clusterwide,
    specs: specs.filter((it) => it.kind === "map").map(readSpec),
    problems,
  };
}

function readSpec(node: YamlNode): CiliumSpec {
  const subject = readSubject(node);
  const enableDefaultDeny = field(node, "enableDefaultDeny");
  const ingressDefault = boolean(field(enableDefaultDeny, "ingress"));
  const egressDefault = boolean(field(enableDefaultDeny, "egress"));
  const description = text(field(node, "description"));
  const ingress = readItems(node, "ingress");
  const ingressDeny = readItems(node, "ingressDeny");
  const egress = readItems(node, "egress");
  const egressDeny = readItems(node, "egressDeny");
  return {
    at: node.site("value"),
    enableDefaultDeny: {
      ...(enableDefaultDeny === undefined ? {} : { at: enableDefaultDeny.site("value") }),
      ...(ingressDefault === undefined ? {} : { ingress: ingressDefault }),
      ...(egressDefault === undefined ? {} : { egress: egressDefault }),
    },
    ...(subject === undefined ? {} : { subject }),
    ...(description === undefined ? {} : { description }),
    ...(ingress === undefined ? {} : { ingress }),
    ...(ingressDeny === undefined ? {} : { ingressDeny }),
    ...(egress === undefined ? {} : { egress }),
    ...(egressDeny === undefined ? {} : { egressDeny }),
  };
}

/** With both selectors the policy is refused; the one for endpoints is then read as the subject. */
function readSubject(node: YamlNode): CiliumSpec["subject"] {
  const endpoints = field(node, "endpointSelector");
  if (endpoints?.kind === "map") return { on: "endpoints", selector: readSelector(endpoints, "dropped") };
  const nodes = field(node, "nodeSelector");
  if (nodes?.kind === "map") return { on: "nodes", selector: readSelector(nodes, "dropped") };
  return undefined;
}

function readItems(spec: YamlNode, list: CiliumList): CiliumItems | undefined {
  const node = field(spec, list);
  if (node?.kind !== "sequence") return undefined;
  return {
    at: node.site("value"),
    items: node.items().flatMap((it, index) => (it.kind === "map" ? [readItem(it, list, index)] : [])),
  };
}

function readItem(node: YamlNode, list: CiliumList, index: number): CiliumItem {
  const deny = list.endsWith("Deny");
  const direction = list.startsWith("ingress") ? "ingress" : "egress";
  const toPorts = field(node, "toPorts");
  const icmps = field(node, "icmps");
  // A deny item has no such field: it is pruned (CV-3).
  const authentication = deny ? undefined : field(node, "authentication");
  const mode = text(field(authentication, "mode"));
  return {
    at: node.site("value"),
    list,
    direction,
    deny,
    index,
    peers: readPeers(node, direction === "ingress" ? "from" : "to", deny),
    ...(toPorts?.kind === "sequence"
      ? { toPorts: { at: toPorts.site("value"), items: maps(toPorts).map((it) => readToPorts(it, deny)) } }
      : {}),
    ...(icmps?.kind === "sequence"
      ? {
          icmps: {
            at: icmps.site("value"),
            entries: icmps.items().length,
            fields: maps(icmps).flatMap((it) => maps(field(it, "fields")).map(readIcmp)),
          },
        }
      : {}),
    ...(authentication === undefined
      ? {}
      : { authentication: { at: authentication.site("value"), ...(mode === undefined ? {} : { mode }) } }),
  };
}

/** The items that are maps: any other is refused by the schema walk, and so is the policy. */
function maps(node: YamlNode | undefined): YamlNode[] {
  return items(node).filter((it) => it.kind === "map");
}

/** In the order written; of duplicate keys the last counts (KV-23). */
function readPeers(item: YamlNode, side: "from" | "to", deny: boolean): CiliumPeers[] {
  const peers: CiliumPeers[] = [];
  const seen = new Set<string>();
  for (const { key } of item.entries()) {
    if (!key.startsWith(side) || seen.has(key)) continue;
    seen.add(key);
    const value = field(item, key);
    if (value?.kind !== "sequence") continue;
    const read = readPeerKey(key, key.slice(side.length), value, side === "to" && !deny);
    if (read !== undefined) peers.push(read);
  }
  return peers;
}

function readPeerKey(key: string, what: string, node: YamlNode, fqdns: boolean): CiliumPeers | undefined {
  const at = node.site("value");
  switch (what) {
    case "Endpoints":
      return { type: "endpoints", key, at, selectors: maps(node).map((it) => readSelector(it, "dropped")) };
    case "Nodes":
      return { type: "nodes", key, at, selectors: maps(node).map((it) => readSelector(it, "dropped")) };
    case "Requires":
      return { type: "requires", key, at, selectors: maps(node).map((it) => readSelector(it, "dropped")) };
    case "CIDR":
      return { type: "cidr", key, at, cidrs: texts(node) };
    case "CIDRSet":
      return { type: "cidr-set", key, at, sets: maps(node).map(readCidrSet) };
    case "Entities":
      return { type: "entities", key, at, entities: texts(node) };
    case "Groups":
      return { type: "groups", key, at, count: items(node).length };
    case "FQDNs":
      return fqdns ? { type: "fqdns", key, at, names: maps(node).map(readFqdn) } : undefined;
    case "Services":
      return key === "toServices" ? { type: "services", key, at, services: maps(node).map(readService) } : undefined;
    default:
      return undefined;
  }
}

function readCidrSet(node: YamlNode): CidrSet {
  const cidr = text(field(node, "cidr"));
  const cidrGroupRef = text(field(node, "cidrGroupRef"));
  const selector = field(node, "cidrGroupSelector");
  return {
    at: node.site("value"),
    except: texts(field(node, "except")),
    ...(cidr === undefined ? {} : { cidr }),
    ...(cidrGroupRef === undefined ? {} : { cidrGroupRef }),
    ...(selector?.kind === "map" ? { cidrGroupSelector: readSelector(selector, "dropped") } : {}),
  };
}

/** CV-15: where both are given, the selector wins. */
function readService(node: YamlNode): ServiceRef {
  const bySelector = field(node, "k8sServiceSelector");
  const byName = field(node, "k8sService");
  const selector = field(bySelector, "selector");
  const name = bySelector === undefined ? text(field(byName, "serviceName")) : undefined;
  const namespace = text(field(bySelector ?? byName, "namespace"));
  return {
    at: node.site("value"),
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined || namespace.value === "" ? {} : { namespace }),
    ...(selector?.kind === "map" ? { selector: readSelector(selector, "dropped") } : {}),
    ...(bySelector === undefined || byName === undefined ? {} : { unread: byName.site("key") }),
  };
}

function readIcmp(node: YamlNode): IcmpField {
  const type = integerOrString(field(node, "type"));
  return {
    at: node.site("value"),
    family: text(field(node, "family"))?.value === "IPv6" ? "IPv6" : "IPv4",
    ...(type === undefined ? {} : { type }),
  };
}
