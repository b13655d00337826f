/**
 * The twin: a slow evaluator written down straight from the specification (A.2.1 and B.2.9), one connection at a time and
 * without any of the engine's code, over plain manifests. Random worlds must get the same verdicts from both.
 */

export type Labels = Readonly<Record<string, string>>;

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    readonly values?: readonly string[];
  }[];
}

export interface WorldPod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly hostNetwork: boolean;
  readonly ports: readonly { readonly name: string; readonly number: number; readonly protocol: "TCP" | "UDP" }[];
  /** As its status has it; undefined where no manifest tells it. */
  readonly address?: string | undefined;
}

export interface World {
  readonly namespaces: readonly { readonly name: string; readonly labels: Labels }[];
  readonly pods: readonly WorldPod[];
  readonly policies: readonly Manifest[];
}

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
  readonly specs?: unknown;
}

export type TwinEnd =
  | { readonly kind: "pod"; readonly pod: WorldPod }
  | { readonly kind: "address"; readonly address: string }
  /** With the address that it leads to, of those that it may have. */
  | { readonly kind: "name"; readonly name: string; readonly address?: string }
  | { readonly kind: "entity"; readonly name: string };

export type TwinProtocol = "TCP" | "UDP" | "SCTP";
export type TwinVerdict = "allowed" | "conditional" | "denied";
export type TwinDirection = "ingress" | "egress";

interface PortItem {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}
export interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: IpBlock;
}
interface KubernetesRule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly PortItem[];
}
export interface KubernetesSpec {
  readonly podSelector?: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly KubernetesRule[];
  readonly egress?: readonly KubernetesRule[];
}
interface NameSelector {
  readonly matchName?: string;
  readonly matchPattern?: string;
}
interface ToPorts {
  readonly ports?: readonly { readonly port: string; readonly endPort?: number; readonly protocol?: string }[];
  readonly rules?: { readonly http?: readonly unknown[]; readonly dns?: readonly NameSelector[] };
}
export interface Item {
  readonly fromEndpoints?: readonly Selector[];
  readonly toEndpoints?: readonly Selector[];
  readonly fromEntities?: readonly string[];
  readonly toEntities?: readonly string[];
  readonly fromCIDR?: readonly string[];
  readonly toCIDR?: readonly string[];
  readonly fromCIDRSet?: readonly IpBlock[];
  readonly toCIDRSet?: readonly IpBlock[];
  readonly toFQDNs?: readonly NameSelector[];
  readonly toPorts?: readonly ToPorts[];
}
interface CiliumSpec {
  readonly endpointSelector: Selector;
  readonly enableDefaultDeny?: Readonly<Partial<Record<TwinDirection, boolean>>>;
  readonly ingress?: readonly Item[];
  readonly ingressDeny?: readonly Item[];
  readonly egress?: readonly Item[];
  readonly egressDeny?: readonly Item[];
}

export interface Connection {
  readonly from: TwinEnd;
  readonly to: TwinEnd;
  readonly protocol: TwinProtocol;
  readonly port: number;
}

/** Kubernetes alone: A.2.1. */
export function kubernetesVerdict(world: World, connection: Connection): TwinVerdict {
  const each = byAddress(world, connection);
  if (each !== undefined) return common(each.map((it) => kubernetesVerdict(world, it)));
  const { from, to } = connection;
  const passes =
    kubernetesSide(world, from, "egress", to, connection) && kubernetesSide(world, to, "ingress", from, connection);
  return passes ? "allowed" : "denied";
}

function kubernetesSide(
  world: World,
  subject: TwinEnd,
  direction: TwinDirection,
  peer: TwinEnd,
  connection: Connection,
): boolean {
  if (subject.kind !== "pod" || subject.pod.hostNetwork) return true;
  const { pod } = subject;
  const policies = world.policies.filter((it) => {
    const spec = (it.spec ?? {}) as KubernetesSpec;
    const selects = it.metadata.namespace === pod.namespace && selected(spec.podSelector ?? {}, pod.labels);
    return selects && effectiveTypes(spec).includes(direction === "ingress" ? "Ingress" : "Egress");
  });
  if (policies.length === 0) return true;
  if (direction === "ingress" && peer.kind === "entity" && peer.name === "host") return true;
  const destination = direction === "ingress" ? subject : peer;
  return policies.some((it) =>
    kubernetesRules(it, direction).some(
      (rule) =>
        kubernetesPeers(world, rule, it.metadata.namespace ?? "", peer) &&
        kubernetesPorts(rule, destination, connection),
    ),
  );
}

