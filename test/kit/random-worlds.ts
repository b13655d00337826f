/** Random small clusters as plain manifests, valid by construction, for tests against the twin. */

import fc from "fast-check";
import type { Item, Labels, Manifest, Selector, World, WorldPod } from "./twin.js";

const KEYS = ["app", "tier"] as const;
const VALUES = ["a", "b"] as const;
const NAMESPACES = ["n1", "n2"] as const;
const TEAMS = ["red", "blue"] as const;
export const NUMBERS = [53, 80, 81, 8080] as const;
export const PORT_NAMES = ["http", "dns"] as const;
export const CIDRS = [
  "0.0.0.0/0",
  "10.0.0.0/8",
  "10.1.0.0/16",
  "10.1.2.0/24",
  "203.0.113.0/24",
  "::/0",
  "2001:db8::/32",
] as const;
export const ADDRESSES: readonly string[] = [
  "10.1.2.3",
  "10.1.9.9",
  "10.9.9.9",
  "203.0.113.7",
  "8.8.8.8",
  "2001:db8::1",
  "2a00::1",
];
export const ENTITIES: readonly string[] = ["host", "remote-node", "kube-apiserver", "ingress"];
export const NAMES: readonly string[] = ["api.x.io", "www.x.io", "a.b.x.io", "y.io"];
/** Every port that some policy may tell apart from its neighbours, and some that none does. */
export const PORTS: readonly number[] = [1, 52, 53, 54, 79, 80, 81, 82, 999, 1000, 1500, 2000, 2001, 8080, 65535];

export const oneOf = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
export const listOf = <T>(item: fc.Arbitrary<T>, max: number, min = 0): fc.Arbitrary<T[]> =>
  fc.array(item, { minLength: min, maxLength: max });

const labels: fc.Arbitrary<Labels> = fc.dictionary(oneOf(KEYS), oneOf(VALUES), { maxKeys: 2, noNullPrototype: true });

function selectorOver(keys: readonly string[], values: readonly string[]): fc.Arbitrary<Selector> {
  const expression = fc.oneof(
    fc.record({ key: oneOf(keys), operator: oneOf(["In", "NotIn"] as const), values: listOf(oneOf(values), 2, 1) }),
    fc.record({ key: oneOf(keys), operator: oneOf(["Exists", "DoesNotExist"] as const) }),
  );
  return fc.record(
    {
      matchLabels: fc.dictionary(oneOf(keys), oneOf(values), { maxKeys: 1, noNullPrototype: true }),
      matchExpressions: listOf(expression, 1),
    },
    { requiredKeys: [] },
  );
}

export const podSelector = selectorOver(KEYS, VALUES);
export const namespaceSelector = fc.oneof(
  selectorOver(["team"], TEAMS),
  selectorOver(["kubernetes.io/metadata.name"], NAMESPACES),
);

/** What pods and nodes may have; the first three are in networks that policies name. */
const POD_ADDRESSES = ["10.1.2.9", "10.9.0.1", "203.0.113.9", "192.168.0.7"] as const;

const pod: fc.Arbitrary<Omit<WorldPod, "name">> = fc.record({
  namespace: oneOf(NAMESPACES),
  labels,
  hostNetwork: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  ports: fc.uniqueArray(
    fc.record({ name: oneOf(PORT_NAMES), number: oneOf(NUMBERS), protocol: oneOf(["TCP", "UDP"] as const) }),
    { selector: (it) => it.name, maxLength: 2 },
  ),
  address: fc.option(oneOf(POD_ADDRESSES), { nil: undefined }),
});

/* Kubernetes */

const ipBlock = oneOf(CIDRS).chain((cidr) => {
  const inside: Readonly<Record<string, readonly string[]>> = {
    "0.0.0.0/0": ["10.0.0.0/8", "203.0.113.0/24"],
    "10.0.0.0/8": ["10.1.0.0/16", "10.1.2.0/24"],
    "10.1.0.0/16": ["10.1.2.0/24"],
    "::/0": ["2001:db8::/32"],
  };
  const within = inside[cidr];
  if (within === undefined) return fc.constant({ cidr });
  return fc.record({ cidr: fc.constant(cidr), except: fc.uniqueArray(oneOf(within), { maxLength: 1 }) });
});

const peer = fc.oneof(
  fc.record({ podSelector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector, namespaceSelector }),
  fc.record({ ipBlock }),
);

