/** Pieces of Antrea's policies that fixes write. */

import type { YamlValue } from "../../base/yaml-value.js";
import { NAMESPACE_NAME } from "../../model/scope.js";
import type { Labels } from "../../model/selector.js";
import type { PieceWriter } from "../policy-writer.js";
import type { Choice } from "./model.js";

export const PIECES: PieceWriter = {
  dnsRule: ({ namespace, labels, ports }) => ({
    action: "Allow",
    to: [podsIn(labels, namespace)],
    ports: ports.flatMap((port) => ["UDP", "TCP"].map((protocol) => ({ protocol, port }))),
  }),
  blockPeer: (cidr) => ({ ipBlock: { cidr } }),
  portItem: (port, _list, protocol) => ({ ...(protocol === undefined ? {} : { protocol }), port }),
  allPorts: (protocol = "TCP") => ({ protocol }),
  namespaceEntry: ({ at, written }, namespace) => {
    const { podSelector, namespaceSelector, namespaces } = written as Choice;
    return podSelector === undefined || namespaceSelector !== undefined || namespaces !== undefined
      ? undefined
      : { into: at, key: "namespaceSelector", value: namespaceNamed(namespace) };
  },
};

export function selectorOf(labels: Labels): YamlValue {
  return labels.size === 0 ? {} : { matchLabels: Object.fromEntries(labels) };
}

function namespaceNamed(name: string): YamlValue {
  return { matchLabels: { [NAMESPACE_NAME]: name } };
}

export function podsIn(labels: Labels, namespace: string): YamlValue {
  return { namespaceSelector: namespaceNamed(namespace), podSelector: selectorOf(labels) };
}
