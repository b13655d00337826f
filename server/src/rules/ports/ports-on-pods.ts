/** Brings the ports that a policy names together with the pods on which they would have to be open, as manifests list them. */

import type { Site, Sourced } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { PROTOCOLS } from "../../engine/traffic.js";
import { type CiliumItem, type CiliumPort, type CiliumSpec, itemsOf } from "../../systems/cilium/model.js";
import { ANY_PROTOCOL } from "../../systems/cilium/schema/values.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import { type PolicyRule, type PortItem, rulesOf } from "../../systems/kubernetes/model.js";
import type { Workload } from "../../model/scope.js";
import type { Policy } from "../../systems/written.js";
import type { LabelSelector } from "../../model/selector.js";
import type { ContainerPort } from "../../model/workload.js";
import { isNamespaceKey, POD_NAMESPACE, podKey } from "../evidence/cilium-keys.js";
import { asksForLabels, isWhole } from "../evidence/missed-pods.js";
import { NAMESPACE_NAME } from "../evidence/namespace-names.js";
import { podsBehind } from "../evidence/services-of-pods.js";

/** One item of a list of ports, of either API. */
export interface WrittenPort {
  /** The item, and the list that it is in. */
  readonly item: Site;
  readonly list: Site;
  /** A number, or the name of a port; undefined: every port of the protocols. */
  readonly port?: Sourced<number | string>;
  /** Last port of a range. */
  readonly last?: number;
  readonly protocol?: Sourced<string>;
  /** What the item stands for where its protocol is missing or ANY, too. */
  readonly protocols: readonly string[];
  /** True where the API takes the number as text. */
  readonly isText: boolean;
}

/** One list of ports and the pods that it is about: for ingress the subjects, for egress the peers. */
export interface PortsOnPods {
  readonly direction: Direction;
  readonly deny: boolean;
  readonly ports: readonly WrittenPort[];
  /** Never empty. Pods on the host's network are not among them (KS-15, CS-4). */
  readonly pods: readonly Workload[];
  /** True where no pod that is meant can be out of sight. */
  readonly areAll: boolean;
  /** True where labels say which pods are meant: others that have the same labels are of the same application. */
  readonly areNamed: boolean;
}

type Pods = Pick<PortsOnPods, "pods" | "areAll" | "areNamed">;

/** Every list of ports in the policy that is about pods alone, where some of them are in sight. */
export function portsOnPods(policy: Policy, view: View): readonly PortsOnPods[] {
  return view.memo(portsOnPodsIn, policy);
}

function portsOnPodsIn(policy: Policy, view: View): readonly PortsOnPods[] {
  return view.isRefused(policy) ? [] : read(policy, view).filter((it) => it.pods.length > 0);
}

/** Ports that containers of the pods list, with the number or the name. */
export function listed(pods: readonly Workload[], port: number | string): ContainerPort[] {
  return pods.flatMap((pod) => pod.ports.filter((it) => (typeof port === "number" ? it.number : it.name) === port));
}

/**
 * True when each of the pod's containers lists a port. Containers need not: of one that does, what it lists is most likely
 * all.
 */
export function listsAllPorts({ object: { containers, ports } }: Workload): boolean {
  // A container's ports stand in one block, before or after its name: as many blocks between names as there are names
  // can only be one for each.
  const names = containers.map((it) => it.at.node).sort((a, b) => a - b);
  return (
    names.length > 0 &&
    names.every((name, at) => ports.some((it) => name < it.at.node && it.at.node < (names[at + 1] ?? Infinity)))
  );
}

/** True when one of the items stands for the port of the protocol, on some of the pods. */
export function includesPort({ ports, pods }: PortsOnPods, protocol: string, number: number): boolean {
  return ports.some(({ port, last, protocols }) => {
    if (!protocols.includes(protocol)) return false;
    if (port === undefined) return true;
    if (typeof port.value === "string") return listed(pods, port.value).some((it) => it.number === number);
    return port.value <= number && number <= (last ?? port.value);
  });
}

function read(policy: Policy, view: View): PortsOnPods[] {
  const object = policy.object;
  if (object.system === "cilium") {
    return object.specs.flatMap((spec) => itemsOf(spec).flatMap((item) => readItem(policy, spec, item, view)));
  }
  return DIRECTIONS.flatMap((direction) =>
    // Rules of a direction that the policy types leave out are ignored (KV-1).
    object.isolates[direction] === undefined
      ? []
      : rulesOf(object, direction).flatMap((rule) => readRule(policy, rule, view)),
  );
}

function readRule(policy: Policy, rule: PolicyRule, view: View): PortsOnPods[] {
  const { ports: list, direction } = rule;
  if (list === undefined || list.ports.length === 0 || policy.object.system !== "kubernetes") return [];
  const own = policy.namespace ?? "default";
  const pods: Pods | undefined =
    direction === "egress"
      ? peersOf(policy, rule, view)
      : { pods: view.selectedBy(policy), areAll: isWhole(view, own), areNamed: asksForLabels(policy.object.subject) };
  if (pods === undefined) return [];
  return [{ direction, deny: false, ports: list.ports.map((it) => kubernetesPort(it, list.at)), ...pods }];
}

