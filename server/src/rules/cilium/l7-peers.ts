/**
 * Ports that a Cilium policy opens with a deeper match (HTTP, DNS, server names), and the rules that open the same ports to
 * the same pods another way (CS-33, CS-38, CV-35).
 */

import { memoize } from "../../base/memoize.js";
import type { Site } from "../../base/source.js";
import type { Allowance, Policy } from "../../systems/written.js";
import type { View } from "../../analysis/view.js";
import { PROTOCOLS } from "../../engine/traffic.js";
import {
  type CiliumItem,
  type CiliumPeers,
  type CiliumPort,
  itemsOf,
  type ToPorts,
} from "../../systems/cilium/model.js";
import { ANY_PROTOCOL } from "../../systems/cilium/schema/values.js";
import type { PortItem } from "../../systems/kubernetes/model.js";
import type { Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { podKey } from "../evidence/cilium-keys.js";
import { isWithin } from "../evidence/granted-blocks.js";
import { isOneCluster } from "../evidence/one-cluster.js";
import { policiesBeside } from "../evidence/policies-beside.js";
import { type SubjectOf, subjectsOf } from "../evidence/subjects.js";

/** One item of `toPorts` in an allow rule, with the pods that it is for. */
export interface PortUse {
  readonly subject: SubjectOf;
  readonly item: CiliumItem;
  readonly toPorts: ToPorts;
}

/** A rule that opens a port without looking deeper. */
export interface PlainAllow {
  readonly policy: Policy;
  /** The rule. */
  readonly at: Site;
  /** The port that both are about. */
  readonly port: string;
  /** `port`: it lists the port itself. `wider`: every port, or a range with the port in it. */
  readonly by: "port" | "wider";
  /** `all`: every peer of the deeper match. `some`: pods in sight that both name. */
  readonly peers: "all" | "some";
  /** Both rules name their peers in the same words. */
  readonly samePeers: boolean;
}

/** Every item of `toPorts` in the policy's allow rules for pods. */
export function portUses(policy: Policy): PortUse[] {
  return subjectsOf(policy).flatMap((subject) => {
    if (subject.spec === undefined) return [];
    return itemsOf(subject.spec)
      .filter((it) => !it.deny)
      .flatMap((item) => (item.toPorts?.items ?? []).map((toPorts) => ({ subject, item, toPorts })));
  });
}

/** The items of `toPorts` that a proxy has to look into, or that ask for authentication; none of a policy not in force. */
export function deepUses(policy: Policy, view: View): readonly PortUse[] {
  return view.memo(deepUsesIn, policy);
}

function deepUsesIn(policy: Policy, view: View): readonly PortUse[] {
  const deep = portUses(policy).filter((it) => isDeep(it.toPorts) || it.item.authentication !== undefined);
  return deep.length === 0 || view.isRefused(policy) ? [] : deep;
}

/** True for an item of `toPorts` that asks for more than the port. */
export function isDeep({ rules, serverNames, listener }: ToPorts): boolean {
  const lists = [rules?.http?.rules, rules?.dns?.names, rules?.other, serverNames?.names];
  return listener !== undefined || lists.some((it) => it !== undefined && it.length > 0);
}

/** Rules that open a port of the use to the same pods, in the same direction, without a deeper match. */
export function plainAllows(use: PortUse, view: View): PlainAllow[] {
  const { subject, item } = use;
  const own = subject.policy;
  const mine = view.allowances(own).find((it) => it.by.at.node === item.at.node);
  const keys = portKeys(use.toPorts);
  if (mine === undefined || keys.length === 0) return [];
  const oneCluster = isOneCluster(view);
  return policiesBeside(own.namespace, view).flatMap((policy) => {
    if ((!oneCluster && policy.file !== own.file) || view.isRefused(policy)) return [];
    if (!subjectsOf(policy).some((it) => isWithin(subject, it, view))) return [];
    return view.allowances(policy).flatMap((other) => {
      if (other.by.verdict !== "allow" || other.by.direction !== item.direction) return [];
      if (!subjectsOf(policy).some((it) => holds(it, other) && isWithin(subject, it, view))) return [];
      const hit = openedPlainly(other, keys);
      const peers = hit === undefined ? undefined : commonPeers(mine, other, subject.policy, policy);
      if (hit === undefined || peers === undefined) return [];
      const samePeers = arePeersEqual(item, other.by.rule, own, policy);
      return [{ policy, at: other.by.at, ...hit, peers, samePeers }];
    });
  });
}

/** Uses of the same port for the same peers of pods that are all among the other's, in policies written before this one. */
export function earlierUses(use: PortUse, view: View): { readonly other: PortUse; readonly port: string }[] {
  const keys = portKeys(use.toPorts);
  const own = use.subject.policy;
  return neighbours(use, view).flatMap((other) => {
    const policy = other.subject.policy;
    const isEarlier = policy === own ? other.toPorts.at.node < use.toPorts.at.node : policy.id < own.id;
    if (!isEarlier || other.item.direction !== use.item.direction) return [];
    if (!isOneCluster(view) && policy.file !== own.file) return [];
    const theirs = new Set(portKeys(other.toPorts));
    const key = keys.find((it) => theirs.has(it));
    if (key === undefined || !arePeersEqual(use.item, other.item, own, policy)) return [];
    if (!isWithin(use.subject, other.subject, view) && !isWithin(other.subject, use.subject, view)) return [];
    return [{ other, port: portOf(key) }];
  });
}

/** Uses in policies for the same pods. Peers mean the same in one namespace alone, and where there are none. */
function neighbours({ subject: { policy: own }, item }: PortUse, view: View): readonly PortUse[] {
  const isForAll = own.namespace === undefined && item.peers.length === 0;
  const policies = isForAll ? view.scope.policies : policiesBeside(own.namespace, view);
  return policies
    .filter((it) => item.peers.length === 0 || it.namespace === own.namespace)
    .flatMap((it) => deepUses(it, view));
}

function holds({ spec }: SubjectOf, { by }: Allowance): boolean {
  return spec === undefined || itemsOf(spec).some((it) => it.at.node === by.at.node);
}

/** `80/TCP` for each single port; ranges and port 0 are left out. */
function portKeys(toPorts: ToPorts): string[] {
  return (toPorts.ports?.ports ?? []).flatMap((it) =>
    it.port === undefined || it.port.value === "0" || isRange(it)
      ? []
      : protocolsOf(it.protocol?.value ?? ANY_PROTOCOL).map(
          (protocol) => `${it.port?.value.toLowerCase()}/${protocol}`,
        ),
  );
}

function portOf(key: string): string {
  return key.slice(0, key.indexOf("/"));
}

function protocolsOf(word: string): readonly string[] {
  return word === ANY_PROTOCOL ? PROTOCOLS : [word];
}

function isRange({ port, endPort }: CiliumPort): boolean {
  return endPort !== undefined && endPort.value > Number(port?.value);
}

/** How the rule opens one of the ports without a deeper match; undefined where it does not. */
function openedPlainly({ by }: Allowance, keys: readonly string[]): Pick<PlainAllow, "port" | "by"> | undefined {
  const { rule } = by;
  const first = portOf(keys[0] ?? "");
  let ports: readonly (CiliumPort | PortItem)[];
  if ("list" in rule) {
    if (rule.icmps !== undefined) return undefined;
    const items = rule.toPorts?.items ?? [];
    if (items.length === 0) return { port: first, by: "wider" };
    ports = items.filter((it) => !isDeep(it)).flatMap((it) => it.ports?.ports ?? []);
  } else {
    ports = rule.ports?.ports ?? [];
    if (ports.length === 0) return { port: first, by: "wider" };
  }
  const protocol = "list" in rule ? "ANY" : "TCP";
  const opens = keys.map((key) => ({ key, by: opensOf(key, ports, protocol) }));
  const hit = opens.find((it) => it.by === "port") ?? opens.find((it) => it.by === "wider");
  return hit?.by === undefined ? undefined : { port: portOf(hit.key), by: hit.by };
}

function opensOf(
  key: string,
  ports: readonly (CiliumPort | PortItem)[],
  protocol: string,
): PlainAllow["by"] | undefined {
  const [wanted = "", word = ""] = key.split("/");
  const ofProtocol = ports.filter((it) => protocolsOf(it.protocol?.value ?? protocol).includes(word));
  const isExact = ({ port, endPort }: CiliumPort | PortItem) =>
    String(port?.value).toLowerCase() === wanted && (endPort === undefined || endPort.value <= Number(wanted));
  if (ofProtocol.some(isExact)) return "port";
  const number = Number(wanted);
  const isWider = ({ port, endPort }: CiliumPort | PortItem) => {
    const low = Number(port?.value ?? 0);
    return low === 0 || (low <= number && number <= (endPort?.value ?? low));
  };
  return ofProtocol.some(isWider) ? "wider" : undefined;
}

function commonPeers(mine: Allowance, other: Allowance, own: Policy, policy: Policy): PlainAllow["peers"] | undefined {
  if (other.anyPeer || arePeersEqual(mine.by.rule, other.by.rule, own, policy)) return "all";
  if (mine.anyPeer) return undefined;
  const { pods, ends, hasWorld } = namedBy(other);
  const isEnd = (it: Allowance["ends"][number]) => ends.has(JSON.stringify(it)) || (hasWorld && it.type === "cidr");
  const named = mine.workloads.length + mine.ends.length;
  if (named > 0 && mine.workloads.every((it) => pods.has(it)) && mine.ends.every(isEnd)) return "all";
  return mine.workloads.some((it) => pods.has(it)) ? "some" : undefined;
}

interface Named {
  readonly pods: ReadonlySet<Workload>;
  readonly ends: ReadonlySet<string>;
  readonly hasWorld: boolean;
}

/** Asked for one rule by every other rule of the same pods. */
const namedBy = memoize(
  ({ workloads, ends }: Allowance): Named => ({
    pods: new Set(workloads),
    ends: new Set(ends.map((it) => JSON.stringify(it))),
    hasWorld: ends.some((it) => it.type === "world"),
  }),
);

/** True for Cilium items that name the same peers in the same words, read in the same namespace. */
function arePeersEqual(a: Allowance["by"]["rule"], b: Allowance["by"]["rule"], own: Policy, policy: Policy): boolean {
  if (!("list" in a) || !("list" in b)) return false;
  if (a.peers.length === 0 && b.peers.length === 0) return true;
  return own.namespace === policy.namespace && peersText(a.peers) === peersText(b.peers);
}

const peersText = memoize((peers: readonly CiliumPeers[]): string => peers.map(peerText).sort().join(" & "));

function peerText(peers: CiliumPeers): string {
  switch (peers.type) {
    case "endpoints":
    case "nodes":
    case "requires":
      return `${peers.type} ${peers.selectors.map(selectorText).sort().join(" | ")}`;
    case "cidr":
      return `cidr ${valuesText(peers.cidrs)}`;
    case "cidr-set":
      return `set ${peers.sets
        .map((it) => `${it.cidr?.value ?? it.cidrGroupRef?.value ?? `at ${it.at.node}`}-${valuesText(it.except)}`)
        .sort()
        .join(" | ")}`;
    case "entities":
      return `entities ${valuesText(peers.entities)}`;
    case "fqdns":
      return `fqdns ${valuesText(peers.names.flatMap((it) => it.matchName ?? it.matchPattern ?? []))}`;
    case "services":
      return `services ${peers.services.map((it) => `${it.namespace?.value ?? ""}/${it.name?.value ?? `at ${it.at.node}`}`).join(" | ")}`;
    case "groups":
      return `groups at ${peers.at.node}`;
  }
}

function valuesText(values: readonly { readonly value: string }[]): string {
  return values
    .map((it) => it.value)
    .sort()
    .join(" | ");
}

function selectorText({ requirements }: LabelSelector): string {
  return requirements
    .map((it) => `${podKey(it) ?? it.key.value} ${it.operator} ${valuesText(it.values)}`)
    .sort()
    .join(" & ");
}