/** One of each part into which the networks of random worlds cut all addresses. */
const HOSTS = ["10.1.2.3", "10.1.9.9", "10.9.9.9", "203.0.113.7", "8.8.8.8"] as const;
const HOSTS_IPV6 = ["2001:db8::1", "2a00::1"] as const;

/** The connection at each address that a name among its ends may have; undefined where nothing is open. */
function byAddress(world: World, connection: Connection): readonly Connection[] | undefined {
  return atEachAddress(connection, (pod, direction) => isWrittenWithIpv6(world, pod, direction));
}

/** @param isWithIpv6 Whether policies of the pod name IPv6 networks: else all that is asked about is IPv4. */
export function atEachAddress(
  connection: Connection,
  isWithIpv6: (pod: WorldPod, direction: TwinDirection) => boolean,
): readonly Connection[] | undefined {
  const { from, to } = connection;
  const direction = from.kind === "name" ? "ingress" : "egress";
  const [named, pod] = from.kind === "name" ? [from, to] : [to, from];
  if (named.kind !== "name" || named.address !== undefined || pod.kind !== "pod") return undefined;
  const addresses = isWithIpv6(pod.pod, direction) ? [...HOSTS, ...HOSTS_IPV6] : HOSTS;
  return addresses.map((address) => ({ ...connection, [from === named ? "from" : "to"]: { ...named, address } }));
}

function isWrittenWithIpv6(world: World, pod: WorldPod, direction: TwinDirection): boolean {
  return world.policies.some(({ kind, metadata: { namespace }, spec, specs }) =>
    ((specs ?? [spec ?? {}]) as readonly (KubernetesSpec & CiliumSpec)[]).some((own) => {
      if (namespace !== undefined && namespace !== pod.namespace) return false;
      const selects =
        kind === "NetworkPolicy"
          ? selected(own.podSelector ?? {}, pod.labels)
          : ciliumSelected(world, own.endpointSelector, pod);
      return selects && JSON.stringify([own[direction], own[`${direction}Deny`]]).includes("::/");
    }),
  );
}

function common(verdicts: readonly TwinVerdict[]): TwinVerdict {
  const [first = "denied"] = verdicts;
  return verdicts.every((it) => it === first) ? first : "conditional";
}

/** What matches a name at all IPv4 addresses matches it at others too. */
export function atIpv4(end: TwinEnd, matches: (end: TwinEnd) => boolean): boolean {
  if (end.kind !== "name" || end.address?.includes(":") !== true) return false;
  return HOSTS.every((address) => matches({ ...end, address }));
}

/** KV-1. */
export function effectiveTypes(spec: KubernetesSpec): readonly string[] {
  if (spec.policyTypes !== undefined && spec.policyTypes.length > 0) return spec.policyTypes;
  return (spec.egress?.length ?? 0) > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}

function kubernetesRules(policy: Manifest, direction: TwinDirection): readonly KubernetesRule[] {
  return ((policy.spec ?? {}) as KubernetesSpec)[direction] ?? [];
}

/** KS-3, KS-4. */
function kubernetesPeers(world: World, rule: KubernetesRule, namespace: string, end: TwinEnd): boolean {
  const peers = rule.from ?? rule.to ?? [];
  if (peers.length === 0 || atIpv4(end, (it) => kubernetesPeers(world, rule, namespace, it))) return true;
  return peers.some((peer) => {
    if (peer.ipBlock !== undefined) return inBlock(peer.ipBlock, end);
    if (end.kind !== "pod" || end.pod.hostNetwork) return false;
    const rightNamespace =
      peer.namespaceSelector === undefined
        ? end.pod.namespace === namespace
        : selected(peer.namespaceSelector, namespaceLabels(world, end.pod.namespace));
    return rightNamespace && selected(peer.podSelector ?? {}, end.pod.labels);
  });
}

export function namespaceLabels(world: World, name: string): Labels {
  const own = world.namespaces.find((it) => it.name === name)?.labels ?? {};
  return { ...own, "kubernetes.io/metadata.name": name };
}

/** KS-7, KS-8, KS-17. */
export function kubernetesPorts(rule: KubernetesRule, destination: TwinEnd, { protocol, port }: Connection): boolean {
  const items = rule.ports ?? [];
  if (items.length === 0) return true;
  return items.some((item) => {
    if ((item.protocol ?? "TCP") !== protocol) return false;
    if (item.port === undefined) return true;
    if (typeof item.port === "string") return namedPort(destination, item.port, protocol) === port;
    return item.port <= port && port <= (item.endPort ?? item.port);
  });
}

