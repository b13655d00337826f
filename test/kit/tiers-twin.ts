/**
 * The twin for policies in tiers: the pseudo-code of the engine's model (§3), one connection at a time over plain manifests
 * and without any of the engine's code. Address blocks match by address, as on every CNI but Cilium.
 *
 * What no manifest tells, a pod's address or a node's labels, is a question. A connection is asked with every combination of
 * answers: the same verdict for all of them is the verdict.
 */

import {
  atEachAddress,
  atIpv4,
  type Connection,
  inCidr,
  type IpBlock,
  kubernetesPorts,
  type KubernetesSpec,
  type Manifest,
  effectiveTypes,
  namespaceLabels,
  type Selector,
  selected,
  type TwinDirection,
  type TwinEnd,
  type World,
  type WorldPod,
} from "./twin.js";

export type TieredVerdict = "allowed" | "denied" | "conditional" | "ambiguous";

type Decision = "allow" | "deny" | "pass";
type Answer = "allow" | "deny" | "ambiguous";

interface PodsSelector {
  readonly podSelector: Selector;
  readonly namespaceSelector?: Selector;
}
export interface TieredPeer {
  readonly namespaces?: Selector;
  readonly pods?: PodsSelector;
  readonly nodes?: Selector;
  readonly networks?: readonly string[];
  readonly domainNames?: readonly string[];
}
interface PortNumber {
  readonly protocol?: string;
  readonly port: number;
}
interface PortRange {
  readonly protocol?: string;
  readonly start: number;
  readonly end: number;
}
export interface OldPort {
  readonly portNumber?: PortNumber;
  readonly portRange?: PortRange;
  readonly namedPort?: string;
}
interface DestinationPort {
  readonly destinationPort: {
    readonly number?: number;
    readonly range?: { readonly start: number; readonly end: number };
  };
}
export interface NewPort {
  readonly tcp?: DestinationPort;
  readonly udp?: DestinationPort;
  readonly sctp?: DestinationPort;
  readonly destinationNamedPort?: string;
}
export interface TieredRule {
  readonly action: string;
  readonly from?: readonly TieredPeer[];
  readonly to?: readonly TieredPeer[];
  readonly ports?: readonly OldPort[];
  readonly protocols?: readonly NewPort[];
}
export interface TieredSpec {
  readonly tier?: "Admin" | "Baseline";
  readonly priority?: number;
  readonly subject: { readonly namespaces?: Selector; readonly pods?: PodsSelector };
  readonly ingress?: readonly TieredRule[];
  readonly egress?: readonly TieredRule[];
}

/** How often questions that no manifest answers were asked of one connection, and what came of the answers. */
export interface Judgement {
  /** Several where policies of equal rank disagree for some answers and not for others. */
  readonly verdicts: readonly TieredVerdict[];
  /** True when one question was asked by several rules: the engine takes their answers to be independent. */
  readonly entangled: boolean;
  /** True when a question was asked by one of several policies of equal rank: the engine takes it to be answered with yes. */
  readonly tied: boolean;
}

export function tieredVerdict(world: World, connection: Connection): Judgement {
  const answers = new Set<Answer>();
  let entangled = false;
  let tied = false;
  const each = atEachAddress(connection, (pod, direction) => isWrittenWithIpv6(world, pod, direction));
  for (const it of each ?? []) answers.add(bothSides(world, it, () => false));
  if (each !== undefined) return { verdicts: verdictsOf(answers), entangled: answers.size > 1, tied: answers.size > 1 };
  explore((ask) => {
    const here = new Set<string>();
    const counting: Ask = (question, among) => {
      if (here.has(question)) entangled = true;
      if (among > 1) tied = true;
      here.add(question);
      return ask(question, among);
    };
    answers.add(bothSides(world, connection, counting));
  });
  return { verdicts: verdictsOf(answers), entangled, tied };
}