/** The pods of `to`; undefined where it names anything but pods. */
function peersOf(policy: Policy, { peers }: PolicyRule, view: View): Pods | undefined {
  const own = policy.namespace ?? "default";
  if (peers === undefined || peers.peers.length === 0) return undefined;
  if (peers.peers.some((it) => it.ipBlock !== undefined)) return undefined;
  return together(
    peers.peers.map((peer) => {
      const namespaces = peer.namespaceSelector === undefined ? [own] : namesIn(peer.namespaceSelector, NAMESPACE_NAME);
      return {
        pods: view.matchedByPeer(policy, peer),
        areAll: areWhole(namespaces, view),
        areNamed: peer.podSelector !== undefined && asksForLabels(peer.podSelector),
      };
    }),
  );
}

function readItem(policy: Policy, spec: CiliumSpec, item: CiliumItem, view: View): PortsOnPods[] {
  const { direction, deny } = item;
  const pods = direction === "egress" ? ciliumPeers(policy, spec, item, view) : ciliumSubjects(policy, spec, view);
  if (pods === undefined) return [];
  return (item.toPorts?.items ?? []).flatMap(({ ports: list }) =>
    list === undefined || list.ports.length === 0
      ? []
      : [{ direction, deny, ports: list.ports.flatMap((it) => ciliumPort(it, list.at)), ...pods }],
  );
}

function ciliumSubjects(policy: Policy, spec: CiliumSpec, view: View): Pods | undefined {
  if (spec.subject?.on !== "endpoints") return undefined;
  const namespaces = policy.namespace === undefined ? spacesIn(spec.subject.selector) : [policy.namespace];
  return {
    pods: view.selectedBy(policy, spec),
    areAll: areWhole(namespaces, view),
    areNamed: asksForPods(spec.subject.selector),
  };
}

/** The pods of `toEndpoints` and `toServices`; undefined where the item names anything else, or anyone. */
function ciliumPeers(policy: Policy, spec: CiliumSpec, item: CiliumItem, view: View): Pods | undefined {
  const [peers, ...more] = item.peers;
  if (peers === undefined || more.length > 0) return undefined;
  if (peers.type === "endpoints") {
    if (peers.selectors.some(({ requirements }) => requirements.some((it) => podKey(it) === undefined)))
      return undefined;
    return together(
      peers.selectors.map((it) => {
        const own = policy.namespace === undefined ? undefined : [policy.namespace];
        const says = it.requirements.some((requirement) => isNamespaceKey(requirement.key.value));
        return {
          pods: view.matchedByEndpoints(policy, spec, it),
          areAll: areWhole(says ? spacesIn(it) : own, view),
          areNamed: asksForPods(it),
        };
      }),
    );
  }
  if (peers.type !== "services") return undefined;
  const parts = peers.services.map(({ name, namespace }) => {
    const service = name === undefined ? undefined : podsBehind(view, namespace?.value, name.value);
    return service && { pods: service.pods, areAll: isWhole(view, service.namespace), areNamed: true };
  });
  return parts.every((it) => it !== undefined) ? together(parts) : undefined;
}

function together(parts: readonly Pods[]): Pods {
  return {
    pods: [...new Set(parts.flatMap((it) => it.pods))],
    areAll: parts.every((it) => it.areAll),
    areNamed: parts.every((it) => it.areNamed),
  };
}

function areWhole(namespaces: readonly string[] | undefined, view: View): boolean {
  return namespaces?.every((it) => isWhole(view, it)) ?? false;
}

/** The namespaces that a selector names one by one; undefined where it may mean others. */
function namesIn({ requirements }: LabelSelector, key: string): readonly string[] | undefined {
  const says = requirements.find((it) => podKey(it) === key && it.operator === "In");
  return says?.values.map((it) => it.value);
}

function spacesIn(selector: LabelSelector): readonly string[] | undefined {
  return namesIn(selector, POD_NAMESPACE);
}

function asksForPods({ requirements }: LabelSelector): boolean {
  return requirements.some(({ key, operator }) => operator === "In" && !isNamespaceKey(key.value));
}

/** Without a protocol the item means TCP (KV-2). */
function kubernetesPort({ at, port, endPort, protocol }: PortItem, list: Site): WrittenPort {
  return {
    item: at,
    list,
    ...(port === undefined ? {} : { port }),
    ...(endPort === undefined ? {} : { last: endPort.value }),
    ...(protocol === undefined ? {} : { protocol }),
    protocols: [protocol?.value ?? "TCP"],
    isText: false,
  };
}

/** Without a protocol, and with ANY, the item means TCP, UDP and SCTP (CV-26); port "0" is every port (CV-24). */
function ciliumPort({ at, port, endPort, protocol }: CiliumPort, list: Site): WrittenPort[] {
  const protocols = protocol === undefined || protocol.value === ANY_PROTOCOL ? PROTOCOLS : [protocol.value];
  const base = { item: at, list, ...(protocol === undefined ? {} : { protocol }), protocols, isText: true };
  if (port === undefined || port.value === "0") return [base];
  // Names are compared in small letters; a leading zero makes a number octal, which nobody means (CV-22, CV-23).
  if (/[a-zA-Z]/.test(port.value)) return [{ ...base, port: { value: port.value.toLowerCase(), at: port.at } }];
  if (!/^[1-9]\d*$/.test(port.value)) return [];
  const number = Number(port.value);
  const isRange = endPort !== undefined && endPort.value > number;
  return [{ ...base, port: { value: number, at: port.at }, ...(isRange ? { last: endPort.value } : {}) }];
}
