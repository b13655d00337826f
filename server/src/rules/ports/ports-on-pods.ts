/** The ports in a policy, with the pods that would have to listen on them, as their manifests say. */

import { memoize } from "../../base/memoize.js";
import type { Site, Sourced } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { Direction } from "../../model/direction.js";
import {
  type PeerReading,
  type PodsReading,
  type PolicyPart,
  type PortList,
  type PortReading,
  peersOf,
  type RuleReading,
} from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy, type Workload } from "../../model/scope.js";
import type { ContainerPort } from "../../model/workload.js";
import { systemOf } from "../../systems/kinds.js";
import { requiresLabel, areAllPodsKnown } from "../evidence/known-pods.js";
import { podsBehind } from "../../analysis/services-of-pods.js";

/** One item of a list of ports. */
export interface WrittenPort {
  readonly list: PortList;
  /** A number, or the name of a port; undefined: all ports of the protocols. */
  readonly port?: Sourced<number | string>;
  /** Last port of a range. */
  readonly last?: number;
  readonly protocol?: Sourced<string>;
  /** The map that a protocol may be added to, where none is written. */
  readonly protocolInto?: Site;
  /** Including those that the item means if its protocol is missing or ANY. */
  readonly protocols: readonly string[];
  /** True where the API writes the number as a string. */
  readonly isText: boolean;
}

/** One list of ports and the pods that it is about: for ingress the subjects, for egress the peers. */
export interface PortsOnPods {
  readonly direction: Direction;
  readonly deny: boolean;
  readonly ports: readonly WrittenPort[];
  /** Never empty. Without pods that use the host network (KS-15, CS-4). */
  readonly pods: readonly Workload[];
  /** True if all pods that are meant are in this workspace. */
  readonly areAll: boolean;
  /** True if labels say which pods are meant: others with the same labels belong to the same application. */
  readonly areNamed: boolean;
}

type Pods = Pick<PortsOnPods, "pods" | "areAll" | "areNamed">;

/** Every list of ports in the policy that is only about pods, some of which are in this workspace. */
export function portsOnPods(policy: Policy, view: View): readonly PortsOnPods[] {
  return view.memo(portsOnPodsIn, policy);
}

function portsOnPodsIn(policy: Policy, view: View): readonly PortsOnPods[] {
  return view.isRefused(policy) ? [] : read(policy, view).filter((it) => it.pods.length > 0);
}

/** Ports that containers of the pods list, with the number or the name. */
export function listed(pods: readonly Workload[], port: number | string): readonly ContainerPort[] {
  return portsListed(pods).get(port) ?? [];
}

/** By number and by name. Policies that select the same pods share the list of them. */
const portsListed = memoize((pods: readonly Workload[]): ReadonlyMap<number | string, readonly ContainerPort[]> => {
  const found = new Map<number | string, ContainerPort[]>();
  for (const port of pods.flatMap((it) => it.ports)) {
    for (const key of port.name === undefined ? [port.number] : [port.number, port.name]) {
      const known = found.get(key);
      if (known === undefined) found.set(key, [port]);
      else known.push(port);
    }
  }
  return found;
});

/** True when all of the pods' containers list their ports. */
export const allListTheirPorts = memoize((pods: readonly Workload[]): boolean => pods.every(listsAllPorts));

/**
 * True when each of the pod's containers lists a port. Containers need not, but one that lists any probably lists all.
 */
function listsAllPorts({ object: { containers, ports } }: Workload): boolean {
  // The ports of a container are in one block, before or after its name: if there are as many blocks between names as
  // there are names, each container has one.
  const names = containers.map((it) => it.at.node).sort((a, b) => a - b);
  return (
    names.length > 0 &&
    names.every((name, at) => ports.some((it) => name < it.at.node && it.at.node < (names[at + 1] ?? Infinity)))
  );
}

/** True when one of the items matches the port and protocol on some of the pods. */
export function includesPort({ ports, pods }: PortsOnPods, protocol: string, number: number): boolean {
  return ports.some(({ port, last, protocols }) => {
    if (!protocols.includes(protocol)) return false;
    if (port === undefined) return true;
    if (typeof port.value === "string") return listed(pods, port.value).some((it) => it.number === number);
    return port.value <= number && number <= (last ?? port.value);
  });
}