function verdictsOf(answers: ReadonlySet<Answer>): TieredVerdict[] {
  if (answers.size > 1) return answers.has("ambiguous") ? ["conditional", "ambiguous"] : ["conditional"];
  if (answers.has("ambiguous")) return ["ambiguous"];
  return [answers.has("allow") ? "allowed" : "denied"];
}

/** @param among How many policies have the rank of the one that asks. */
type Ask = (question: string, among: number) => boolean;

type Question = (question: string) => boolean;

/** Runs once for every combination of answers to the questions that the run asks. */
function explore(run: (ask: Ask) => void, known: ReadonlyMap<string, boolean> = new Map()): void {
  let first: string | undefined;
  run((question) => {
    const answer = known.get(question);
    if (answer !== undefined) return answer;
    first ??= question;
    return false;
  });
  if (first === undefined) return;
  // The run above has answered every new question with no; those with a yes are still to come.
  const questions = new Map(known);
  questions.set(first, true);
  explore(run, questions);
  questions.set(first, false);
  explore(run, questions);
}

function bothSides(world: World, connection: Connection, ask: Ask): Answer {
  const { from, to } = connection;
  const sides = [side(world, from, "egress", to, connection, ask), side(world, to, "ingress", from, connection, ask)];
  if (sides.some((it) => !it.has("allow"))) return "deny";
  return sides.some((it) => it.has("deny")) ? "ambiguous" : "allow";
}

/** Everything that may come of it: of policies with equal ranks either may decide. */
type Outcomes = ReadonlySet<"allow" | "deny">;
const ALLOWED: Outcomes = new Set(["allow"]);

/** Admin, NetworkPolicy, Baseline, and the default, which allows. */
function side(
  world: World,
  subject: TwinEnd,
  direction: TwinDirection,
  peer: TwinEnd,
  connection: Connection,
  ask: Ask,
): Outcomes {
  if (subject.kind !== "pod" || subject.pod.hostNetwork) return ALLOWED;
  const asked = { world, subject, direction, peer, connection, ask };
  return after(tier("Admin", asked), () => {
    const own = networkPolicies(asked);
    return own === undefined ? after(tier("Baseline", asked), () => ALLOWED) : new Set([own]);
  });
}

/** What may come of a tier's decisions, and of the next tiers where it decides nothing or passes. */
function after(decisions: ReadonlySet<Decision>, next: () => Outcomes): Outcomes {
  const outcomes = new Set<"allow" | "deny">();
  for (const it of decisions) {
    if (it !== "pass") outcomes.add(it);
    else for (const later of next()) outcomes.add(later);
  }
  return outcomes;
}

interface Asked {
  readonly world: World;
  readonly subject: TwinEnd & { readonly kind: "pod" };
  readonly direction: TwinDirection;
  readonly peer: TwinEnd;
  readonly connection: Connection;
  readonly ask: Ask;
}

/** The first matching rule of each policy, priority by priority; a tier in which none matches passes. */
function tier(name: "Admin" | "Baseline", asked: Asked): ReadonlySet<Decision> {
  const { world, subject, direction, peer, connection, ask } = asked;
  const byPriority = new Map<number, Manifest[]>();
  for (const policy of world.policies) {
    if (tierOf(policy) !== name) continue;
    const priority = (policy.spec as TieredSpec).priority ?? 5000;
    byPriority.set(priority, [...(byPriority.get(priority) ?? []), policy]);
  }
  for (const [, policies] of [...byPriority].sort(([a], [b]) => a - b)) {
    const decisions = new Set<Decision>();
    const selecting = policies.filter(({ spec }) => podsMatch(world, (spec as TieredSpec).subject, subject));
    const asking = (question: string): boolean => ask(question, selecting.length);
    for (const { spec, kind } of selecting) {
      const own = spec as TieredSpec;
      const rule = (own[direction] ?? []).find(
        (it) =>
          matchesPorts(it, kind, direction === "ingress" ? subject : peer, connection) &&
          (it.from ?? it.to ?? []).some((one) => peerMatches(world, one, peer, asking)),
      );
      if (rule !== undefined)
        decisions.add(rule.action === "Deny" ? "deny" : rule.action === "Pass" ? "pass" : "allow");
    }
    if (decisions.size > 0) return decisions;
  }
  return new Set(["pass"]);
}