function namedPort(destination: TwinEnd, name: string, protocol: TwinProtocol): number | undefined {
  if (destination.kind !== "pod") return undefined;
  return destination.pod.ports.find((it) => it.name === name && it.protocol === protocol)?.number;
}

/** KS-5. */
export function selected(selector: Selector, labels: Labels): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const value = labels[key];
    if (operator === "In" && (value === undefined || !values.includes(value))) return false;
    if (operator === "NotIn" && value !== undefined && values.includes(value)) return false;
    if (operator === "Exists" && value === undefined) return false;
    if (operator === "DoesNotExist" && value !== undefined) return false;
  }
  return true;
}

/** External addresses alone (KS-9, CS-20). */
function inBlock(block: IpBlock, end: TwinEnd): boolean {
  const address = end.kind === "address" || end.kind === "name" ? end.address : undefined;
  if (address === undefined) return false;
  return inCidr(block.cidr, address) && !(block.except ?? []).some((it) => inCidr(it, address));
}

/** Compares addresses bit by bit, as text. */
export function inCidr(cidr: string, address: string): boolean {
  const [network = "", length = ""] = cidr.split("/");
  const [a, b] = [bitsOf(network), bitsOf(address)];
  return a.length === b.length && a.slice(0, Number(length)) === b.slice(0, Number(length));
}

function bitsOf(address: string): string {
  if (!address.includes(":"))
    return address
      .split(".")
      .map((it) => Number(it).toString(2).padStart(8, "0"))
      .join("");
  const [head = "", tail = ""] = address.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [first, last] = [groups(head), groups(tail)];
  const middle = address.includes("::") ? Array<string>(8 - first.length - last.length).fill("0") : [];
  return [...first, ...middle, ...last].map((it) => Number.parseInt(it, 16).toString(2).padStart(16, "0")).join("");
}

/** All policies as Cilium evaluates them: B.2.9, enforcement mode default, version 1.19. */
export function ciliumVerdict(world: World, connection: Connection): TwinVerdict {
  const each = byAddress(world, connection);
  if (each !== undefined) return common(each.map((it) => ciliumVerdict(world, it)));
  const verdict = (l7Matches: boolean): boolean =>
    endpointVerdict(world, connection.from, "egress", connection.to, connection, l7Matches) &&
    endpointVerdict(world, connection.to, "ingress", connection.from, connection, l7Matches);
  return verdict(false) ? "allowed" : verdict(true) ? "conditional" : "denied";
}

/** One allow or deny item of any kind of policy, brought to one form. */
interface CommonItem {
  readonly deny: boolean;
  readonly l3: (peer: TwinEnd) => boolean;
  /** One per port entry: whether it matches, and whether it is exactly this one port. */
  readonly entries: readonly CommonEntry[];
}
interface CommonEntry {
  readonly matches: boolean;
  readonly exact: boolean;
  readonly l7?: "http" | "dns";
}
interface CommonRule {
  readonly isolates: boolean;
  readonly items: readonly CommonItem[];
}

function endpointVerdict(
  world: World,
  subject: TwinEnd,
  direction: TwinDirection,
  peer: TwinEnd,
  connection: Connection,
  l7Matches: boolean,
): boolean {
  // A side that is no endpoint allows.
  if (subject.kind !== "pod" || subject.pod.hostNetwork) return true;
  const rules = commonRules(world, subject, direction, peer, connection);
  if (rules.length === 0) return true;
  const items = rules.flatMap((it) => it.items);
  const matching = (item: CommonItem): readonly CommonEntry[] =>
    item.l3(peer) ? item.entries.filter((it) => it.matches) : [];
  if (items.some((it) => it.deny && matching(it).length > 0)) return false;
  if (direction === "ingress" && peer.kind === "entity" && peer.name === "host") return true;
  const matched = items.filter((it) => !it.deny).flatMap(matching);
  const withL7 = matched.filter((it) => it.l7 !== undefined);
  let plain = matched.filter((it) => it.l7 === undefined);
  // The DNS proxy knows only the rules of exactly its port (CS-33).
  if (withL7.some((it) => it.l7 === "dns")) plain = plain.filter((it) => it.exact);
  if (plain.length > 0) return true;
  if (withL7.length > 0 && l7Matches) return true;
  const isolated = rules.some((it) => it.isolates);
  return !isolated;
}

