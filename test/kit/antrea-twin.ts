/**
 * The twin for Antrea: its rules in one list, by tier, priority and place, asked one connection at a time over plain manifests and
 * without any of the engine's code. Rules of one rank are tried in every order.
 */

import {
  type Connection,
  effectiveTypes,
  inCidr,
  type IpBlock,
  kubernetesPorts,
  type KubernetesSpec,
  type Labels,
  type Manifest,
  namespaceLabels,
  type Selector,
  selected,
  type TwinDirection,
  type TwinEnd,
  type World,
  type WorldPod,
} from "./twin.js";

export interface AntreaChoice {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly namespaces?: { readonly match?: "Self"; readonly sameLabels?: readonly string[] };
  readonly ipBlock?: IpBlock;
  readonly group?: string;
}
export interface AntreaGroup {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlocks?: readonly IpBlock[];
  readonly serviceReference?: { readonly name: string; readonly namespace: string };
  readonly childGroups?: readonly string[];
}
interface Port {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}
export interface AntreaRule {
  readonly action: "Allow" | "Drop" | "Reject" | "Pass";
  readonly appliedTo?: readonly AntreaChoice[];
  readonly from?: readonly AntreaChoice[];
  readonly to?: readonly AntreaChoice[];
  readonly ports?: readonly Port[];
  readonly protocols?: readonly unknown[];
}
export interface AntreaSpec {
  readonly tier?: string;
  readonly priority: number;
  readonly appliedTo?: readonly AntreaChoice[];
  readonly ingress?: readonly AntreaRule[];
  readonly egress?: readonly AntreaRule[];
}

type Verdict = "allow" | "deny";

/** Both, where rules of one rank disagree. */
export interface Judged {
  readonly verdicts: readonly ("allowed" | "denied")[];
  /** True where rules of one rank that match say different things, whatever comes of it. */
  readonly tied: boolean;
}

const API = "crd.antrea.io/v1beta1";
const BASELINE = 253;
const STATIC: Readonly<Record<string, number>> = {
  emergency: 50,
  securityops: 100,
  networkops: 150,
  platform: 200,
  application: 250,
  baseline: BASELINE,
};

interface Asked {
  readonly world: World;
  readonly subject: WorldPod;
  readonly direction: TwinDirection;
  readonly peer: TwinEnd;
  readonly connection: Connection;
}

export function antreaVerdict(world: World, connection: Connection): Judged {
  const { from, to } = connection;
  const sides = [side(world, from, "egress", to, connection), side(world, to, "ingress", from, connection)];
  const verdicts = new Set<"allowed" | "denied">();
  if (sides.every((it) => it.verdicts.has("allow"))) verdicts.add("allowed");
  if (sides.some((it) => it.verdicts.has("deny"))) verdicts.add("denied");
  return { verdicts: [...verdicts], tied: sides.some((it) => it.tied) };
}

interface SideJudged {
  readonly verdicts: ReadonlySet<Verdict>;
  readonly tied: boolean;
}

function side(
  world: World,
  subject: TwinEnd,
  direction: TwinDirection,
  peer: TwinEnd,
  connection: Connection,
): SideJudged {
  if (subject.kind !== "pod" || subject.pod.hostNetwork) return { verdicts: new Set(["allow"]), tied: false };
  const asked: Asked = { world, subject: subject.pod, direction, peer, connection };
  const rules = world.policies.flatMap((it) => ranked(it, asked));
  const before = firstOf(rules.filter((it) => it.tier !== BASELINE));
  const after = firstOf(rules.filter((it) => it.tier === BASELINE));
  const verdicts = new Set<Verdict>();
  for (const action of before.actions) {
    if (action === "Allow") verdicts.add("allow");
    else if (action === "Drop" || action === "Reject") verdicts.add("deny");
    else {
      const own = kubernetes(asked);
      if (own !== undefined) verdicts.add(own);
      else for (const it of after.actions) verdicts.add(it === "Drop" || it === "Reject" ? "deny" : "allow");
    }
  }
  return { verdicts, tied: before.tied || after.tied };
}