function tierOf({ kind, spec }: Manifest): "Admin" | "Baseline" | undefined {
  if (kind === "AdminNetworkPolicy") return "Admin";
  if (kind === "BaselineAdminNetworkPolicy") return "Baseline";
  return kind === "ClusterNetworkPolicy" ? (spec as TieredSpec).tier : undefined;
}

/** Undefined where no NetworkPolicy isolates the pod in the direction. */
function networkPolicies({ world, subject, direction, peer, connection, ask }: Asked): "allow" | "deny" | undefined {
  if (direction === "ingress" && peer.kind === "entity" && peer.name === "host") return "allow";
  const { pod } = subject;
  let isolated = false;
  let allowed = false;
  for (const { kind, spec, metadata } of world.policies) {
    if (kind !== "NetworkPolicy" || metadata.namespace !== pod.namespace) continue;
    const own = (spec ?? {}) as KubernetesSpec;
    const type = direction === "ingress" ? "Ingress" : "Egress";
    if (!selected(own.podSelector ?? {}, pod.labels) || !effectiveTypes(own).includes(type)) continue;
    isolated = true;
    for (const rule of own[direction] ?? []) {
      if (!kubernetesPorts(rule, direction === "ingress" ? subject : peer, connection)) continue;
      const peers = rule.from ?? rule.to ?? [];
      if (peers.length === 0) allowed = true;
      const asking = (question: string): boolean => ask(question, 1);
      const isIn = (end: TwinEnd): boolean =>
        peers.some((it) => it.ipBlock !== undefined && blockMatches(it.ipBlock, end, asking, "network-policy"));
      if (matchesAny(peer, isIn)) allowed = true;
      for (const it of peers) {
        if (it.ipBlock === undefined && peer.kind === "pod" && !peer.pod.hostNetwork) {
          const rightNamespace =
            it.namespaceSelector === undefined
              ? peer.pod.namespace === pod.namespace
              : selected(it.namespaceSelector, namespaceLabels(world, peer.pod.namespace));
          if (rightNamespace && selected(it.podSelector ?? {}, peer.pod.labels)) allowed = true;
        }
      }
    }
  }
  if (!isolated) return undefined;
  return allowed ? "allow" : "deny";
}

function podsMatch(world: World, { namespaces, pods }: TieredPeer, end: TwinEnd): boolean {
  if (end.kind !== "pod" || end.pod.hostNetwork) return false;
  const own = namespaceLabels(world, end.pod.namespace);
  if (namespaces !== undefined) return selected(namespaces, own);
  if (pods === undefined) return false;
  return selected(pods.namespaceSelector ?? {}, own) && selected(pods.podSelector, end.pod.labels);
}

function peerMatches(world: World, peer: TieredPeer, end: TwinEnd, ask: Question): boolean {
  if (peer.nodes !== undefined) {
    const isNode = end.kind === "entity" ? ["host", "remote-node"].includes(end.name) : isOnHost(end);
    if (!isNode) return false;
    const asked = JSON.stringify(peer.nodes);
    const empty =
      (peer.nodes.matchExpressions ?? []).length === 0 && Object.keys(peer.nodes.matchLabels ?? {}).length === 0;
    return empty || ask(`${nameOf(end)}: node ${asked}`);
  }
  if (peer.networks !== undefined) {
    const { networks } = peer;
    return matchesAny(end, (it) => networks.some((cidr) => blockMatches({ cidr }, it, ask, "tiers")));
  }
  if (peer.domainNames !== undefined) {
    return end.kind === "name" && peer.domainNames.some((it) => nameMatches(it, end.name));
  }
  return podsMatch(world, peer, end);
}

