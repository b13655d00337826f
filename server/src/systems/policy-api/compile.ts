/**
 * Tiered policies → the engine's form. No rule isolates; the first rule of a tier that matches decides, and `Pass` leaves
 * the tier (network-policy-api, apis/v1alpha2/clusternetworkpolicy_types.go; kube-network-policies, plugins/npa-v1alpha2).
 */

import type { RuleRef } from "../../engine/answers.js";
import type {
  AddressBlock,
  Block,
  CompiledPolicy,
  CompiledRule,
  FacetRequirement,
  PeerSet,
  PodQuery,
  TrafficSet,
} from "../../engine/program.js";
import { podLabels } from "../../engine/queries.js";
import { PROTOCOLS, trafficOf } from "../../engine/traffic.js";
import { EVERYTHING, fixedTraffic, namedPort, NOTHING, singlePort, unionOf } from "../../engine/traffic-set.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { parseCidr } from "../../model/ip.js";
import type { NamePattern } from "../../model/name-pattern.js";
import { type RuleReading, rulesOf as readRules } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { NODE_ENTITIES } from "../../model/entities.js";
import { type LabelSelector, selectorText } from "../../model/selector.js";
import type { TieredReading } from "../cni-profile.js";
import type { CompileContext } from "../context.js";
import { unionOfPeers } from "../peer-sets.js";
import { ADMIN, BASELINE, type PlacedPolicy } from "../placed.js";
import { domainName } from "./domain-name.js";
import type { NamespacesPeer, PodsPeer, TieredPeer, TieredPolicy, TieredPort, TieredRule } from "./model.js";

export function compileTieredPolicy(policy: Policy, object: TieredPolicy, { profile }: CompileContext): PlacedPolicy[] {
  const { tier, subject } = object;
  if (tier === undefined || subject === undefined) return [];
  const reading = profile.tiered;
  const common = { source: policy, subject: [podsOf(subject)] };
  // A BaselineAdminNetworkPolicy is the only policy of its kind and has no priority: it comes after all that have one.
  const priority = object.priority?.value ?? (object.kind === "BaselineAdminNetworkPolicy" ? LAST : 0);
  const place = { tier: tier === "Admin" ? ADMIN : BASELINE };
  if (reading.ties === "by-rule") {
    return DIRECTIONS.flatMap((direction) =>
      rulesOf(policy, direction).map((rule): PlacedPolicy => {
        // Denials go before the rest of the same place; of those either may decide.
        const order = priority + rule.index / 100 + (rule.verdict === "deny" ? 0 : 0.001);
        const rules = compileRule(policy, rule, reading);
        return { ...place, order, policy: { ...common, tieGroup: order, [direction]: { isolates: false, rules } } };
      }),
    );
  }
  const blocks: { [direction in Direction]?: Block } = {};
  for (const direction of DIRECTIONS) {
    const rules = rulesOf(policy, direction).flatMap((it) => compileRule(policy, it, reading));
    if (rules.length > 0) blocks[direction] = { isolates: false, rules };
  }
  const compiled: CompiledPolicy = {
    ...common,
    ...(reading.ties === "undecided" ? { tieGroup: priority } : {}),
    ...blocks,
  };
  return [{ ...place, order: priority, policy: compiled }];
}

/** Beyond every priority there is. */
const LAST = 1001;

/** The rules of one direction, in the order written. */
function rulesOf({ reading }: Policy, direction: Direction): readonly RuleReading[] {
  return readRules(reading).filter((it) => it.direction === direction);
}

function compileRule(policy: Policy, reading: RuleReading, how: TieredReading): CompiledRule[] {
  const rule = reading.written as TieredRule;
  const { verdict, at, direction } = rule;
  if (verdict === undefined) return [];
  const ref: RuleRef = { policy, direction, verdict, at, reading };
  const peers = unionOfPeers((rule.peers?.items ?? []).map((it) => peersOf(it, how)));
  const compiled: CompiledRule = { ref, verdict, peers, traffic: trafficOfRule(rule) };
  const names = peers.names ?? [];
  // The addresses of these names are seen by a proxy alone, so the rule also lets the pods ask for them.
  return names.length === 0 ? [compiled] : [compiled, { ref, verdict, ...lookUpsOf(names) }];
}

