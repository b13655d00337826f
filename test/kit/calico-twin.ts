/**
 * The twin for Calico: its evaluation one connection at a time, tier by tier and rule by rule, over plain manifests and without
 * any of the engine's code. Whoever has labels is looked up for each end: a pod, and every network set that holds its address.
 */

import { selectorVerdict } from "./selector-twin.js";
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
  selected,
  type TwinDirection,
  type TwinEnd,
  type TwinProtocol,
  type World,
} from "./twin.js";

export interface CalicoEntity {
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly selector?: string;
  readonly notSelector?: string;
  readonly namespaceSelector?: string;
  readonly ports?: readonly (number | string)[];
  readonly notPorts?: readonly (number | string)[];
}
export interface CalicoRule {
  readonly action: "Allow" | "Deny" | "Pass" | "Log";
  readonly protocol?: TwinProtocol;
  readonly notProtocol?: TwinProtocol;
  readonly source?: CalicoEntity;
  readonly destination?: CalicoEntity;
}
export interface CalicoSpec {
  readonly tier?: string;
  readonly order?: number;
  readonly selector?: string;
  readonly namespaceSelector?: string;
  readonly types?: readonly string[];
  readonly ingress?: readonly CalicoRule[];
  readonly egress?: readonly CalicoRule[];
}

type Answer = "allow" | "deny" | "pass";

/** What evaluation needs of a policy, whichever API it is of. */
interface Ranked {
  readonly tier: string;
  readonly order: number;
  readonly text: string;
  readonly selects: boolean;
  readonly firstMatch: () => Answer | undefined;
}

export function calicoVerdict(world: World, connection: Connection): "allowed" | "denied" {
  const { from, to } = connection;
  const passes = side(world, from, "egress", to, connection) && side(world, to, "ingress", from, connection);
  return passes ? "allowed" : "denied";
}

function side(
  world: World,
  subject: TwinEnd,
  direction: TwinDirection,
  peer: TwinEnd,
  connection: Connection,
): boolean {
  if (subject.kind !== "pod" || subject.pod.hostNetwork) return true;
  const asked = { world, subject, direction, peer, connection };
  const all = world.policies.flatMap((it) => ranked(it, asked) ?? []).filter((it) => it.selects);
  const tiers = [...new Set(all.map((it) => it.tier))].sort((a, b) =>
    compare(rankOfTier(world, a), rankOfTier(world, b)),
  );
  for (const tier of tiers) {
    const policies = all
      .filter((it) => it.tier === tier)
      .sort((a, b) => a.order - b.order || (a.text < b.text ? -1 : 1));
    let answer: Answer | undefined;
    for (const it of policies) {
      answer = it.firstMatch();
      if (answer !== undefined) break;
    }
    answer ??= endOf(world, tier);
    if (answer !== "pass") return answer === "allow";
  }
  return true;
}