interface Ranked {
  readonly tier: number;
  readonly priority: number;
  readonly index: number;
  readonly action: AntreaRule["action"];
}

/** What the first rules of a rank say; `Pass` where none matches. */
function firstOf(rules: readonly Ranked[]): {
  readonly actions: readonly AntreaRule["action"][];
  readonly tied: boolean;
} {
  const sorted = [...rules].sort((a, b) => a.tier - b.tier || a.priority - b.priority || a.index - b.index);
  const [first] = sorted;
  if (first === undefined) return { actions: ["Pass"], tied: false };
  const same = sorted.filter(
    (it) => it.tier === first.tier && it.priority === first.priority && it.index === first.index,
  );
  const actions = [...new Set(same.map((it) => (it.action === "Reject" ? "Drop" : it.action)))];
  return { actions, tied: actions.length > 1 };
}

/** The rules of a policy that match. */
function ranked({ apiVersion, kind, metadata, spec }: Manifest, asked: Asked): Ranked[] {
  if (apiVersion !== API || (kind !== "NetworkPolicy" && kind !== "ClusterNetworkPolicy")) return [];
  const own = spec as AntreaSpec;
  const tier = tierOf(asked.world, own.tier ?? "application");
  return (own[asked.direction] ?? []).flatMap((rule, index) => {
    const applied = rule.appliedTo ?? own.appliedTo ?? [];
    const selects = applied.some((it) => isSubject(it, metadata.namespace, asked));
    if (!selects || !portsMatch(rule, asked) || !peersMatch(rule, metadata.namespace, asked)) return [];
    return [{ tier, priority: own.priority, index, action: rule.action }];
  });
}

function tierOf(world: World, name: string): number {
  const object = world.policies.find((it) => it.kind === "Tier" && it.metadata.name === name);
  const { priority = 0 } = (object?.spec ?? {}) as { readonly priority?: number };
  return STATIC[name.toLowerCase()] ?? priority;
}

function isSubject(choice: AntreaChoice, namespace: string | undefined, { world, subject }: Asked): boolean {
  if (choice.group === undefined) return bySelectors(choice, namespace, subject, world);
  const group = groupOf(world, choice.group, namespace);
  if (namespace !== undefined && (subject.namespace !== namespace || group?.namespaceSelector !== undefined))
    return false;
  return isMember(choice.group, namespace, { kind: "pod", pod: subject }, world, false);
}

function bySelectors(
  { podSelector, namespaceSelector }: Pick<AntreaChoice, "podSelector" | "namespaceSelector">,
  namespace: string | undefined,
  pod: WorldPod,
  world: World,
): boolean {
  if (pod.hostNetwork) return false;
  if (podSelector === undefined && namespaceSelector === undefined && namespace === undefined) return false;
  const isThere =
    namespaceSelector === undefined
      ? namespace === undefined || pod.namespace === namespace
      : selected(namespaceSelector, namespaceLabels(world, pod.namespace));
  return isThere && selected(podSelector ?? {}, pod.labels);
}

function peersMatch(rule: AntreaRule, namespace: string | undefined, asked: Asked): boolean {
  const peers = rule.from ?? rule.to ?? [];
  return peers.length === 0 || peers.some((it) => isPeer(it, namespace, asked));
}

function isPeer(choice: AntreaChoice, namespace: string | undefined, { world, subject, peer }: Asked): boolean {
  if (choice.ipBlock !== undefined) return isInBlock(choice.ipBlock, peer);
  if (choice.group !== undefined) return isMember(choice.group, namespace, peer, world, true);
  if (peer.kind !== "pod" || peer.pod.hostNetwork) return false;
  const { namespaces } = choice;
  if (namespaces === undefined) return bySelectors(choice, namespace, peer.pod, world);
  if (!selected(choice.podSelector ?? {}, peer.pod.labels)) return false;
  if (namespaces.match === "Self") return peer.pod.namespace === subject.namespace;
  const [own, others]: readonly Labels[] = [subject, peer.pod].map((it) => namespaceLabels(world, it.namespace));
  return (namespaces.sameLabels ?? []).every((key) => own?.[key] !== undefined && own[key] === others?.[key]);
}

