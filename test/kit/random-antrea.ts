/** Random small clusters with Antrea's policies, tiers and groups beside NetworkPolicies, valid by construction. */

import fc from "fast-check";
import type { AntreaChoice, AntreaGroup, AntreaRule, AntreaSpec } from "./antrea-twin.js";
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
import type { IpBlock, Manifest, World } from "./twin.js";

const API = "crd.antrea.io/v1beta1";
const TIERS = ["SecurityOps", "early", "late", "application", "application", "application", "baseline"] as const;
const PRIORITIES = [5, 5, 5, 5, 6.5] as const;
const NAMES = ["one", "two", "both", "deep"] as const;

/** An exception is inside its block, and smaller. */
const INSIDE: Readonly<Record<string, readonly string[]>> = {
  "0.0.0.0/0": ["10.0.0.0/8", "203.0.113.0/24"],
  "10.0.0.0/8": ["10.1.0.0/16", "10.9.0.1/32"],
  "::/0": ["2001:db8::/32"],
};
const ipBlock: fc.Arbitrary<IpBlock> = oneOf(CIDRS)
  .chain((cidr) =>
    fc.record(
      { cidr: fc.constant(cidr), except: fc.uniqueArray(oneOf(INSIDE[cidr] ?? ["10.1.2.9/32"]), { maxLength: 1 }) },
      { requiredKeys: ["cidr"] },
    ),
  )
  .map(({ cidr, except }) => (except === undefined || INSIDE[cidr] === undefined ? { cidr } : { cidr, except }));

const pods: fc.Arbitrary<AntreaChoice> = fc.oneof(
  fc.record({ podSelector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector, namespaceSelector }),
);
const group: fc.Arbitrary<AntreaChoice> = oneOf(NAMES).map((it) => ({ group: it }));

const relation = fc.oneof(
  fc.constant({ match: "Self" as const }),
  oneOf([["team"], ["team", "missing"]]).map((sameLabels) => ({ sameLabels })),
);
const related: fc.Arbitrary<AntreaChoice> = fc.record(
  { namespaces: relation, podSelector },
  { requiredKeys: ["namespaces"] },
);

function peer(isCluster: boolean): fc.Arbitrary<AntreaChoice> {
  const plain = fc.oneof(pods, fc.record({ ipBlock }), group);
  return isCluster ? fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: related }) : plain;
}

/** Of one namespace, without namespaces; of rules by namespaces, one item that is no group. */
function appliedTo(isCluster: boolean): fc.Arbitrary<AntreaChoice[]> {
  return isCluster ? listOf(fc.oneof(pods, group), 2, 1) : listOf(fc.oneof(fc.record({ podSelector }), group), 2, 1);
}

const port = fc.oneof(
  fc.record(
    { port: fc.oneof(oneOf(NUMBERS), oneOf(PORT_NAMES)), protocol: oneOf(["TCP", "UDP", "SCTP"]) },
    { requiredKeys: ["port"] },
  ),
  fc.record({ protocol: oneOf(["TCP", "UDP"]) }, { requiredKeys: [] }),
  fc.record({ port: fc.constant(1000), endPort: oneOf([1000, 2000]) }),
);

function rule(direction: "ingress" | "egress", isCluster: boolean): fc.Arbitrary<AntreaRule> {
  return fc.record(
    {
      action: oneOf(["Allow", "Allow", "Drop", "Reject", "Pass"] as const),
      [direction === "ingress" ? "from" : "to"]: listOf(peer(isCluster), 2),
      ports: listOf(port, 2),
      protocols: oneOf([[{ icmp: {} }], []]),
    },
    { requiredKeys: ["action"] },
  ) as fc.Arbitrary<AntreaRule>;
}