function read(policy: Policy, view: View): PortsOnPods[] {
  return policy.reading.parts.flatMap((part) =>
    part.rules
      // Rules of a direction that is not isolated may be ignored (KV-1).
      .filter(
        (it) => part.isolates[it.direction] !== undefined || systemOf(policy.object).traits.ignoresUnlisted !== true,
      )
      .flatMap((rule) => readRule(policy, part, rule, view)),
  );
}

function readRule(policy: Policy, part: PolicyPart, rule: RuleReading, view: View): PortsOnPods[] {
  const lists = rule.ports.filter((it) => it.ports.length > 0);
  if (lists.length === 0) return [];
  const pods = rule.direction === "egress" ? peerPods(policy, rule, view) : subjectPods(policy, part, view);
  if (pods === undefined) return [];
  const deny = rule.verdict === "deny";
  return lists.map((list) => ({
    direction: rule.direction,
    deny,
    ports: list.ports.flatMap((it) => readPort(it, list)),
    ...pods,
  }));
}

function subjectPods(policy: Policy, part: PolicyPart, view: View): Pods | undefined {
  const { subject } = part;
  if (subject.of === "nodes" || subject.selector === undefined) return undefined;
  const namespaces = policy.namespace === undefined ? namesIn(subject) : [policy.namespace];
  return { pods: view.selectedBy(policy, part), areAll: areWhole(namespaces, view), areNamed: asksForPods(subject) };
}

/** The pods of the peers; undefined if a peer is something else, or anyone. */
function peerPods(policy: Policy, rule: RuleReading, view: View): Pods | undefined {
  const peers = peersOf(rule);
  if (rule.peers.length !== 1 || peers.length === 0) return undefined;
  const parts = peers.map((it) => podsOf(policy, it, view));
  return parts.every((it) => it !== undefined) ? together(parts) : undefined;
}

function podsOf(policy: Policy, peer: PeerReading, view: View): Pods | undefined {
  if (peer.type === "service") {
    const { name, namespace } = peer;
    const service = name === undefined ? undefined : podsBehind(view, namespace?.value, name.value);
    return service && { pods: service.pods, areAll: areAllPodsKnown(view, service.namespace), areNamed: true };
  }
  if (peer.type !== "pods" || peer.others.length > 0) return undefined;
  const own = policy.namespace === undefined ? undefined : [policy.namespace];
  return {
    pods: view.matchedBy(policy, peer),
    areAll: areWhole(typeof peer.namespaces === "string" ? own : namesIn(peer), view),
    areNamed: asksForPods(peer),
  };
}

function together(parts: readonly Pods[]): Pods {
  return {
    pods: [...new Set(parts.flatMap((it) => it.pods))],
    areAll: parts.every((it) => it.areAll),
    areNamed: parts.every((it) => it.areNamed),
  };
}

function areWhole(namespaces: readonly string[] | undefined, view: View): boolean {
  return namespaces?.every((it) => areAllPodsKnown(view, it)) ?? false;
}

/** The namespaces, if each is named; undefined if others may be meant. */
function namesIn({ namespaces }: PodsReading): readonly string[] | undefined {
  if (typeof namespaces === "string") return undefined;
  const says = namespaces.requirements.find((it) => it.key.value === NAMESPACE_NAME && it.operator === "In");
  return says?.values.map((it) => it.value);
}

function asksForPods({ selector }: PodsReading): boolean {
  return selector !== undefined && requiresLabel(selector);
}

function readPort(reading: PortReading, list: PortList): WrittenPort[] {
  const { port, value, endPort, protocol, protocolInto, protocols, isText } = reading;
  const base = {
    list,
    protocols,
    isText,
    ...(protocol === undefined ? {} : { protocol }),
    ...(protocolInto === undefined ? {} : { protocolInto }),
  };
  if (port === undefined || value === undefined) return [base];
  // What is neither a number nor a name is rejected, and a leading zero makes a number octal, which nobody means (CV-22).
  if (isText && (typeof value === "number" ? !/^[1-9]\d*$/.test(String(port.value)) : !/[a-z]/.test(value))) return [];
  const isRange = typeof value === "number" && endPort !== undefined && (!isText || endPort.value > value);
  return [{ ...base, port: { value, at: port.at }, ...(isRange ? { last: endPort.value } : {}) }];
}
