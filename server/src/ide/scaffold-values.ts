/** The policies that scaffolds write, as plain data with comments: default deny, DNS, one side of a flow. */

import { PROTOCOLS, type Traffic } from "../engine/traffic.js";
import type { DnsSettings } from "../engine/answers.js";
import type { Direction } from "../model/direction.js";
import type { YamlValue } from "../base/yaml-value.js";
import { isMap } from "../syntax/render-yaml.js";

/** Which API a scaffold is written for. */
export type Flavour = "kubernetes" | "cilium";

export interface ScaffoldedPolicy {
  readonly value: YamlValue;
  /** Comments by path, as `syntax/render-yaml.ts` takes them; the empty path is the head. */
  readonly comments: Readonly<Record<string, string>>;
}

/** Leaves the namespace out where it is this one, for a file whose manifests leave it out. */
export function withoutNamespace({ value, comments }: ScaffoldedPolicy, namespace: string): ScaffoldedPolicy {
  if (!isMap(value) || value.metadata === undefined || !isMap(value.metadata)) return { value, comments };
  if (value.metadata.namespace !== namespace) return { value, comments };
  const metadata = Object.fromEntries(Object.entries(value.metadata).filter(([key]) => key !== "namespace"));
  return { value: { ...value, metadata }, comments };
}

type Labels = ReadonlyMap<string, string>;

const TYPE = { ingress: "Ingress", egress: "Egress" } as const;

export function defaultDeny(
  flavour: Flavour,
  namespace: string,
  name: string,
  directions: readonly Direction[],
): ScaffoldedPolicy {
  const what = directions.length === 2 ? "in or out" : directions[0] === "ingress" ? "in" : "out";
  const head = `Nothing goes ${what} for any pod of ${namespace} unless another policy allows it.`;
  if (flavour === "kubernetes") {
    const spec = { podSelector: {}, policyTypes: directions.map((it) => TYPE[it]) };
    return { value: networkPolicy(namespace, name, spec), comments: { "": head, "/spec/podSelector": "Every pod." } };
  }
  // In a Cilium policy one empty rule isolates and admits nothing; an empty list would do nothing (B.2.4).
  const spec = { endpointSelector: {}, ...Object.fromEntries(directions.map((it) => [it, [{}]])) };
  const comment = "One empty rule: isolates, admits nothing.";
  const comments = Object.fromEntries(directions.map((it) => [`/spec/${it}`, comment]));
  return { value: ciliumPolicy(namespace, name, spec), comments: { "": head, ...comments } };
}

export function allowDns(
  flavour: Flavour,
  namespace: string,
  name: string,
  subject: Labels,
  dns: DnsSettings,
): ScaffoldedPolicy {
  const whose = subject.size === 0 ? `every pod of ${namespace}` : `these pods of ${namespace}`;
  const head = `Name resolution for ${whose}: without it no connection by name begins.`;
  if (flavour === "kubernetes") {
    const ports = dns.ports.flatMap((port) => [
      { protocol: "UDP", port },
      { protocol: "TCP", port },
    ]);
    const to = [peer(dns.labels, dns.namespace)];
    const spec = { podSelector: selector(subject), policyTypes: ["Egress"], egress: [{ to, ports }] };
    return {
      value: networkPolicy(namespace, name, spec),
      comments: { "": head, "/spec/egress/0/ports/1": "Large answers come over TCP." },
    };
  }
  const toPorts = [
    {
      ports: dns.ports.map((port) => ({ port: String(port), protocol: "ANY" })),
      rules: { dns: [{ matchPattern: "*" }] },
    },
  ];
  const toEndpoints = [endpoints(dns.labels, dns.namespace)];
  const spec = { endpointSelector: selector(subject), egress: [{ toEndpoints, toPorts }] };
  return {
    value: ciliumPolicy(namespace, name, spec),
    comments: { "": head, "/spec/egress/0/toPorts/0/rules": "Lets Cilium see the answers, which toFQDNs needs." },
  };
}

export interface OneSide {
  readonly direction: Direction;
  readonly namespace: string;
  readonly name: string;
  readonly subject: Labels;
  readonly peer: { readonly labels: Labels; readonly namespace: string; readonly name: string };
  readonly traffic: Traffic;
  /** The policy that says the same for the other end. */
  readonly mirrors: string;
}

/** Lets one end accept what the other already admits. */
export function oneSide(flavour: Flavour, side: OneSide): ScaffoldedPolicy {
  const { direction, namespace, name, subject } = side;
  const way = direction === "ingress" ? "from" : "to";
  const comments = { "": `The other side of ${side.mirrors}: ${direction} ${way} ${side.peer.name}.` };
  const isOwn = side.peer.namespace === namespace;
  if (flavour === "kubernetes") {
    const ports = portItems(side.traffic);
    const peers = [isOwn ? { podSelector: selector(side.peer.labels) } : peer(side.peer.labels, side.peer.namespace)];
    const rule = { [way]: peers, ...(ports.length === 0 ? {} : { ports }) };
    const spec = { podSelector: selector(subject), policyTypes: [TYPE[direction]], [direction]: [rule] };
    return { value: networkPolicy(namespace, name, spec), comments };
  }
  const ports = ciliumPorts(side.traffic);
  const key = direction === "ingress" ? "fromEndpoints" : "toEndpoints";
  const peers = [isOwn ? selector(side.peer.labels) : endpoints(side.peer.labels, side.peer.namespace)];
  const item = { [key]: peers, ...(ports.length === 0 ? {} : { toPorts: [{ ports }] }) };
  return {
    value: ciliumPolicy(namespace, name, { endpointSelector: selector(subject), [direction]: [item] }),
    comments,
  };
}

function networkPolicy(namespace: string, name: string, spec: YamlValue): YamlValue {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec };
}

function ciliumPolicy(namespace: string, name: string, spec: YamlValue): YamlValue {
  return { apiVersion: "cilium.io/v2", kind: "CiliumNetworkPolicy", metadata: { name, namespace }, spec };
}

function selector(labels: Labels): YamlValue {
  return labels.size === 0 ? {} : { matchLabels: Object.fromEntries(labels) };
}

function peer(labels: Labels, namespace: string): YamlValue {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: selector(labels),
  };
}

function endpoints(labels: Labels, namespace: string): YamlValue {
  return { matchLabels: { "k8s:io.kubernetes.pod.namespace": namespace, ...Object.fromEntries(labels) } };
}

/** No items means every port: the traffic is not confined to ports, or to all of them. */
function portItems(traffic: Traffic): YamlValue[] {
  if (traffic.other) return [];
  return PROTOCOLS.flatMap((protocol) =>
    traffic[protocol].map(([low, high]): YamlValue => {
      if (low === 1 && high === 65535) return { protocol };
      return low === high ? { protocol, port: low } : { protocol, port: low, endPort: high };
    }),
  );
}

function ciliumPorts(traffic: Traffic): YamlValue[] {
  if (traffic.other) return [];
  return PROTOCOLS.flatMap((protocol) =>
    traffic[protocol].map(([low, high]): YamlValue => {
      if (low === 1 && high === 65535) return { port: "0", protocol };
      const port = String(low);
      return low === high ? { port, protocol } : { port, endPort: high, protocol };
    }),
  );
}
