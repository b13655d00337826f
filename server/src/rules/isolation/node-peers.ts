/** Rules that mean what runs on nodes, but select pods (NP1216). */

import type { Site } from "../../base/source.js";
import type { Direction } from "../../model/direction.js";
import { type PodsPeer, peersOf, portsOf, type RuleReading, rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { Requirement } from "../../model/selector.js";
import type { View } from "../../analysis/view.js";
import { isAnyPod, placeOf } from "./system-peers.js";

/** What runs on the host network of nodes, and is no pod or none that a selector matches. */
export interface NodePeer {
  readonly at: Site;
  /** `kubelet`, `kube-scheduler`. */
  readonly component: string;
  /** Its port, if that tells what is meant; otherwise a label does. */
  readonly port?: number;
  readonly direction: Direction;
}

/** kubernetes.io: "Ports and Protocols"; the ports without TLS are those of versions before 1.24. */
const COMPONENTS: ReadonlyMap<number, string> = new Map([
  [10250, "kubelet"],
  [10255, "kubelet"],
  [10249, "kube-proxy"],
  [10256, "kube-proxy"],
  [10257, "kube-controller-manager"],
  [10252, "kube-controller-manager"],
  [10259, "kube-scheduler"],
  [10251, "kube-scheduler"],
]);
/** Webhooks and metrics-server listen on the kubelet's port too. */
const SHARED = 10250;
/** Ports that are often listed beside them: the API server's, etcd's, that of the node exporter. */
const COMPANIONS: ReadonlySet<number> = new Set([443, 6443, 2379, 2381, 9100]);
/** Values of `component` that kubeadm gives its static pods (cmd/kubeadm/app/util/staticpod); the API server is NP1212's. */
const STATIC: ReadonlySet<string> = new Set(["kube-scheduler", "kube-controller-manager", "etcd"]);

/** In the order of the allow rules, at most one of each. */
export function* nodePeers(policy: Policy, view: View): Iterable<NodePeer> {
  for (const rule of rulesOf(policy.reading)) {
    const peers = rule.verdict === "allow" ? peersOf(rule) : [];
    const found = byLabel(policy, peers.filter(isPods), view) ?? byPort(policy, rule, view);
    if (found !== undefined) yield { ...found, direction: rule.direction };
  }
}

function isPods(peer: { readonly type: string }): peer is PodsPeer {
  return peer.type === "pods";
}

function byLabel(policy: Policy, peers: readonly PodsPeer[], view: View): Omit<NodePeer, "direction"> | undefined {
  for (const peer of peers) {
    const label = peer.selector?.requirements.find(isStatic);
    const component = label?.values[0]?.value;
    if (label === undefined || component === undefined || placeOf(policy, peer) !== "system") continue;
    if (view.matchedBy(policy, peer).length === 0) return { at: label.key.at, component };
  }
  return undefined;
}

function isStatic({ key, operator, values }: Requirement): boolean {
  return (
    key.value === "component" && operator === "In" && values.length > 0 && values.every((it) => STATIC.has(it.value))
  );
}

/** All ports of the rule are those of nodes, and all peers are pods of any labels. */
function byPort(policy: Policy, rule: RuleReading, view: View): Omit<NodePeer, "direction"> | undefined {
  if (rule.direction !== "egress") return undefined;
  const peers = peersOf(rule);
  const [first] = peers;
  const numbers = portsOf(rule).map(({ value, endPort }) => (endPort === undefined ? value : undefined));
  if (first === undefined || !peers.every((it) => isPods(it) && isAnyPod(it))) return undefined;
  if (!numbers.every((it) => typeof it === "number" && (COMPONENTS.has(it) || COMPANIONS.has(it)))) return undefined;
  const own = numbers.filter((it): it is number => typeof it === "number" && COMPONENTS.has(it));
  const isEverywhere = peers.every((it) => isPods(it) && placeOf(policy, it) === "everywhere");
  const port = own.find((it) => it !== SHARED) ?? (isEverywhere ? own[0] : undefined);
  const component = COMPONENTS.get(port ?? 0);
  if (port === undefined || component === undefined) return undefined;
  const pods = peers.filter(isPods).flatMap((it) => view.matchedBy(policy, it));
  // The rule may be for pods that exist.
  if (pods.some((pod) => pod.ports.some((it) => own.includes(it.number)))) return undefined;
  return { at: first.at, component, port };
}
