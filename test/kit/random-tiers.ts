/** Random small clusters with policies in tiers beside NetworkPolicies, valid by construction, for tests against the twin. */

import fc from "fast-check";
import {
  CIDRS,
  listOf,
  namespaceSelector,
  networkPolicy,
  NUMBERS,
  oneOf,
  podSelector,
  PORT_NAMES,
  worldWith,
} from "./random-worlds.js";
import type { NewPort, OldPort, TieredPeer, TieredRule } from "./tiers-twin.js";
import type { Manifest, World } from "./twin.js";

const GROUP = "policy.networking.k8s.io";
/** Few, so that some policies share one. */
const PRIORITIES = [0, 5, 5, 10, 1000] as const;
const DOMAIN_NAMES = ["api.x.io", "*.x.io", "y.io"] as const;

const nodes = oneOf([
  {},
  { matchLabels: { role: "edge" } },
  { matchExpressions: [{ key: "gpu", operator: "Exists" as const }] },
]);

/** Both selectors, which v1alpha1 asks for; v1alpha2 also takes the one for pods alone. */
const bothSelectors = fc.record({ podSelector, namespaceSelector });
const somePods = fc.oneof(bothSelectors, fc.record({ podSelector }));

interface Dialect {
  readonly pods: fc.Arbitrary<NonNullable<TieredPeer["pods"]>>;
  readonly actions: readonly string[];
  readonly ports: fc.Arbitrary<Pick<TieredRule, "ports" | "protocols">>;
  readonly names: boolean;
}

function ingressPeer({ pods }: Dialect): fc.Arbitrary<TieredPeer> {
  return fc.oneof(fc.record({ namespaces: namespaceSelector }), fc.record({ pods }));
}

function egressPeer(dialect: Dialect): fc.Arbitrary<TieredPeer> {
  return fc.oneof(
    { weight: 3, arbitrary: ingressPeer(dialect) },
    { weight: 1, arbitrary: fc.record({ nodes }) },
    { weight: 2, arbitrary: fc.record({ networks: fc.uniqueArray(oneOf(CIDRS), { minLength: 1, maxLength: 2 }) }) },
  );
}

/** Domain names stand alone in a rule that allows. */
function ruleOf(side: "from" | "to", dialect: Dialect): fc.Arbitrary<TieredRule> {
  const [allow = "Allow"] = dialect.actions;
  const peers = listOf(side === "from" ? ingressPeer(dialect) : egressPeer(dialect), 2, 1);
  const plain = fc.tuple(oneOf(dialect.actions), peers, dialect.ports).map(([action, list, ports]): TieredRule => {
    // Named ports stand beside none of the peers that have none.
    const nameless = list.some((it) => it.networks !== undefined || it.nodes !== undefined);
    const named = JSON.stringify(ports).includes("amedPort");
    return { action, [side]: list, ...(nameless && named ? {} : ports) };
  });
  const names = fc
    .uniqueArray(oneOf(DOMAIN_NAMES), { minLength: 1, maxLength: 2 })
    .map((domainNames): TieredRule => ({ action: allow, to: [{ domainNames }] }));
  return fc.oneof(
    { weight: 6, arbitrary: plain },
    { weight: side === "to" && dialect.names ? 1 : 0, arbitrary: names },
  );
}

const protocol = oneOf(["TCP", "UDP", "SCTP"] as const);
const RANGES = [
  { start: 80, end: 81 },
  { start: 80, end: 2000 },
  { start: 1000, end: 2000 },
  { start: 1, end: 65535 },
] as const;
const oldPort: fc.Arbitrary<OldPort> = fc.oneof(
  fc.record({ portNumber: fc.record({ port: oneOf(NUMBERS), protocol }, { requiredKeys: ["port"] }) }),
  fc.record({
    portRange: fc
      .tuple(oneOf(RANGES), fc.option(protocol, { nil: undefined }))
      .map(([range, named]) => (named === undefined ? range : { ...range, protocol: named })),
  }),
  fc.record({ namedPort: oneOf(PORT_NAMES) }),
);
const newPort: fc.Arbitrary<NewPort> = fc.oneof(
  fc
    .tuple(
      oneOf(["tcp", "udp", "sctp"] as const),
      fc.oneof(fc.record({ number: oneOf(NUMBERS) }), fc.record({ range: oneOf(RANGES) })),
    )
    .map(([key, destinationPort]): NewPort => ({ [key]: { destinationPort } })),
  fc.record({ destinationNamedPort: oneOf(PORT_NAMES) }),
);

const V1ALPHA1 = {
  pods: bothSelectors,
  ports: fc.oneof(fc.constant({}), fc.record({ ports: listOf(oldPort, 2, 1) })),
};
const V1ALPHA2 = {
  pods: somePods,
  ports: fc.oneof(fc.constant({}), fc.record({ protocols: listOf(newPort, 2, 1) })),
};

function policyOf(
  kind: string,
  version: string,
  own: Readonly<Record<string, fc.Arbitrary<string | number>>>,
  dialect: Dialect,
): fc.Arbitrary<Manifest> {
  const subject = fc.oneof(fc.record({ namespaces: namespaceSelector }), fc.record({ pods: dialect.pods }));
  return fc
    .record({
      ...own,
      subject,
      ingress: listOf(ruleOf("from", dialect), 3),
      egress: listOf(ruleOf("to", dialect), 3),
    })
    .map((spec) => ({ apiVersion: `${GROUP}/${version}`, kind, metadata: { name: "" }, spec }));
}

const priority = oneOf(PRIORITIES);
const adminPolicy = policyOf(
  "AdminNetworkPolicy",
  "v1alpha1",
  { priority },
  {
    ...V1ALPHA1,
    actions: ["Allow", "Deny", "Pass"],
    names: true,
  },
);
const baselinePolicy = policyOf(
  "BaselineAdminNetworkPolicy",
  "v1alpha1",
  {},
  {
    ...V1ALPHA1,
    actions: ["Allow", "Deny"],
    names: false,
  },
);
const clusterPolicy = policyOf(
  "ClusterNetworkPolicy",
  "v1alpha2",
  { tier: oneOf(["Admin", "Baseline"]), priority },
  {
    ...V1ALPHA2,
    actions: ["Accept", "Deny", "Pass"],
    names: true,
  },
);

/** There is one BaselineAdminNetworkPolicy in a cluster, and it is called `default`. */
export const tieredWorld: fc.Arbitrary<World> = worldWith(
  fc.oneof(
    { weight: 2, arbitrary: networkPolicy },
    { weight: 2, arbitrary: adminPolicy },
    { weight: 1, arbitrary: baselinePolicy },
    { weight: 4, arbitrary: clusterPolicy },
  ),
).map((world) => {
  const first = world.policies.find((it) => it.kind === "BaselineAdminNetworkPolicy");
  const policies = world.policies
    .filter((it) => it.kind !== "BaselineAdminNetworkPolicy" || it === first)
    .map((it) => (it === first ? { ...it, metadata: { name: "default" } } : it));
  return { ...world, policies };
});
