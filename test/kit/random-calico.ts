/** Random small clusters with Calico's policies, tiers and network sets beside NetworkPolicies, valid by construction. */

import fc from "fast-check";
import type { CalicoEntity, CalicoRule, CalicoSpec } from "./calico-twin.js";
import { CIDRS, listOf, networkPolicy, oneOf, PORT_NAMES, worldWith } from "./random-worlds.js";
import type { Manifest, World } from "./twin.js";

const API = "projectcalico.org/v3";
const TIERS = ["default", "security", "last", "missing"] as const;
/** Around the order of NetworkPolicies, and equal ones. */
const ORDERS = [-1, 10, 999, 1000, 1000, 1000.5, 2000] as const;
const V4 = CIDRS.filter((it) => !it.includes(":"));
const V6 = CIDRS.filter((it) => it.includes(":"));

const selector = oneOf([
  "all()",
  "app == 'a'",
  "app != 'a'",
  "has(tier)",
  "!has(app)",
  "app in {'a', 'b'}",
  "app not in {'a'} && has(app)",
  "app == 'a' || tier == 'b'",
  "!(app == 'a' || tier == 'b')",
  "app starts with 'a' || tier ends with 'b'",
  "!(app contains 'a')",
  "kind == 'set'",
  "projectcalico.org/namespace == 'n1'",
  "projectcalico.org/orchestrator == 'k8s' && tier == 'a'",
]);
const namespaceSelector = oneOf([
  "all()",
  "team == 'red'",
  "team != 'red'",
  "has(team)",
  "projectcalico.org/name == 'n1'",
  "projectcalico.org/name not in {'n1'}",
  "kubernetes.io/metadata.name starts with 'n'",
]);

function entity(isPeer: boolean): fc.Arbitrary<CalicoEntity> {
  const nets = oneOf([V4, V4, V6]).chain((cidrs) =>
    fc.record(
      {
        nets: fc.uniqueArray(oneOf(cidrs), { minLength: 1, maxLength: 2 }),
        // A block of every address must not be left out.
        notNets: fc.uniqueArray(oneOf(cidrs.filter((it) => !it.endsWith("/0"))), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  );
  const chosen = fc.record(
    { selector, notSelector: selector, namespaceSelector: fc.oneof(namespaceSelector, fc.constant("global()")) },
    { requiredKeys: [] },
  );
  const own = fc
    .tuple(fc.oneof(fc.constant({}), nets), fc.oneof(fc.constant({}), chosen))
    .map(([a, b]) => ({ ...a, ...b }));
  return isPeer ? own : fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: own });
}

const numbers = oneOf([53, 80, 8080, "79:81", "1000:2000"]);
const ports = fc.oneof(
  fc.constant({}),
  fc.record({ protocol: oneOf(["TCP", "UDP", "SCTP"] as const) }),
  fc.record({ notProtocol: oneOf(["TCP", "UDP"] as const) }),
  fc.record({
    protocol: oneOf(["TCP", "UDP"] as const),
    on: fc.record(
      {
        ports: listOf(fc.oneof(numbers, oneOf(PORT_NAMES)), 2, 1),
        notPorts: listOf(fc.oneof(numbers, oneOf(PORT_NAMES)), 2, 1),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ on: fc.record({ ports: listOf(oneOf(PORT_NAMES), 2, 1) }) }),
) as fc.Arbitrary<
  Pick<CalicoRule, "protocol" | "notProtocol"> & { readonly on?: Pick<CalicoEntity, "ports" | "notPorts"> }
>;

function rule(direction: "ingress" | "egress"): fc.Arbitrary<CalicoRule> {
  return fc
    .record({
      action: oneOf(["Allow", "Allow", "Deny", "Pass", "Log"] as const),
      source: entity(direction === "ingress"),
      destination: entity(direction === "egress"),
      ports,
    })
    .map(({ action, source, destination, ports: { on = {}, ...protocol } }): CalicoRule => {
      const family = JSON.stringify([source.nets, source.notNets]).includes("::");
      const other = JSON.stringify([destination.nets, destination.notNets]).includes("::");
      // All blocks of a rule are of one family.
      const { nets: _, notNets: __, ...rest } = destination;
      const isMixed = hasNets(source) && hasNets(destination) && family !== other;
      return { action, ...protocol, source, destination: { ...(isMixed ? rest : destination), ...on } };
    });
}

function hasNets({ nets, notNets }: CalicoEntity): boolean {
  return nets !== undefined || notNets !== undefined;
}

const spec: fc.Arbitrary<CalicoSpec> = fc.record(
  {
    tier: oneOf(TIERS),
    order: oneOf(ORDERS),
    selector,
    types: oneOf([["Ingress"], ["Egress"], ["Ingress", "Egress"]]),
    ingress: listOf(rule("ingress"), 3),
    egress: listOf(rule("egress"), 3),
  },
  { requiredKeys: ["ingress", "egress"] },
);

const policy: fc.Arbitrary<Manifest> = fc.oneof(
  fc.tuple(spec, oneOf(["n1", "n2"])).map(([own, namespace]) => ({
    apiVersion: API,
    kind: "NetworkPolicy",
    metadata: { name: "", namespace },
    spec: own,
  })),
  fc.tuple(spec, fc.option(namespaceSelector, { nil: undefined })).map(([own, namespaces]) => ({
    apiVersion: API,
    kind: "GlobalNetworkPolicy",
    metadata: { name: "" },
    spec: { ...own, ...(namespaces === undefined ? {} : { namespaceSelector: namespaces }) },
  })),
);

const tiers: fc.Arbitrary<Manifest[]> = fc
  .tuple(oneOf([100, 2_000_000]), oneOf(["Deny", "Pass"]), oneOf(["Deny", "Pass"]))
  .map(([order, first, last]) => [
    { apiVersion: API, kind: "Tier", metadata: { name: "security" }, spec: { order, defaultAction: first } },
    { apiVersion: API, kind: "Tier", metadata: { name: "last" }, spec: { defaultAction: last } },
  ]);

const sets: fc.Arbitrary<Manifest[]> = listOf(
  fc
    .tuple(
      oneOf([undefined, "n1", "n2"]),
      oneOf([{ kind: "set" }, { app: "a" }, { kind: "set", tier: "b" }]),
      fc.uniqueArray(oneOf([...CIDRS.filter((it) => !it.endsWith("/0")), "10.9.0.1"]), { minLength: 1, maxLength: 2 }),
    )
    .map(([namespace, labels, nets]) => ({
      apiVersion: API,
      kind: namespace === undefined ? "GlobalNetworkSet" : "NetworkSet",
      metadata: { name: "", labels, ...(namespace === undefined ? {} : { namespace }) },
      spec: { nets },
    })),
  2,
);

/** Where each pod has an address that is known, so that nothing is left open. */
export const calicoWorld: fc.Arbitrary<World> = fc
  .tuple(
    worldWith(fc.oneof({ weight: 1, arbitrary: networkPolicy }, { weight: 3, arbitrary: policy })),
    tiers,
    sets,
    fc.infiniteStream(oneOf(["10.1.2.9", "10.9.0.1", "203.0.113.9", "192.168.0.7"])),
  )
  .map(([world, ownTiers, ownSets, addresses]) => ({
    ...world,
    pods: world.pods.map((it) => ({ ...it, address: it.address ?? addresses.next().value })),
    policies: [
      ...world.policies,
      ...ownTiers,
      ...ownSets.map((it, index) => ({ ...it, metadata: { ...it.metadata, name: `set-${index}` } })),
    ],
  }));