const protocol = oneOf(["TCP", "UDP", "SCTP"] as const);
const port = fc.oneof(
  fc.record({ port: oneOf(NUMBERS), protocol }, { requiredKeys: ["port"] }),
  fc.record({ port: oneOf(PORT_NAMES), protocol }, { requiredKeys: ["port"] }),
  fc.record({ protocol }, { requiredKeys: [] }),
  fc.record({ port: fc.constant(1000), endPort: oneOf([1000, 2000]), protocol }, { requiredKeys: ["port", "endPort"] }),
);

function ruleOf(key: "from" | "to") {
  return fc.record({ [key]: listOf(peer, 2), ports: listOf(port, 2) }, { requiredKeys: [] });
}

export const networkPolicy: fc.Arbitrary<Manifest> = fc
  .record({
    namespace: oneOf(NAMESPACES),
    spec: fc.record(
      {
        podSelector,
        policyTypes: oneOf([[], ["Ingress"], ["Egress"], ["Ingress", "Egress"]]),
        ingress: listOf(ruleOf("from"), 2),
        egress: listOf(ruleOf("to"), 2),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ namespace, spec }) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "", namespace },
    spec,
  }));

/* Cilium */

const NAMESPACE_KEYS = ["k8s:io.kubernetes.pod.namespace", "io.kubernetes.pod.namespace"] as const;
const endpointSelector = fc.oneof(
  { weight: 3, arbitrary: podSelector },
  { weight: 1, arbitrary: selectorOver(["k8s:app", "any:tier"], VALUES) },
);
const endpointPeer = fc.oneof(
  { weight: 3, arbitrary: endpointSelector },
  {
    weight: 1,
    arbitrary: fc
      .tuple(oneOf(NAMESPACE_KEYS), oneOf(NAMESPACES), podSelector)
      .map(([key, name, own]): Selector => ({ ...own, matchLabels: { ...own.matchLabels, [key]: name } })),
  },
  {
    weight: 1,
    arbitrary: oneOf(TEAMS).map(
      (team): Selector => ({ matchLabels: { "k8s:io.cilium.k8s.namespace.labels.team": team } }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Selector>({
      matchExpressions: [{ key: "k8s:io.kubernetes.pod.namespace", operator: "Exists" }],
    }),
  },
);
const entity = oneOf(["all", "world", "cluster", "host", "remote-node", "kube-apiserver", "ingress", "none"]);

function peersOf(word: "from" | "to", deny: boolean): fc.Arbitrary<Item> {
  const named = fc.record({
    toFQDNs: listOf(oneOf([{ matchName: "api.x.io" }, { matchPattern: "*.x.io" }, { matchPattern: "**.x.io" }]), 2),
  });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 4, arbitrary: fc.record({ [`${word}Endpoints`]: listOf(endpointPeer, 2) }) },
    { weight: 2, arbitrary: fc.record({ [`${word}Entities`]: listOf(entity, 2) }) },
    { weight: 2, arbitrary: fc.record({ [`${word}CIDR`]: listOf(oneOf(CIDRS), 2) }) },
    { weight: 2, arbitrary: fc.record({ [`${word}CIDRSet`]: listOf(ipBlock, 2) }) },
    { weight: word === "to" && !deny ? 2 : 0, arbitrary: named },
  );
}

const plainPort = fc.record(
  {
    port: oneOf(["0", "53", "80", "8080", "http", "dns"]),
    protocol: oneOf(["TCP", "UDP", "ANY"] as const),
  },
  { requiredKeys: ["port"] },
);
const plainPorts = fc.oneof(
  { weight: 4, arbitrary: fc.record({ ports: listOf(plainPort, 2) }) },
  { weight: 1, arbitrary: fc.constant({ ports: [{ port: "1000", endPort: 2000, protocol: "TCP" as const }] }) },
  { weight: 1, arbitrary: fc.constant({}) },
);
const httpPorts = oneOf(["80", "8080"]).map((number) => ({
  ports: [{ port: number, protocol: "TCP" as const }],
  rules: { http: [{ method: "GET" }] },
}));
const dnsPorts = oneOf(["UDP", "ANY"] as const).chain((own) =>
  oneOf([{ matchPattern: "*" }, { matchPattern: "*.x.io" }, { matchName: "api.x.io" }]).map((name) => ({
    ports: [{ port: "53", protocol: own }],
    rules: { dns: [name] },
  })),
);