/**
 * Look-ups of the names at any pods that carry the label of the cluster's DNS, on ports that they call `dns` and `dns-tcp`
 * (cilium/cilium pkg/k8s/cluster_network_policy.go at 0c15d351).
 */
function lookUpsOf(names: readonly NamePattern[]): Pick<CompiledRule, "peers" | "traffic" | "refine"> {
  return {
    peers: { pods: [[{ facet: "pod-label", key: "k8s-app", operator: "In", values: ["kube-dns"] }]] },
    traffic: unionOf(["dns", "dns-tcp"].map((it) => namedPort(it, PROTOCOLS, "destination"))),
    refine: {
      when: `DNS ${names.map((it) => it.text).join(" or ")}`,
      onMiss: "next",
      withstands: "wider",
      teaches: names,
    },
  };
}

/** Pods by the labels of their namespace and their own. Pods on the host's network are no subject and no such peer. */
export function podsOf(peer: NamespacesPeer | PodsPeer): PodQuery {
  if (peer.type === "namespaces") return namespaceLabels(peer.selector);
  // A missing selector is every namespace, or every pod; the policy is refused where the API requires it.
  return [
    ...(peer.namespaceSelector === undefined ? [] : namespaceLabels(peer.namespaceSelector)),
    ...(peer.podSelector === undefined ? [] : podLabels(peer.podSelector)),
  ];
}

function namespaceLabels(selector: LabelSelector): FacetRequirement[] {
  return podLabels(selector).map((it) => ({ ...it, facet: "namespace-label" }));
}

function peersOf(peer: TieredPeer, reading: TieredReading): PeerSet {
  switch (peer.type) {
    case "namespaces":
    case "pods":
      return { pods: [podsOf(peer)] };
    case "nodes": {
      const { selector } = peer;
      if (selector.requirements.length === 0) return { entities: NODE_ENTITIES };
      // Labels of nodes are in no manifest that is read.
      return {
        perhaps: [{ peers: { entities: NODE_ENTITIES }, provided: `the node has \`${selectorText(selector)}\`` }],
      };
    }
    case "networks":
      return { blocks: peer.cidrs.flatMap((it) => blockOf(it.value, reading)) };
    case "domainNames": {
      const names = peer.names.map((it) => domainName(it.value));
      return reading.names === "learnt" ? { learntNames: names } : { names };
    }
  }
}

const MATCHES: Readonly<Record<TieredReading["networks"], AddressBlock["matches"]>> = {
  "any-address": "anyone",
  outside: "outside",
  "as-blocks": "by-network",
};

function blockOf(text: string, { networks }: TieredReading): AddressBlock[] {
  const parsed = parseCidr(text);
  if (!parsed.ok) return [];
  return [{ cidr: parsed.cidr, except: [], matches: MATCHES[networks] }];
}

/** No ports: all traffic, ICMP too; with ports nothing without them. */
function trafficOfRule({ ports }: TieredRule): TrafficSet {
  return ports === undefined ? EVERYTHING : unionOf(ports.items.map(trafficOfPort));
}

function trafficOfPort({ protocol, number, range, name }: TieredPort): TrafficSet {
  if (name !== undefined) {
    return namedPort(name.value, PROTOCOLS, "destination");
  }
  // Only v1alpha1 has ports without a protocol; its words for protocols are free.
  const known = PROTOCOLS.find((it) => it === (protocol?.value ?? "TCP"));
  if (known === undefined) return NOTHING;
  if (number !== undefined) return singlePort(known, number.value);
  const { start, end } = range ?? {};
  return start === undefined || end === undefined
    ? NOTHING
    : fixedTraffic(trafficOf(known, [[start.value, end.value]]));
}
