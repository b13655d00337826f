/** Pieces of tiered policies that fixes write, in the words of the version that the policy is of. */

import type { YamlValue } from "../../base/yaml-value.js";
import type { Labels } from "../../model/selector.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import type { PieceWriter } from "../policy-writer.js";
import type { NamespacesPeer, PodsPeer, TieredPolicy } from "./model.js";

export const PIECES: PieceWriter = {
  dnsRule: ({ namespace, labels, ports }, policy) => {
    const isNew = (policy as TieredPolicy).kind === "ClusterNetworkPolicy";
    const key = isNew ? "protocols" : "ports";
    const items = ports.flatMap((port) => ["UDP", "TCP"].map((protocol) => portItem(port, key, protocol)));
    return { action: isNew ? "Accept" : "Allow", to: [podsOf(namespace, labels)], [key]: items };
  },
  blockPeer: (cidr) => ({ networks: [cidr] }),
  portItem: (port, list, protocol) => portItem(port, list.key, protocol),
  namespaceEntry: ({ namespaces, written }, namespace) =>
    namespaces === "any"
      ? {
          into: (written as NamespacesPeer | PodsPeer).valueAt,
          key: "namespaceSelector",
          value: namespaceNamed(namespace),
        }
      : undefined,
};

/** @param key What the version calls the list of ports. */
function portItem(port: number, key: string, protocol = "TCP"): YamlValue {
  return key === "ports"
    ? { portNumber: { protocol, port } }
    : { [protocol.toLowerCase()]: { destinationPort: { number: port } } };
}

function podsOf(namespace: string, labels: Labels): YamlValue {
  return {
    pods: {
      namespaceSelector: namespaceNamed(namespace),
      podSelector: labels.size === 0 ? {} : { matchLabels: Object.fromEntries(labels) },
    },
  };
}

function namespaceNamed(name: string): YamlValue {
  return { matchLabels: { [NAMESPACE_NAME]: name } };
}
