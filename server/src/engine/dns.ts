/** Whether a workload can resolve names: port 53 towards the cluster's DNS, or towards a resolver known by its port alone. */

import { notDenied, type Outcome } from "./outcome.js";
import type { Profile } from "./profile.js";
import type { CompiledPolicy, CompiledRule } from "./program.js";
import { refsOf } from "./refs.js";
import { hasPort, type Protocol, type Traffic } from "./traffic.js";
import type { Universe } from "./universe.js";
import type { DnsReach, RuleRef } from "./answers.js";

/** Of a workload that no policy restricts. */
export const OPEN_DNS: DnsReach = { isolated: false, udp: true, tcp: true, inspected: true, because: [], deniedBy: [] };

/**
 * The answer for all pods for which the same rules hold.
 *
 * @param profile Of egress.
 * @param resolvers Points that stand for the cluster's DNS pods.
 * @param ports Where they listen.
 */
export function dnsReach(
  universe: Universe,
  profile: Profile,
  resolvers: readonly number[],
  ports: readonly number[],
): DnsReach {
  if (!profile.restricts) return OPEN_DNS;
  const outcomes = resolvers.map((it) => profile.outcome(it));
  const elsewhere = profile.policies.flatMap((it) => rulesTowardsUnknownResolvers(it, ports));
  const admitsElsewhere = (rule: CompiledRule, protocol: Protocol): boolean =>
    ports.some((port) => hasPort(rule.traffic.fixed, protocol, port)) &&
    (!profile.denies || reachesSomeone(rule, profile, universe, protocol, ports));
  const admits = (protocol: Protocol): boolean =>
    outcomes.some((it) => passes(it, protocol, ports)) || elsewhere.some((it) => admitsElsewhere(it, protocol));
  const byPort = elsewhere.filter((it) => admitsElsewhere(it, "UDP") || admitsElsewhere(it, "TCP"));
  const admitting = outcomes.flatMap((it) => it.admittedBy.filter((match) => touches(match.traffic, ports)));
  const because = [...admitting.map((it) => it.rule), ...byPort];
  const rules = refsOf(because);
  const denying = outcomes.flatMap((it) => it.deniedBy.filter((match) => touches(match.traffic, ports)));
  return {
    isolated: profile.isolated,
    udp: admits("UDP"),
    tcp: admits("TCP"),
    inspected: !profile.isolated || inspecting(because, rules),
    because: rules,
    deniedBy: refsOf(denying.map((it) => it.rule)),
  };
}

function inspecting(rules: readonly CompiledRule[], refs: readonly RuleRef[]): boolean {
  return refs.length > 0 && rules.some((it) => it.refine?.teaches !== undefined);
}

/** Whether some of it is not denied for certain. */
function passes(outcome: Outcome, protocol: Protocol, ports: readonly number[]): boolean {
  const open = notDenied(outcome);
  return ports.some((port) => hasPort(open, protocol, port));
}

function touches(traffic: Traffic, ports: readonly number[]): boolean {
  return ports.some((it) => hasPort(traffic, "UDP", it) || hasPort(traffic, "TCP", it));
}

/**
 * Rules that may mean a resolver which is none of the cluster's DNS pods: those written for just this port, whoever the
 * peer is, and address blocks that may cover the DNS pods on some networks (KS-9).
 */
function rulesTowardsUnknownResolvers(policy: CompiledPolicy, ports: readonly number[]): CompiledRule[] {
  return (policy.egress?.rules ?? []).filter((rule) => {
    if (rule.verdict !== "allow" || !touches(rule.traffic.fixed, ports)) return false;
    if (touches(rule.traffic.exact, ports)) return true;
    return rule.peers.blocks?.some((it) => it.matches !== "outside") === true;
  });
}

/** False where deny rules take the ports from every peer that the rule names. */
function reachesSomeone(
  rule: CompiledRule,
  profile: Profile,
  universe: Universe,
  protocol: Protocol,
  ports: readonly number[],
): boolean {
  const peers = universe.certain(rule.peers);
  return (
    peers.isEmpty || profile.regions().some((it) => it.peers.intersects(peers) && passes(it.outcome, protocol, ports))
  );
}
