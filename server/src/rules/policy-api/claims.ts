/** The traffic that rules of tiered policies match, as written: which rules decide it earlier, and what two rules share. */

import { memoize } from "../../base/memoize.js";
import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { difference, intersection, isAll, isEmpty } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import { arePeersApart, arePodsApart, arePodsWithin, isPeerWithin, type PlacedPods } from "../../model/peers.js";
import { type PeerReading, peersOf } from "../../model/reading.js";
import { domainName } from "../../systems/policy-api/domain-name.js";
import { contentOf } from "../evidence/same-content.js";
import { portsIn, type WrittenPorts } from "../evidence/written-ports.js";
import { commonPeers, commonPods } from "./common-peers.js";
import { rulesBeside, subjectOf, tierOf } from "./tiered-rules.js";

/** Traffic of some pods with some peers, whatever decides it. */
export interface Claim {
  readonly direction: Direction;
  readonly subject: PlacedPods;
  readonly peers: readonly PeerReading[];
  readonly ports: WrittenPorts;
}

/** Undefined for a rule of a policy without a subject. */
export const claimOf = memoize(({ policy, reading, direction }: RuleRef): Claim | undefined => {
  const subject = subjectOf(policy);
  return subject === undefined ? undefined : { direction, subject, peers: peersOf(reading), ports: portsIn(reading) };
});

/** What both rules match, as far as is known; undefined if nothing. */
export function sharedClaim(a: RuleRef, b: RuleRef): Claim | undefined {
  const [one, other] = [claimOf(a), claimOf(b)];
  if (one === undefined || other === undefined || a.direction !== b.direction) return undefined;
  const subject = commonPods(one.subject.pods, other.subject.pods);
  const ports = commonPorts(one.ports, other.ports);
  if (subject === undefined || (isEmpty(ports.fixed) && ports.names.length === 0)) return undefined;
  const peers = one.peers.flatMap((it) => other.peers.flatMap((that) => commonPeers(it, that)));
  return peers.length === 0
    ? undefined
    : { direction: a.direction, subject: { pods: subject, namespace: undefined }, peers, ports };
}

function commonPorts(a: WrittenPorts, b: WrittenPorts): WrittenPorts {
  const names = [
    ...a.names.filter((it) => b.names.includes(it) || isAll(b.fixed)),
    ...b.names.filter((it) => !a.names.includes(it) && isAll(a.fixed)),
  ];
  return { fixed: intersection(a.fixed, b.fixed), names };
}

/** Rules that are evaluated before this one. */
export function rulesBefore(rule: RuleRef, view: View): readonly RuleRef[] {
  return view.memo(earlierRules, rule);
}

function earlierRules(rule: RuleRef, view: View): readonly RuleRef[] {
  return rulesBeside(rule.policy, view).filter((it) => view.isBefore(it, rule));
}

/** The rules among some that together match all of the claim; undefined if some of it may be left. */
export function takersOf(claim: Claim, among: readonly RuleRef[]): readonly RuleRef[] | undefined {
  const able = among.filter((it) => it.direction === claim.direction && isForAll(claim.subject, it));
  const takers = new Set<RuleRef>();
  for (const peer of able.length === 0 ? [] : claim.peers) {
    let { fixed, names } = claim.ports;
    for (const rule of able) {
      if (!isAmong(peer, rule)) continue;
      const own = portsIn(rule.reading);
      const left = difference(fixed, own.fixed);
      const unnamed = names.filter((it) => !own.names.includes(it) && !isAll(own.fixed));
      if (unnamed.length < names.length || !isEmpty(intersection(fixed, own.fixed))) takers.add(rule);
      [fixed, names] = [left, unnamed];
    }
    if (!isEmpty(fixed) || names.length > 0) return undefined;
  }
  return takers.size === 0 ? undefined : [...takers];
}

/** Names by the API's own patterns; nodes by the same labels. */
export function isAmong(peer: PeerReading, { reading }: RuleRef): boolean {
  return (
    isPeerWithin(peer, undefined, { rule: reading, namespace: undefined }) ||
    peersOf(reading).some((it) =>
      it.type === "name" && peer.type === "name"
        ? domainName(it.name.value).covers(peer.name.value)
        : it.type === "nodes" && peer.type === "nodes" && contentOf(it.selector) === contentOf(peer.selector),
    )
  );
}

function isForAll(subject: PlacedPods, { policy }: RuleRef): boolean {
  const own = subjectOf(policy);
  return own !== undefined && arePodsWithin(subject, own);
}

/**
 * The rules that decide all traffic of the rule before it is evaluated; undefined if some may reach it. What the Admin tier
 * passes on reaches Baseline, so a Pass there does not decide what later Admin rules match.
 */
export function decidedBefore(rule: RuleRef, view: View): readonly RuleRef[] | undefined {
  const claim = claimOf(rule);
  if (claim === undefined) return undefined;
  const before = rulesBefore(rule, view);
  const passes = before.some((it) => it.verdict === "pass" && tierOf(it) !== tierOf(rule) && !areApart(it, rule));
  return takersOf(claim, passes ? before.filter((it) => tierOf(it) === tierOf(rule)) : before);
}

/** True when no traffic matches both rules. False if that is unknown. */
export function areApart(a: RuleRef, b: RuleRef): boolean {
  const [one, other] = [claimOf(a), claimOf(b)];
  if (one === undefined || other === undefined || a.direction !== b.direction) return true;
  const ports = commonPorts(one.ports, other.ports);
  return (
    arePodsApart(one.subject, other.subject) ||
    arePeersApart({ rule: a.reading, namespace: undefined }, { rule: b.reading, namespace: undefined }) ||
    (isEmpty(ports.fixed) && one.ports.names.length === 0 && other.ports.names.length === 0)
  );
}
