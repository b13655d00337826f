/** NetworkPolicy → the engine's form (semantics A.1.5 and A.2). Every rule allows; isolation is the tier's end. */

import type {
  Block,
  CompiledPolicy,
  CompiledRule,
  FacetRequirement,
  NamedPort,
  PeerSet,
  PodQuery,
  TrafficSet,
} from "../../engine/program.js";
import { ANY_PEER, NO_PEER } from "../../engine/program.js";
import { ALL_PORTS, PROTOCOLS, type Protocol, trafficOf } from "../../engine/traffic.js";
import {
  byClusterName,
  EVERYTHING,
  fixedTraffic,
  namedPort,
  NOTHING,
  singlePort,
  unionOf,
} from "../../engine/traffic-set.js";
import { parseCidr } from "../../model/ip.js";
import { DIRECTIONS } from "../../model/direction.js";
import type { IpBlock, NetworkPolicy, Peer, PolicyRule, PortItem } from "./model.js";
import type { RuleReading } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import type { CompileContext } from "../context.js";
import { inNamespace, podLabels } from "../../engine/queries.js";

export function compileNetworkPolicy(
  policy: Policy,
  object: NetworkPolicy,
  context: Pick<CompileContext, "versions" | "profile">,
): CompiledPolicy[] {
  const namespace = policy.namespace ?? "default";
  const [part] = policy.reading.parts;
  const blocks: { ingress?: Block; egress?: Block } = {};
  for (const direction of DIRECTIONS) {
    // Rules of a direction that the policy types leave out are stored and ignored (KV-1).
    if (object.isolates[direction] === undefined) continue;
    blocks[direction] = {
      isolates: true,
      rules: (part?.lists ?? [])
        .filter((it) => it.direction === direction)
        .flatMap((it) => it.rules)
        .flatMap((it) => compileRule(policy, namespace, it, context)),
    };
  }
  return [{ source: policy, subject: subjectOf(policy, object), ...blocks }];
}

/** Pods of its own namespace. */
export function subjectOf({ namespace = "default" }: Policy, { subject }: NetworkPolicy): readonly PodQuery[] {
  return [[...inNamespace(namespace), ...podLabels(subject)]];
}

/** One for most rules; more where names of ports hang on what other pods call so. */
function compileRule(
  policy: Policy,
  namespace: string,
  rule: RuleReading,
  { profile, versions }: Pick<CompileContext, "versions" | "profile">,
): CompiledRule[] {
  const written = rule.written as PolicyRule;
  const ref = { policy, direction: rule.direction, verdict: "allow", at: rule.at, reading: rule } as const;
  const peers = peersOfRule(namespace, written);
  const names = rule.direction === "egress" ? profile.portNames?.({ versions }) : undefined;
  return byClusterName(trafficOfRule(written, names ?? "destination")).map((traffic) => ({
    ref,
    verdict: "allow",
    peers,
    traffic,
  }));
}

/** No peers: any peer, nodes and the outside included (KS-3). */
function peersOfRule(namespace: string, rule: PolicyRule): PeerSet {
  const peers = rule.peers?.peers ?? [];
  if (peers.length === 0) return ANY_PEER;
  const sets = peers.map((it) => peerSet(namespace, it));
  const [only, another] = sets;
  if (only !== undefined && another === undefined) return only;
  return {
    pods: sets.flatMap((it) => it.pods ?? []),
    blocks: sets.flatMap((it) => it.blocks ?? []),
  };
}

/** One item of `from` or `to`. */
export function peerSet(namespace: string, peer: Peer): PeerSet {
  if (peer.ipBlock !== undefined) return blockSet(peer.ipBlock);
  const pods = podQuery(namespace, peer.podSelector, peer.namespaceSelector);
  // A peer without any field is refused (KV-3): it names nobody, not everybody.
  return pods === undefined ? NO_PEER : { pods: [pods] };
}

/** The pod selector alone means the policy's own namespace; with a namespace selector both must hold (KS-4). */
function podQuery(namespace: string, pods?: LabelSelector, namespaces?: LabelSelector): PodQuery | undefined {
  if (namespaces !== undefined) return [...namespaceLabels(namespaces), ...(pods === undefined ? [] : podLabels(pods))];
  return pods === undefined ? undefined : [...inNamespace(namespace), ...podLabels(pods)];
}

/** Requirements on the labels of the pods' namespace. */
export function namespaceLabels(selector: LabelSelector): FacetRequirement[] {
  return podLabels(selector).map((it) => ({ ...it, facet: "namespace-label" }));
}

function blockSet(block: IpBlock): PeerSet {
  const cidr = parseCidr(block.cidr?.value ?? "");
  if (!cidr.ok) return NO_PEER;
  const except = block.except.flatMap((it) => {
    const parsed = parseCidr(it.value);
    return parsed.ok ? [parsed.cidr] : [];
  });
  return { blocks: [{ cidr: cidr.cidr, except, matches: "by-network" }] };
}

/** No ports: all traffic; else the union of the items (A.1.5). */
function trafficOfRule(rule: PolicyRule, names: NamedPort["of"]): TrafficSet {
  const ports = rule.ports?.ports ?? [];
  return ports.length === 0 ? EVERYTHING : unionOf(ports.map((it) => trafficOfPort(it, names)));
}

function trafficOfPort(item: PortItem, names: NamedPort["of"]): TrafficSet {
  const protocol = protocolOf(item.protocol?.value ?? "TCP");
  const port = item.port?.value;
  if (protocol === undefined) return NOTHING;
  if (port === undefined) return fixedTraffic(trafficOf(protocol, ALL_PORTS));
  if (typeof port === "string") return namedPort(port, [protocol], names);
  const end = item.endPort?.value ?? port;
  return end === port ? singlePort(protocol, port) : fixedTraffic(trafficOf(protocol, [[port, end]]));
}

function protocolOf(word: string): Protocol | undefined {
  return PROTOCOLS.find((it) => it === word);
}
