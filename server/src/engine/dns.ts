/** Whether a workload can resolve names: port 53 towards the cluster's DNS, or towards a resolver known by its port alone. */

import type { Outcome } from "./decide.js";
import type { Engine } from "./engine.js";
import type { Profile } from "./profile.js";
import type { CompiledPolicy, CompiledRule } from "./program.js";
import { refsOf } from "./reach.js";
import { hasPort, type Protocol, type Traffic } from "./traffic.js";
import type { DnsReach, RuleRef } from "./answers.js";

/** All pods of a profile get the same answer. */
const KNOWN = new WeakMap<Profile, DnsReach>();

const OPEN_DNS: DnsReach = { isolated: false, udp: true, tcp: true, inspected: true, because: [] };

/**
 * @param pod Undefined for a workload that the scope does not have.
 * @param resolvers Points that stand for the cluster's DNS pods.
 * @param ports Where they listen.
 */
export function dnsReach(
  engine: Engine,
  pod: number | undefined,
  resolvers: readonly number[],
  ports: readonly number[],
): DnsReach {
  if (pod === undefined || !engine.manages(pod)) return OPEN_DNS;
  const profile = engine.profile(pod, "egress");
  if (!profile.isolated) return OPEN_DNS;
  let reach = KNOWN.get(profile);
  if (reach === undefined) {
    reach = reachOf(profile, resolvers, ports);
    KNOWN.set(profile, reach);
  }
  return reach;
}

function reachOf(profile: Profile, resolvers: readonly number[], ports: readonly number[]): DnsReach {
  const outcomes = resolvers.map((it) => profile.outcome(it));
  const byPort = profile.policies.flatMap((it) => rulesTowardsUnknownResolvers(it, ports));
  const admits = (protocol: Protocol): boolean =>
    outcomes.some((it) => ports.some((port) => passes(it, protocol, port))) ||
    byPort.some((rule) => ports.some((port) => hasPort(rule.traffic.fixed, protocol, port)));
  const because = [
    ...outcomes.flatMap((it) =>
      it.admittedBy.filter((match) => touches(match.traffic, ports)).map((match) => match.rule),
    ),
    ...byPort,
  ];
  const rules = refsOf(because);
  return {
    isolated: true,
    udp: admits("UDP"),
    tcp: admits("TCP"),
    inspected: inspecting(because, rules),
    because: rules,
  };
}

function inspecting(rules: readonly CompiledRule[], refs: readonly RuleRef[]): boolean {
  return refs.length > 0 && rules.some((it) => it.refine?.teaches !== undefined);
}

function passes(outcome: Outcome, protocol: Protocol, port: number): boolean {
  return (
    hasPort(outcome.allowed, protocol, port) || outcome.conditional.some((it) => hasPort(it.traffic, protocol, port))
  );
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