/** Rules that select the endpoint and have items in the direction. */
function commonRules(
  world: World,
  subject: { readonly pod: WorldPod },
  direction: TwinDirection,
  peer: TwinEnd,
  connection: Connection,
): CommonRule[] {
  const { pod } = subject;
  const destination: TwinEnd = direction === "ingress" ? { kind: "pod", pod } : peer;
  const rules: CommonRule[] = [];
  const selecting: { namespace?: string; spec: CiliumSpec }[] = [];
  for (const policy of world.policies) {
    const { namespace } = policy.metadata;
    if (policy.kind === "NetworkPolicy") {
      const spec = (policy.spec ?? {}) as KubernetesSpec;
      const types = effectiveTypes(spec).map((it) => it.toLowerCase());
      if (namespace !== pod.namespace || !selected(spec.podSelector ?? {}, pod.labels) || !types.includes(direction))
        continue;
      const items = kubernetesRules(policy, direction).map((rule) => ({
        deny: false,
        l3: (end: TwinEnd) => kubernetesPeers(world, rule, namespace, end),
        entries: [
          {
            matches: kubernetesPorts(rule, destination, connection),
            exact: (rule.ports ?? []).some(
              (it) =>
                it.port !== undefined &&
                (it.endPort === undefined || it.endPort === it.port) &&
                kubernetesPorts({ ports: [it] }, destination, connection),
            ),
          },
        ],
      }));
      rules.push({ isolates: true, items });
      continue;
    }
    for (const spec of (policy.specs ?? [policy.spec]) as readonly CiliumSpec[]) {
      if (namespace !== undefined && namespace !== pod.namespace) continue;
      if (!ciliumSelected(world, spec.endpointSelector, pod)) continue;
      selecting.push({ ...(namespace === undefined ? {} : { namespace }), spec });
    }
  }
  // Names that the pod's look-ups teach, from all its rules (CS-24).
  const taught = selecting.flatMap(({ spec }) =>
    (spec.egress ?? []).flatMap((item) => (item.toPorts ?? []).flatMap((it) => it.rules?.dns ?? [])),
  );
  for (const { namespace, spec } of selecting) {
    const [allow, deny] = direction === "ingress" ? [spec.ingress, spec.ingressDeny] : [spec.egress, spec.egressDeny];
    if ((allow ?? []).length + (deny ?? []).length === 0) continue;
    const convert = (list: readonly Item[] | undefined, isDeny: boolean): CommonItem[] =>
      (list ?? []).map((item) => ({
        deny: isDeny,
        l3: (end) => ciliumPeers(world, namespace, item, end, taught),
        entries: ciliumEntries(world, direction, item, destination, connection, isDeny),
      }));
    rules.push({
      isolates: spec.enableDefaultDeny?.[direction] !== false,
      items: [...convert(allow, false), ...convert(deny, true)],
    });
  }
  return rules;
}

/** Labels of the pod's identity (B.1.2). */
function identityLabels(world: World, pod: WorldPod): Labels {
  const identity: Record<string, string> = { ...pod.labels, "io.kubernetes.pod.namespace": pod.namespace };
  for (const [key, value] of Object.entries(namespaceLabels(world, pod.namespace))) {
    identity[`io.cilium.k8s.namespace.labels.${key}`] = value;
  }
  return identity;
}

function withoutSource(selector: Selector): Selector {
  const strip = (key: string): string => key.replace(/^(k8s|any):/, "");
  return {
    matchLabels: Object.fromEntries(
      Object.entries(selector.matchLabels ?? {}).map(([key, value]) => [strip(key), value]),
    ),
    matchExpressions: (selector.matchExpressions ?? []).map((it) => ({ ...it, key: strip(it.key) })),
  };
}

function ciliumSelected(world: World, selector: Selector, pod: WorldPod): boolean {
  return selected(withoutSource(selector), identityLabels(world, pod));
}

function endpointsOf(item: Item): readonly Selector[] | undefined {
  return item.fromEndpoints ?? item.toEndpoints;
}

/** True when some L3 key counts: an empty list of names does not (B.2.4). */
function hasL3(item: Item): boolean {
  const lists = [
    endpointsOf(item),
    item.fromEntities ?? item.toEntities,
    item.fromCIDR ?? item.toCIDR,
    item.fromCIDRSet ?? item.toCIDRSet,
  ];
  return lists.some((it) => it !== undefined) || (item.toFQDNs?.length ?? 0) > 0;
}

const IN_CLUSTER = ["host", "remote-node", "init", "ingress", "health", "unmanaged", "kube-apiserver"];

