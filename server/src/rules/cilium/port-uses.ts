/** Lists of ports in the allow rules of Cilium policies, and which of them Cilium inspects (CV-35). */

import type { View } from "../../analysis/view.js";
import type { PlacedRule } from "../../model/peers.js";
import type { PortList, RuleReading } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { isSubjectWithin, type SubjectOf } from "../evidence/subjects.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { areTied } from "../evidence/ties.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { haveSamePeers } from "./same-peers.js";

/** One item of `toPorts`, with the pods that it is for. */
export interface PortUse {
  readonly subject: SubjectOf;
  readonly rule: RuleReading;
  readonly ports: PortList;
}

/** Every item of `toPorts` in the policy's allow rules for pods. */
export function portUses(policy: Policy): PortUse[] {
  return ciliumSubjects(policy).flatMap((subject) =>
    subject.part.rules
      .filter((it) => it.verdict === "allow")
      .flatMap((rule) => rule.ports.map((ports) => ({ subject, rule, ports }))),
  );
}

/** Those that a proxy must inspect, or that require authentication. */
export function deepUses(policy: Policy, view: View): readonly PortUse[] {
  return view.memo(deepUsesIn, policy);
}

function deepUsesIn(policy: Policy): readonly PortUse[] {
  return portUses(policy).filter(({ rule, ports }) => ports.conditions.length > 0 || rule.conditions.length > 0);
}

/** A single port of one protocol: `{port: "80", protocol: "TCP"}`, or a named one. */
export interface SinglePort {
  readonly port: string;
  readonly protocol: string;
}

/** Without ranges and items for all ports. */
export function singlePorts({ ports }: PortList): SinglePort[] {
  return ports.flatMap(({ value, endPort, protocols }) => {
    const isRange = endPort !== undefined && endPort.value > Number(value);
    return value === undefined || isRange ? [] : protocols.map((protocol) => ({ port: String(value), protocol }));
  });
}

/** Uses of the same port and peers, for pods that the other use also selects, in policies before this one. */
export function earlierUses(use: PortUse, view: View): { readonly other: PortUse; readonly port: string }[] {
  const { subject, rule } = use;
  const own = subject.policy;
  const ports = singlePorts(use.ports);
  return neighbors(use, view).flatMap((other) => {
    const { policy } = other.subject;
    const isEarlier = policy === own ? other.ports.item.node < use.ports.item.node : policy.id < own.id;
    if (!isEarlier || other.rule.direction !== rule.direction) return [];
    if (policy.file !== own.file && !areManifestsOfOneCluster(view)) return [];
    const theirs = singlePorts(other.ports);
    const shared = ports.find((it) => theirs.some((port) => isSamePort(it, port)));
    if (shared === undefined || !haveSamePeers(placed(use), placed(other), view)) return [];
    if (!isSubjectWithin(subject, other.subject, view) && !isSubjectWithin(other.subject, subject, view)) return [];
    if (!areTied(view, own, policy)) return [];
    return [{ other, port: shared.port }];
  });
}

export function placed({ rule, subject }: PortUse): PlacedRule {
  return { rule, namespace: subject.policy.namespace };
}

function isSamePort(a: SinglePort, b: SinglePort): boolean {
  return a.port === b.port && a.protocol === b.protocol;
}

/** Uses in policies for the same pods. Peers only mean the same within one namespace, or if there are none. */
function neighbors({ subject: { policy: own }, rule }: PortUse, view: View): readonly PortUse[] {
  const isForAll = own.namespace === undefined && rule.peers.length === 0;
  const policies = isForAll ? view.policies : view.policiesFor(own.namespace);
  return policies
    .filter((it) => rule.peers.length === 0 || it.namespace === own.namespace)
    .flatMap((it) => deepUses(it, view));
}