interface Asked {
  readonly world: World;
  readonly subject: TwinEnd & { readonly kind: "pod" };
  readonly direction: TwinDirection;
  readonly peer: TwinEnd;
  readonly connection: Connection;
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [at, left] of a.entries()) {
    const right = b[at] ?? 0;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function tierObject(
  world: World,
  name: string,
): { readonly order?: number; readonly defaultAction?: string } | undefined {
  const found = world.policies.find((it) => it.kind === "Tier" && it.metadata.name === name);
  return found?.spec as { readonly order?: number; readonly defaultAction?: string } | undefined;
}

/** Tiers that exist, then their order, then their name. */
function rankOfTier(world: World, name: string): readonly (number | string)[] {
  if (name === "default") return [0, 1_000_000, name];
  const object = tierObject(world, name);
  return [object === undefined ? 1 : 0, object?.order ?? Number.POSITIVE_INFINITY, name];
}

function endOf(world: World, name: string): Answer {
  return tierObject(world, name)?.defaultAction === "Pass" ? "pass" : "deny";
}

function ranked(manifest: Manifest, asked: Asked): Ranked | undefined {
  const { kind, apiVersion, metadata, spec } = manifest;
  const { pod } = asked.subject;
  const type = asked.direction === "ingress" ? "Ingress" : "Egress";
  if (apiVersion === "networking.k8s.io/v1") {
    const own = (spec ?? {}) as KubernetesSpec;
    const isOwn = metadata.namespace === pod.namespace && selected(own.podSelector ?? {}, pod.labels);
    return {
      tier: "default",
      order: 1000,
      text: `${metadata.name}/${metadata.namespace ?? ""}/KubernetesNetworkPolicy`,
      selects: isOwn && effectiveTypes(own).includes(type),
      firstMatch: () => (kubernetesMatch(own, asked) ? "allow" : undefined),
    };
  }
  if (kind !== "NetworkPolicy" && kind !== "GlobalNetworkPolicy") return undefined;
  const own = (spec ?? {}) as CalicoSpec;
  const isHere = metadata.namespace === undefined || metadata.namespace === pod.namespace;
  const things = thingsOf(asked.world, asked.subject).filter((it) => it.isPod);
  return {
    tier: own.tier ?? "default",
    order: own.order ?? Number.POSITIVE_INFINITY,
    text: `${metadata.name}/${metadata.namespace ?? ""}/${kind}`,
    selects: isHere && things.some((it) => isChosen(it, own)) && typesOf(own).includes(type),
    firstMatch: () => {
      for (const rule of own[asked.direction] ?? []) {
        if (rule.action !== "Log" && matches(rule, metadata.namespace, asked))
          return rule.action === "Allow" ? "allow" : rule.action === "Deny" ? "deny" : "pass";
      }
      return undefined;
    },
  };
}

function typesOf({ types, ingress = [], egress = [] }: CalicoSpec): readonly string[] {
  if (types !== undefined) return types;
  if (egress.length === 0) return ["Ingress"];
  return ingress.length === 0 ? ["Egress"] : ["Ingress", "Egress"];
}

/** Something with labels that an end is: a pod, or a set of addresses. */
interface Thing {
  readonly isPod: boolean;
  readonly labels: Labels;
  /** Undefined for what is in none. */
  readonly namespace?: string;
  readonly ofNamespace: Labels;
}

function thingsOf(world: World, end: TwinEnd): Thing[] {
  const things: Thing[] = [];
  const inNamespace = (name: string) => ({
    namespace: name,
    ofNamespace: { ...namespaceLabels(world, name), "projectcalico.org/name": name },
  });
  if (end.kind === "pod" && !end.pod.hostNetwork) {
    const own = { "projectcalico.org/namespace": end.pod.namespace, "projectcalico.org/orchestrator": "k8s" };
    things.push({ isPod: true, labels: { ...end.pod.labels, ...own }, ...inNamespace(end.pod.namespace) });
  }
  const address = addressOf(end);
  for (const { kind, metadata, spec } of world.policies) {
    if (kind !== "NetworkSet" && kind !== "GlobalNetworkSet") continue;
    const { nets } = spec as { readonly nets: readonly string[] };
    if (address === undefined || !nets.some((it) => (it.includes("/") ? inCidr(it, address) : it === address)))
      continue;
    const labels = (metadata as { readonly labels?: Labels }).labels ?? {};
    if (metadata.namespace === undefined) things.push({ isPod: false, labels, ofNamespace: {} });
    else {
      const own = { "projectcalico.org/namespace": metadata.namespace };
      things.push({ isPod: false, labels: { ...labels, ...own }, ...inNamespace(metadata.namespace) });
    }
  }
  return things;
}

function addressOf(end: TwinEnd): string | undefined {
  return end.kind === "pod" ? end.pod.address : end.kind === "entity" ? undefined : end.address;
}

function isChosen(
  { labels, namespace, ofNamespace }: Thing,
  { selector = "", namespaceSelector = "" }: { readonly selector?: string; readonly namespaceSelector?: string },
): boolean {
  if (
    namespaceSelector === "global()"
      ? namespace !== undefined
      : namespaceSelector === "all()" && namespace === undefined
  )
    return false;
  const isPlain = namespaceSelector !== "global()" && namespaceSelector !== "all()";
  if (isPlain && selectorVerdict(namespaceSelector, ofNamespace) !== true) return false;
  return selectorVerdict(selector, labels) === true;
}

function matches(rule: CalicoRule, namespace: string | undefined, asked: Asked): boolean {
  const { subject, direction, peer, connection, world } = asked;
  const [source, destination] = direction === "ingress" ? [peer, subject] : [subject, peer];
  if (rule.protocol !== undefined && rule.protocol !== connection.protocol) return false;
  if (rule.notProtocol === connection.protocol) return false;
  const { ports = [], notPorts = [] } = rule.destination ?? {};
  const isPort = (it: number | string): boolean => portIs(it, destination, connection);
  if (ports.length > 0 && !ports.some(isPort)) return false;
  if (notPorts.some(isPort)) return false;
  return isEntity(world, rule.source, source, namespace) && isEntity(world, rule.destination, destination, namespace);
}

function portIs(port: number | string, destination: TwinEnd, { protocol, port: asked }: Connection): boolean {
  const [first, last = first] = String(port).split(":");
  if (/^\d+$/.test(first ?? "")) return Number(first) <= asked && asked <= Number(last);
  const ports = destination.kind === "pod" ? destination.pod.ports : [];
  return ports.some((it) => it.name === port && it.protocol === protocol && it.number === asked);
}

function isEntity(world: World, entity: CalicoEntity = {}, end: TwinEnd, namespace: string | undefined): boolean {
  const { nets = [], notNets = [], selector, notSelector, namespaceSelector } = entity;
  const address = addressOf(end);
  const isIn = (cidrs: readonly string[]): boolean => address !== undefined && cidrs.some((it) => inCidr(it, address));
  if (nets.length > 0 && !isIn(nets)) return false;
  if (isIn(notNets)) return false;
  const things = thingsOf(world, end);
  if (notSelector !== undefined && things.some((it) => isChosen(it, { selector: notSelector }))) return false;
  const picks = selector !== undefined || namespaceSelector !== undefined;
  const isConfined = namespace !== undefined && namespaceSelector === undefined;
  if (!picks && !(isConfined && notSelector !== undefined)) return true;
  return things.some((it) => {
    if (isConfined && it.namespace !== namespace) return false;
    return isChosen(it, {
      ...(selector === undefined ? {} : { selector }),
      ...(namespaceSelector === undefined ? {} : { namespaceSelector }),
    });
  });
}

/** Address blocks match whoever has the address. */
function kubernetesMatch(spec: KubernetesSpec, { world, subject, direction, peer, connection }: Asked): boolean {
  const isInBlock = ({ cidr, except = [] }: IpBlock): boolean => {
    const address = addressOf(peer);
    return address !== undefined && inCidr(cidr, address) && !except.some((it) => inCidr(it, address));
  };
  return (spec[direction] ?? []).some((rule) => {
    if (!kubernetesPorts(rule, direction === "ingress" ? subject : peer, connection)) return false;
    const peers = rule.from ?? rule.to ?? [];
    if (peers.length === 0) return true;
    return peers.some((it) => {
      if (it.ipBlock !== undefined) return isInBlock(it.ipBlock);
      if (peer.kind !== "pod" || peer.pod.hostNetwork) return false;
      const isThere =
        it.namespaceSelector === undefined
          ? peer.pod.namespace === subject.pod.namespace
          : selected(it.namespaceSelector, namespaceLabels(world, peer.pod.namespace));
      return isThere && selected(it.podSelector ?? {}, peer.pod.labels);
    });
  });
}
