/** YAML → TieredPolicy, whichever of the three kinds it is, with everything that does not fit recorded as shape problems. */

import type { Sourced } from "../../base/source.js";
import { readMeta } from "../../decode/object.js";
import { field, integer, items, text, texts } from "../../decode/read.js";
import { readSelector } from "../../decode/selector.js";
import type { Direction } from "../../model/direction.js";
import type { LabelSelector } from "../../model/selector.js";
import { walkSchema } from "../../schema/walk.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import type {
  NamespacesPeer,
  PodsPeer,
  RuleList,
  Subject,
  TieredKind,
  TieredPeer,
  TieredPolicy,
  TieredPort,
  TieredRule,
  TierName,
} from "./model.js";
import { SCHEMAS } from "./schema.js";

export const GROUP = "policy.networking.k8s.io";

/** What the words of `action` mean, by kind. */
export const ACTIONS: Readonly<Record<TieredKind, Readonly<Record<string, NonNullable<TieredRule["verdict"]>>>>> = {
  AdminNetworkPolicy: { Allow: "allow", Deny: "deny", Pass: "pass" },
  BaselineAdminNetworkPolicy: { Allow: "allow", Deny: "deny" },
  ClusterNetworkPolicy: { Accept: "allow", Deny: "deny", Pass: "pass" },
};

const TIERS: readonly TierName[] = ["Admin", "Baseline"];

export function decodeTieredPolicy(root: YamlNode, kind: TieredKind): TieredPolicy {
  const spec = field(root, "spec");
  const { problems } = walkSchema(root, SCHEMAS[kind], {
    kind,
    system: "policy-api",
    title: "Kubernetes' policy API",
    nullItems: "refused",
  });
  const version = kind === "ClusterNetworkPolicy" ? "v1alpha2" : "v1alpha1";
  const meta = readMeta(root, kind, `${GROUP}/${version}`);
  const tierNode = kind === "ClusterNetworkPolicy" ? field(spec, "tier") : undefined;
  const tier = tierOf(kind, tierNode);
  const priority = kind === "BaselineAdminNetworkPolicy" ? undefined : integer(field(spec, "priority"));
  const subject = readSubject(field(spec, "subject"));
  const ingress = readRules(spec, kind, "ingress");
  const egress = readRules(spec, kind, "egress");
  return {
    type: "policy",
    system: "policy-api",
    kind,
    clusterwide: true,
    specAt: (spec ?? root).site("value"),
    meta,
    tierAt: tierNode?.site("pair") ?? meta.kind.at,
    problems,
    ...(tier === undefined ? {} : { tier }),
    ...(priority === undefined ? {} : { priority }),
    ...(subject === undefined ? {} : { subject }),
    ...(ingress === undefined ? {} : { ingress }),
    ...(egress === undefined ? {} : { egress }),
  };
}

function tierOf(kind: TieredKind, node: YamlNode | undefined): TierName | undefined {
  if (kind === "AdminNetworkPolicy") return "Admin";
  if (kind === "BaselineAdminNetworkPolicy") return "Baseline";
  return TIERS.find((it) => it === node?.text);
}

function readSubject(node: YamlNode | undefined): Subject | undefined {
  if (node?.kind !== "map") return undefined;
  for (const { key } of node.entries()) {
    if (key === "namespaces" || key === "pods") {
      const peer = readPods(node, key);
      if (peer !== undefined) return peer;
    }
  }
  return undefined;
}

/** A peer of pods, under the key that says how they are chosen; undefined where there is no map under it. */
function readPods(item: YamlNode, key: "namespaces" | "pods"): NamespacesPeer | PodsPeer | undefined {
  const value = field(item, key);
  if (value?.kind !== "map") return undefined;
  const place = { at: item.site("value"), valueAt: value.site("value") };
  if (key === "namespaces") return { ...place, type: "namespaces", selector: readSelector(value, "dropped") };
  const podSelector = selectorAt(value, "podSelector");
  const namespaceSelector = selectorAt(value, "namespaceSelector");
  return {
    ...place,
    type: "pods",
    ...(podSelector === undefined ? {} : { podSelector }),
    ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
  };
}