function itemOf(word: "from" | "to", deny: boolean): fc.Arbitrary<Item> {
  const toPorts = fc.oneof(
    { weight: 4, arbitrary: plainPorts },
    { weight: deny ? 0 : 2, arbitrary: httpPorts },
    { weight: deny || word === "from" ? 0 : 2, arbitrary: dnsPorts },
  );
  const ports = fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 2, arbitrary: fc.record({ toPorts: listOf(toPorts, 2) }) },
  );
  return fc.tuple(peersOf(word, deny), ports).map(([peers, own]) => ({ ...peers, ...own }));
}

const LISTS = ["ingress", "ingressDeny", "egress", "egressDeny"] as const;

const ciliumSpec = fc
  .record(
    {
      endpointSelector,
      ingress: listOf(itemOf("from", false), 2),
      ingressDeny: listOf(itemOf("from", true), 1),
      egress: listOf(itemOf("to", false), 2),
      egressDeny: listOf(itemOf("to", true), 1),
      enableDefaultDeny: fc.record({ ingress: fc.boolean(), egress: fc.boolean() }, { requiredKeys: [] }),
    },
    { requiredKeys: ["endpointSelector"] },
  )
  // A policy without any item is refused (B.1.1).
  .filter((spec) => LISTS.some((it) => (spec[it]?.length ?? 0) > 0));

const ciliumPolicy: fc.Arbitrary<Manifest> = fc
  .record({ namespace: fc.option(oneOf(NAMESPACES), { nil: undefined }), specs: listOf(ciliumSpec, 2, 1) })
  .map(({ namespace, specs }) => ({
    apiVersion: "cilium.io/v2",
    kind: namespace === undefined ? "CiliumClusterwideNetworkPolicy" : "CiliumNetworkPolicy",
    metadata: { name: "", ...(namespace === undefined ? {} : { namespace }) },
    ...(specs.length === 1 ? { spec: specs[0] } : { specs }),
  }));

export function worldWith(policy: fc.Arbitrary<Manifest>): fc.Arbitrary<World> {
  return fc
    .record({
      teams: fc.tuple(oneOf(TEAMS), oneOf(TEAMS)),
      pods: listOf(pod, 5, 2),
      policies: listOf(policy, 4, 1),
    })
    .map(({ teams, pods, policies }) => ({
      namespaces: NAMESPACES.map((name, index) => ({ name, labels: { team: teams[index] ?? "red" } })),
      pods: pods.map((it, index) => ({ ...it, name: `p${index}` })),
      policies: policies.map((it, index) => ({ ...it, metadata: { ...it.metadata, name: `policy-${index}` } })),
    }));
}

export const kubernetesWorld: fc.Arbitrary<World> = worldWith(networkPolicy);
export const mixedWorld: fc.Arbitrary<World> = worldWith(
  fc.oneof({ weight: 1, arbitrary: networkPolicy }, { weight: 3, arbitrary: ciliumPolicy }),
);

/** The world as manifests: JSON is YAML, with every string quoted. */
export function manifestsOf(world: World): ReadonlyMap<string, string> {
  const objects = [
    ...world.namespaces.map(({ name, labels: own }) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels: own },
    })),
    ...world.pods.map((it) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: it.name, namespace: it.namespace, labels: it.labels },
      spec: {
        hostNetwork: it.hostNetwork,
        containers: [
          {
            name: "main",
            ports: it.ports.map(({ name, number, protocol: own }) => ({ name, containerPort: number, protocol: own })),
          },
        ],
      },
      ...(it.address === undefined ? {} : { status: { podIPs: [{ ip: it.address }] } }),
    })),
    ...world.policies,
  ];
  return new Map([["world.yaml", objects.map((it) => JSON.stringify(it)).join("\n---\n")]]);
}

/** Both worlds have the policies and pods of one, and some of those of the other under the same names. */
export function mixed(world: World, other: World, ticks: readonly boolean[]): World {
  const pick = <T>(own: readonly T[], others: readonly T[]): T[] =>
    own.flatMap((it, index) => (ticks[index % ticks.length] === true ? (others[index] ?? []) : [it]));
  return { ...world, policies: pick(world.policies, other.policies), pods: pick(world.pods, other.pods) };
}
