/** YAML → NetworkPolicy, with everything that does not fit recorded as shape problems. */

import type { Site } from "../../base/source.js";
import { versionOf } from "../../base/version.js";
import type { Direction } from "../../model/direction.js";
import type { NetworkPolicy, Peer, PolicyRule, PolicyRules, PortItem } from "./model.js";
import { NETWORK_POLICY } from "./schema.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import { readMeta } from "../../decode/object.js";
import { field, integer, integerOrString, items, text, texts } from "../../decode/read.js";
import { everything, readSelector } from "../../decode/selector.js";
import type { DecodeSettings } from "../../decode/settings.js";
import { walkSchema } from "../../schema/walk.js";

export const NETWORK_POLICY_API = "networking.k8s.io/v1";

export function decodeNetworkPolicy(root: YamlNode, settings: DecodeSettings): NetworkPolicy {
  const spec = field(root, "spec");
  const podSelector = field(spec, "podSelector");
  const specAt = (spec ?? root).site("value");
  const ingress = readRules(field(spec, "ingress"), "ingress");
  const egress = readRules(field(spec, "egress"), "egress");
  const typesNode = field(spec, "policyTypes");
  const types = texts(typesNode);
  const version = versionOf(settings.versions, "kubernetes");
  const walk = {
    kind: "NetworkPolicy",
    system: "kubernetes",
    title: "Kubernetes",
    version,
    nullItems: "zero-value",
  } as const;
  return {
    type: "policy",
    system: "kubernetes",
    kind: "NetworkPolicy",
    clusterwide: false,
    meta: readMeta(root, "NetworkPolicy", NETWORK_POLICY_API),
    specAt,
    subject: podSelector?.kind === "map" ? readSelector(podSelector, "empty") : everything(specAt),
    isolates: isolation(root, spec, typesNode, egress),
    problems: walkSchema(root, NETWORK_POLICY, walk).problems,
    ...(typesNode === undefined ? {} : { policyTypes: { at: typesNode.site("value"), types } }),
    ...(ingress === undefined ? {} : { ingress }),
    ...(egress === undefined ? {} : { egress }),
  };
}

/** KV-1: policy types as written, else Ingress, and Egress where there is at least one egress rule. */
function isolation(
  root: YamlNode,
  spec: YamlNode | undefined,
  typesNode: YamlNode | undefined,
  egress: PolicyRules | undefined,
): NetworkPolicy["isolates"] {
  const types = texts(typesNode);
  if (types.length > 0) {
    const ingressType = types.find((it) => it.value === "Ingress");
    const egressType = types.find((it) => it.value === "Egress");
    return {
      ...(ingressType === undefined ? {} : { ingress: ingressType.at }),
      ...(egressType === undefined ? {} : { egress: egressType.at }),
    };
  }
  const ingressKey = field(spec, "ingress")?.site("key") ?? spec?.site("key") ?? field(root, "kind")?.site("value");
  return {
    ingress: ingressKey ?? root.site("value"),
    ...(egress !== undefined && egress.rules.length > 0 ? { egress: keyOf(egress.at) } : {}),
  };
}

function keyOf(at: Site): Site {
  return { document: at.document, node: at.node, part: "key" };
}

function readRules(node: YamlNode | undefined, direction: Direction): PolicyRules | undefined {
  if (node?.kind !== "sequence") return undefined;
  return { at: node.site("value"), rules: node.items().map((it, index) => readRule(it, direction, index)) };
}

function readRule(node: YamlNode, direction: Direction, index: number): PolicyRule {
  const peers = field(node, direction === "ingress" ? "from" : "to");
  const ports = field(node, "ports");
  return {
    at: node.site("value"),
    direction,
    index,
    isNull: node.isNull,
    ...(peers?.kind === "sequence" ? { peers: { at: peers.site("value"), peers: items(peers).map(readPeer) } } : {}),
    ...(ports?.kind === "sequence" ? { ports: { at: ports.site("value"), ports: items(ports).map(readPort) } } : {}),
  };
}

function readPeer(node: YamlNode): Peer {
  const podSelector = field(node, "podSelector");
  const namespaceSelector = field(node, "namespaceSelector");
  const ipBlock = field(node, "ipBlock");
  const cidr = text(field(ipBlock, "cidr"));
  return {
    at: node.site("value"),
    ...(podSelector?.kind === "map" ? { podSelector: readSelector(podSelector, "empty") } : {}),
    ...(namespaceSelector?.kind === "map" ? { namespaceSelector: readSelector(namespaceSelector, "empty") } : {}),
    ...(ipBlock?.kind === "map"
      ? {
          ipBlock: {
            at: ipBlock.site("value"),
            except: texts(field(ipBlock, "except")),
            ...(cidr === undefined ? {} : { cidr }),
          },
        }
      : {}),
  };
}

function readPort(node: YamlNode): PortItem {
  const protocol = text(field(node, "protocol"));
  const port = integerOrString(field(node, "port"));
  const endPort = integer(field(node, "endPort"));
  return {
    at: node.site("value"),
    ...(protocol === undefined ? {} : { protocol }),
    ...(port === undefined ? {} : { port }),
    ...(endPort === undefined ? {} : { endPort }),
  };
}