function selectorAt(parent: YamlNode, key: string): LabelSelector | undefined {
  const node = field(parent, key);
  return node?.kind === "map" ? readSelector(node, "dropped") : undefined;
}

function readRules(spec: YamlNode | undefined, kind: TieredKind, direction: Direction): RuleList | undefined {
  const node = field(spec, direction);
  if (node?.kind !== "sequence") return undefined;
  return {
    at: node.site("value"),
    rules: node.items().flatMap((it, index) => (it.kind === "map" ? [readRule(it, kind, direction, index)] : [])),
  };
}

function readRule(node: YamlNode, kind: TieredKind, direction: Direction, index: number): TieredRule {
  const name = text(field(node, "name"));
  const action = text(field(node, "action"));
  const verdict = action === undefined ? undefined : ACTIONS[kind][action.value];
  const peers = field(node, direction === "ingress" ? "from" : "to");
  const ports = field(node, kind === "ClusterNetworkPolicy" ? "protocols" : "ports");
  const readItem = kind === "ClusterNetworkPolicy" ? readProtocol : readPort;
  return {
    at: node.site("value"),
    direction,
    index,
    ...(name === undefined ? {} : { name }),
    ...(action === undefined ? {} : { action }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(peers?.kind === "sequence"
      ? { peers: { at: peers.site("value"), items: items(peers).flatMap((it) => readPeer(it, direction) ?? []) } }
      : {}),
    ...(ports?.kind === "sequence"
      ? { ports: { at: ports.site("value"), items: items(ports).flatMap((it) => readItem(it) ?? []) } }
      : {}),
  };
}

/** Of several keys, which the API server refuses, the first. */
function readPeer(item: YamlNode, direction: Direction): TieredPeer | undefined {
  for (const { key, value } of item.kind === "map" ? item.entries() : []) {
    const place = { at: item.site("value"), valueAt: value.site("value") };
    switch (key) {
      case "namespaces":
      case "pods": {
        const peer = readPods(item, key);
        if (peer !== undefined) return peer;
        break;
      }
      case "nodes":
        if (direction === "egress" && value.kind === "map")
          return { ...place, type: "nodes", selector: readSelector(value, "dropped") };
        break;
      case "networks":
        if (direction === "egress" && value.kind === "sequence")
          return { ...place, type: "networks", cidrs: texts(value) };
        break;
      case "domainNames":
        if (direction === "egress" && value.kind === "sequence")
          return { ...place, type: "domainNames", names: texts(value) };
        break;
    }
  }
  return undefined;
}

/** v1alpha1. */
function readPort(item: YamlNode): TieredPort | undefined {
  if (item.kind !== "map") return undefined;
  const at = item.site("value");
  const name = text(field(item, "namedPort"));
  if (name !== undefined) return { at, valueAt: name.at, name };
  const one = field(item, "portNumber");
  const range = field(item, "portRange");
  const protocol = text(field(one ?? range, "protocol"));
  const valueAt = (one ?? range)?.site("value");
  return {
    at,
    ...(valueAt === undefined ? {} : { valueAt }),
    ...portOf(integer(field(one, "port")), range),
    ...(protocol === undefined ? {} : { protocol }),
  };
}

/** v1alpha2: the key is the protocol. */
function readProtocol(item: YamlNode): TieredPort | undefined {
  if (item.kind !== "map") return undefined;
  const at = item.site("value");
  const name = text(field(item, "destinationNamedPort"));
  if (name !== undefined) return { at, name };
  for (const key of ["tcp", "udp", "sctp"]) {
    const node = field(item, key);
    if (node === undefined) continue;
    const port = field(node, "destinationPort");
    const protocol: Sourced<string> = { value: key.toUpperCase(), at: node.site("key") };
    return { at, protocol, ...portOf(integer(field(port, "number")), field(port, "range")) };
  }
  return undefined;
}

function portOf(
  number: Sourced<number> | undefined,
  range: YamlNode | undefined,
): Pick<TieredPort, "number" | "range"> {
  if (number !== undefined) return { number };
  if (range === undefined) return {};
  const start = integer(field(range, "start"));
  const end = integer(field(range, "end"));
  return {
    range: {
      at: range.site("value"),
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
    },
  };
}