function spec(isCluster: boolean): fc.Arbitrary<AntreaSpec> {
  const rules = fc.record({
    ingress: listOf(rule("ingress", isCluster), 3),
    egress: listOf(rule("egress", isCluster), 3),
  });
  return fc
    .tuple(
      oneOf(TIERS),
      oneOf(PRIORITIES),
      rules,
      fc.infiniteStream(appliedTo(isCluster)),
      fc.infiniteStream(pods),
      fc.boolean(),
    )
    .map(([tier, priority, lists, many, single, perRule]): AntreaSpec => {
      const allowed = (own: AntreaRule): AntreaRule =>
        tier === "baseline" && own.action === "Pass" ? { ...own, action: "Drop" } : own;
      const subject = (own: readonly AntreaRule[]): AntreaChoice[] =>
        own.some((it) => (it.from ?? it.to ?? []).some((peer_) => peer_.namespaces !== undefined))
          ? [single.next().value]
          : many.next().value;
      const all = [...lists.ingress, ...lists.egress].map(allowed);
      const head = { tier, priority };
      const isPerRule = perRule && all.length > 0;
      const written = (own: readonly AntreaRule[]): AntreaRule[] =>
        own.map(allowed).map((it) => (isPerRule ? { ...it, appliedTo: subject([it]) } : it));
      const both = { ingress: written(lists.ingress), egress: written(lists.egress) };
      return isPerRule ? { ...head, ...both } : { ...head, appliedTo: subject(all), ...both };
    });
}

const policy: fc.Arbitrary<Manifest> = fc.oneof(
  fc.tuple(spec(false), oneOf(["n1", "n2"])).map(([own, namespace]) => ({
    apiVersion: API,
    kind: "NetworkPolicy",
    metadata: { name: "", namespace },
    spec: own,
  })),
  spec(true).map((own) => ({ apiVersion: API, kind: "ClusterNetworkPolicy", metadata: { name: "" }, spec: own })),
);

const tiers: readonly Manifest[] = [
  { apiVersion: API, kind: "Tier", metadata: { name: "early" }, spec: { priority: 20 } },
  { apiVersion: API, kind: "Tier", metadata: { name: "late" }, spec: { priority: 249 } },
];

const service: Manifest = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "front", namespace: "n1" },
  spec: { selector: { app: "a" }, ports: [{ port: 80 }] },
};

/** Each group exists, for the cluster and in both namespaces. */
const groups: fc.Arbitrary<Manifest[]> = fc
  .tuple(
    ...["", "n1", "n2"].flatMap((namespace) =>
      NAMES.map((name) => memberships(name).map((own) => groupOf(name, namespace, own))),
    ),
  )
  .map((all) => [...all]);

function groupOf(name: string, namespace: string, own: AntreaGroup): Manifest {
  return namespace === ""
    ? { apiVersion: API, kind: "ClusterGroup", metadata: { name }, spec: own }
    : { apiVersion: API, kind: "Group", metadata: { name, namespace }, spec: own };
}

function memberships(name: (typeof NAMES)[number]): fc.Arbitrary<AntreaGroup> {
  if (name === "both") return fc.constant({ childGroups: ["one", "two"] });
  if (name === "deep") return oneOf([["both"], ["one"]]).map((childGroups) => ({ childGroups }));
  return fc.oneof(
    pods,
    listOf(ipBlock, 2, 1).map((ipBlocks) => ({ ipBlocks })),
    fc.constant({ serviceReference: { name: "front", namespace: "n1" } }),
  );
}

/** Where each pod has an address that is known, so that nothing is left open. */
export const antreaWorld: fc.Arbitrary<World> = fc
  .tuple(
    worldWith(fc.oneof({ weight: 1, arbitrary: networkPolicy }, { weight: 3, arbitrary: policy })),
    groups,
    fc.infiniteStream(oneOf(["10.1.2.9", "10.9.0.1", "203.0.113.9", "192.168.0.7"])),
  )
  .map(([world, ownGroups, addresses]) => ({
    ...world,
    pods: world.pods.map((it) => ({ ...it, address: it.address ?? addresses.next().value })),
    policies: [...world.policies, ...tiers, service, ...ownGroups],
  }));