/** Networks that hold all addresses of IPv4 hold a name wherever it leads. */
function matchesAny(end: TwinEnd, matches: (end: TwinEnd) => boolean): boolean {
  return matches(end) || atIpv4(end, matches);
}

function isWrittenWithIpv6(world: World, pod: WorldPod, direction: TwinDirection): boolean {
  return world.policies.some(({ kind, spec, metadata }) => {
    const own = (spec ?? {}) as KubernetesSpec & TieredSpec;
    const selects =
      kind === "NetworkPolicy"
        ? metadata.namespace === pod.namespace && selected(own.podSelector ?? {}, pod.labels)
        : podsMatch(world, own.subject, { kind: "pod", pod });
    return selects && JSON.stringify(own[direction] ?? []).includes("::/");
  });
}

function nameOf(end: TwinEnd): string {
  return end.kind === "pod" ? end.pod.name : end.kind === "address" ? end.address : end.name;
}

function isOnHost(end: TwinEnd): boolean {
  return end.kind === "pod" && end.pod.hostNetwork;
}

/** `*.` is one or more whole labels. */
function nameMatches(pattern: string, name: string): boolean {
  if (!pattern.startsWith("*.")) return pattern === name;
  const [labels, suffix] = [name.split("."), pattern.slice(2).split(".")];
  return labels.length > suffix.length && labels.slice(-suffix.length).join(".") === suffix.join(".");
}

/** @param by NetworkPolicies take `::/0` to hold what has an unknown address, tiers only `0.0.0.0/0`. */
function blockMatches(
  { cidr, except = [] }: IpBlock,
  end: TwinEnd,
  ask: Question,
  by: "network-policy" | "tiers",
): boolean {
  const all = except.length === 0 && (cidr === "0.0.0.0/0" || (cidr === "::/0" && by === "network-policy"));
  const inBlock = (address: string): boolean => inCidr(cidr, address) && !except.some((it) => inCidr(it, address));
  switch (end.kind) {
    case "address":
      return inBlock(end.address);
    case "name":
      return end.address !== undefined && inBlock(end.address);
    case "pod":
      if (end.pod.address !== undefined) return inBlock(end.pod.address);
      return all || ask(`${nameOf(end)}: address in ${cidr} but not ${except.join()}`);
    case "entity":
      if (by === "network-policy" && !["host", "remote-node"].includes(end.name)) return false;
      return all || ask(`${nameOf(end)}: address in ${cidr} but not ${except.join()}`);
  }
}

/** Without ports a rule is about all traffic. */
function matchesPorts(rule: TieredRule, kind: string, destination: TwinEnd, connection: Connection): boolean {
  const { protocol, port } = connection;
  const named = (name: string): boolean =>
    destination.kind === "pod" &&
    destination.pod.ports.some((it) => it.name === name && it.protocol === protocol && it.number === port);
  if (kind !== "ClusterNetworkPolicy") {
    return (
      rule.ports === undefined ||
      rule.ports.some(({ portNumber, portRange, namedPort }) => {
        if (namedPort !== undefined) return named(namedPort);
        if (portNumber !== undefined) return (portNumber.protocol ?? "TCP") === protocol && portNumber.port === port;
        if (portRange === undefined) return false;
        return (portRange.protocol ?? "TCP") === protocol && portRange.start <= port && port <= portRange.end;
      })
    );
  }
  return (
    rule.protocols === undefined ||
    rule.protocols.some((it) => {
      if (it.destinationNamedPort !== undefined) return named(it.destinationNamedPort);
      const own = it[protocol.toLowerCase() as "tcp" | "udp" | "sctp"]?.destinationPort;
      if (own === undefined) return false;
      if (own.number !== undefined) return own.number === port;
      return own.range !== undefined && own.range.start <= port && port <= own.range.end;
    })
  );
}