function isInBlock({ cidr, except = [] }: IpBlock, end: TwinEnd): boolean {
  const address = end.kind === "pod" ? end.pod.address : end.kind === "entity" ? undefined : end.address;
  return address !== undefined && inCidr(cidr, address) && !except.some((it) => inCidr(it, address));
}

function groupOf(world: World, name: string, namespace: string | undefined): AntreaGroup | undefined {
  const kind = namespace === undefined ? "ClusterGroup" : "Group";
  const found = world.policies.find(
    (it) => it.kind === kind && it.metadata.name === name && it.metadata.namespace === namespace,
  );
  return found?.spec as AntreaGroup | undefined;
}

function isMember(
  name: string,
  namespace: string | undefined,
  end: TwinEnd,
  world: World,
  withBlocks: boolean,
  isChild = false,
): boolean {
  const group = groupOf(world, name, namespace);
  if (group === undefined) return false;
  const { childGroups, ipBlocks, serviceReference } = group;
  if (childGroups !== undefined) {
    const isTooDeep = childGroups.some((it) => groupOf(world, it, namespace)?.childGroups !== undefined);
    if (isChild || isTooDeep) return false;
    return childGroups.some((it) => isMember(it, namespace, end, world, withBlocks, true));
  }
  if (ipBlocks !== undefined) return withBlocks && ipBlocks.some((it) => isInBlock(it, end));
  if (end.kind !== "pod" || end.pod.hostNetwork) return false;
  if (serviceReference !== undefined) {
    const service = world.policies.find(
      (it) =>
        it.kind === "Service" &&
        it.metadata.name === serviceReference.name &&
        it.metadata.namespace === serviceReference.namespace,
    );
    const { selector = {} } = (service?.spec ?? {}) as { readonly selector?: Labels };
    if (Object.keys(selector).length === 0 || end.pod.namespace !== serviceReference.namespace) return false;
    return selected({ matchLabels: selector }, end.pod.labels);
  }
  return bySelectors(group, namespace, end.pod, world);
}

function portsMatch(
  { ports = [], protocols = [] }: AntreaRule,
  { subject, direction, peer, connection }: Asked,
): boolean {
  if (ports.length === 0 && protocols.length === 0) return true;
  const destination: TwinEnd = direction === "ingress" ? { kind: "pod", pod: subject } : peer;
  return ports.some((it) => portIs(it, destination, connection));
}

function portIs({ protocol = "TCP", port, endPort }: Port, destination: TwinEnd, asked: Connection): boolean {
  if (protocol !== asked.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === "number") return port <= asked.port && asked.port <= (endPort ?? port);
  const named = destination.kind === "pod" ? destination.pod.ports : [];
  return named.some((it) => it.name === port && it.protocol === protocol && it.number === asked.port);
}

/** Undefined where no NetworkPolicy selects the pod for the direction. */
function kubernetes({ world, subject, direction, peer, connection }: Asked): Verdict | undefined {
  const type = direction === "ingress" ? "Ingress" : "Egress";
  const own = world.policies.flatMap(({ apiVersion, metadata, spec }) => {
    if (apiVersion !== "networking.k8s.io/v1" || metadata.namespace !== subject.namespace) return [];
    const read = (spec ?? {}) as KubernetesSpec;
    return selected(read.podSelector ?? {}, subject.labels) && effectiveTypes(read).includes(type) ? [read] : [];
  });
  if (own.length === 0) return undefined;
  const allows = own.some((spec) =>
    (spec[direction] ?? []).some((rule) => {
      const destination: TwinEnd = direction === "ingress" ? { kind: "pod", pod: subject } : peer;
      if (!kubernetesPorts(rule, destination, connection)) return false;
      const peers = rule.from ?? rule.to ?? [];
      if (peers.length === 0) return true;
      return peers.some((it) =>
        it.ipBlock !== undefined
          ? isInBlock(it.ipBlock, peer)
          : peer.kind === "pod" && bySelectors(it, subject.namespace, peer.pod, world),
      );
    }),
  );
  return allows ? "allow" : "deny";
}