function ciliumPeers(
  world: World,
  namespace: string | undefined,
  item: Item,
  end: TwinEnd,
  taught: readonly NameSelector[],
): boolean {
  if (!hasL3(item)) return (item.toPorts?.length ?? 0) > 0;
  if (atIpv4(end, (it) => ciliumPeers(world, namespace, item, it, taught))) return true;
  const endpoints = endpointsOf(item) ?? [];
  const managed = end.kind === "pod" && !end.pod.hostNetwork ? end.pod : undefined;
  if (managed !== undefined && endpoints.some((it) => endpointMatches(world, namespace, it, managed))) return true;
  // Pods on the host's network look like other nodes.
  const name = end.kind === "entity" ? end.name : end.kind === "pod" && end.pod.hostNetwork ? "remote-node" : undefined;
  const outside = end.kind === "address" || end.kind === "name";
  for (const entity of item.fromEntities ?? item.toEntities ?? []) {
    if (entity === "all") return true;
    if (entity === "world" && outside) return true;
    if (entity === "cluster" && (managed !== undefined || (name !== undefined && IN_CLUSTER.includes(name))))
      return true;
    if (entity === name) return true;
  }
  if ((item.fromCIDR ?? item.toCIDR ?? []).some((cidr) => inBlock({ cidr }, end))) return true;
  if ((item.fromCIDRSet ?? item.toCIDRSet ?? []).some((it) => inBlock(it, end))) return true;
  if (end.kind !== "name") return false;
  const seen = taught.some((it) => nameMatches(it, end.name));
  return seen && (item.toFQDNs ?? []).some((it) => nameMatches(it, end.name));
}

/** CS-6: the own namespace, unless the selector names one. */
function endpointMatches(world: World, namespace: string | undefined, selector: Selector, pod: WorldPod): boolean {
  const keys = [
    ...Object.keys(selector.matchLabels ?? {}),
    ...(selector.matchExpressions ?? []).map((it) => it.key),
  ].map((it) => it.replace(/^(k8s|any):/, ""));
  const names = keys.some(
    (it) => it === "io.kubernetes.pod.namespace" || it.startsWith("io.cilium.k8s.namespace.labels."),
  );
  if (namespace !== undefined && !names && pod.namespace !== namespace) return false;
  return ciliumSelected(world, selector, pod);
}

/** CS-31, up to 1.19: what every pod of the cluster that has the name agrees on. */
function clusterPort(world: World, name: string, protocol: TwinProtocol): number | undefined {
  const pods = world.pods.filter((it) => !it.hostNetwork);
  const numbers = new Set(
    pods
      .flatMap((it) => it.ports.filter((port) => port.name === name && port.protocol === protocol))
      .map((it) => it.number),
  );
  // The pods that resolve names are in every cluster.
  if (numbers.size === 0 && name === "dns" && protocol === "UDP") return 53;
  return numbers.size === 1 ? [...numbers][0] : undefined;
}

function ciliumEntries(
  world: World,
  direction: TwinDirection,
  item: Item,
  destination: TwinEnd,
  connection: Connection,
  deny: boolean,
): CommonEntry[] {
  const toPorts = item.toPorts ?? [];
  if (toPorts.length === 0) return [{ matches: true, exact: false }];
  return toPorts.flatMap((it) =>
    (it.ports ?? []).map((port): CommonEntry => {
      const protocols = (port.protocol ?? "ANY") === "ANY" ? ["TCP", "UDP", "SCTP"] : [port.protocol];
      const isName = /[a-z]/i.test(port.port);
      const named =
        direction === "egress"
          ? clusterPort(world, port.port, connection.protocol)
          : namedPort(destination, port.port, connection.protocol);
      const low = isName ? named : Number(port.port);
      const high = isName || port.endPort === undefined ? low : Math.max(low ?? 0, port.endPort);
      const all = low === 0;
      const inRange = low !== undefined && high !== undefined && low <= connection.port && connection.port <= high;
      const kind = deny
        ? undefined
        : (it.rules?.http?.length ?? 0) > 0
          ? "http"
          : (it.rules?.dns?.length ?? 0) > 0
            ? "dns"
            : undefined;
      return {
        matches: protocols.includes(connection.protocol) && (all || inRange),
        exact: !all && low === high,
        ...(kind === undefined ? {} : { l7: kind }),
      };
    }),
  );
}

/** CS-25, for the patterns that the random worlds use. */
function nameMatches(selector: NameSelector, name: string): boolean {
  if (selector.matchName !== undefined) return selector.matchName === name;
  const labels = name.split(".");
  switch (selector.matchPattern) {
    case "*":
      return true;
    case "*.x.io":
      return labels.length === 3 && name.endsWith(".x.io");
    case "**.x.io":
      return labels.length > 2 && name.endsWith(".x.io");
    default:
      throw new Error(`the twin does not know the pattern ${selector.matchPattern}`);
  }
}
