/** Rules whose peers and ports another rule of the same list covers (NP1604, NP1612). */

import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import { includes, isAll, isEmpty } from "../../engine/traffic.js";
import { type PeerReading, peersOf, portsOf, type RuleList, type RuleReading } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { dnsPorts } from "../evidence/dns-rules.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { contentOf } from "../evidence/same-content.js";

/** A rule as it is compared. */
interface Comparable {
  readonly rule: RuleReading;
  /** Its peers, each as a string; undefined: every peer. */
  readonly peers: ReadonlySet<string> | undefined;
}

interface Effective extends Comparable {
  readonly allowance: Allowance;
}

/** Longer lists are generated. Comparing all of their rules with each other would take minutes, for a hint. */
const MAX_RULES = 1_000;

/** Rules that another rule of the list covers, each with the first that does. Of two equal rules, the second is covered. */
export function* coveredRules(
  { rules }: RuleList,
  policy: Policy,
  view: View,
): Iterable<readonly [Effective, Effective]> {
  const list = rules.length > 1 ? rules.flatMap(comparable) : [];
  // If rules have different verdicts, their order decides.
  if (list.length > MAX_RULES || rules.some((it) => it.verdict !== rules[0]?.verdict)) return;
  // Traffic is compared only if peers are covered: in most lists they are not.
  if (!list.some((inner) => list.some((it) => it !== inner && hasPeersOf(it, inner)))) return;
  const allowances = new Map(view.allowances(policy).map((it) => [it.by.reading, it]));
  const effective = list.flatMap((it): Effective[] => {
    const allowance = allowances.get(it.rule);
    return allowance === undefined ? [] : [{ ...it, allowance }];
  });
  const covers = (outer: Effective, inner: Effective) => hasPeersOf(outer, inner) && hasPortsOf(outer, inner);
  const ordered = isRanked(policy);
  for (const [at, inner] of effective.entries()) {
    const outer = effective.find((it, other) => {
      if (it === inner || !covers(it, inner)) return false;
      // In an ordered list, a rule after the one that covers it is never reached. Another rule reports that.
      return other < at ? !ordered : !covers(inner, it);
    });
    if (outer !== undefined) yield [inner, outer];
  }
}

/**
 * True if it is a rule of ports alone that covers one with peers: NP1612 reports the wide one. DNS is often allowed to everyone
 * on purpose.
 */
export function isOpenedToEveryone(inner: RuleReading, outer: RuleReading, view: View): boolean {
  const ports = portsOf(outer);
  const isOpen = outer.verdict === "allow" && outer.who === "everyone" && ports.length > 0 && peersOf(inner).length > 0;
  const dns = dnsPorts(view.settings.dns).map(String);
  return isOpen && !ports.every(({ port }) => dns.includes(String(port?.value)));
}

/** A rule of ports alone. */
export interface OpenedToEveryone {
  readonly open: RuleReading;
  /** Rules that name peers for the same ports, in the order of the list. */
  readonly named: readonly RuleReading[];
  /** Others of ports alone that it covers, which open the same without it. */
  readonly repeated: readonly RuleReading[];
}

export function openedToEveryone(list: RuleList, policy: Policy, view: View): OpenedToEveryone[] {
  // Few lists have such a rule, and comparing all of their rules costs more.
  if (!list.rules.some((it) => it.who === "everyone")) return [];
  const pairs = [...coveredRules(list, policy, view)];
  const named = pairs.filter(
    ([inner, outer]) =>
      isOpenedToEveryone(inner.rule, outer.rule, view) && view.coveredBy(inner.allowance.by) !== undefined,
  );
  return [...new Set(named.map(([, outer]) => outer))].map((open) => ({
    open: open.rule,
    named: named.flatMap(([inner, outer]) => (outer === open ? [inner.rule] : [])),
    repeated: pairs.flatMap(([inner, outer]) => (outer === open && inner.peers === undefined ? [inner.rule] : [])),
  }));
}

/** Nothing for rules with conditions beyond peers and ports, without any peer, or with peers that are not readable. */
function comparable(rule: RuleReading): Comparable[] {
  const peers = peersOf(rule);
  if (rule.isIcmp || rule.conditions.length > 0 || peers.some((it) => it.type === "unreadable")) return [];
  if (rule.who === "everyone") return [{ rule, peers: undefined }];
  return peers.length === 0 ? [] : [{ rule, peers: new Set(peers.map(textOf)) }];
}

/** A peer in its own system's form: the same pods written differently count as another peer. */
function textOf(peer: PeerReading): string {
  return contentOf(peer.type === "pods" ? peer.written : peer);
}

function hasPeersOf(outer: Comparable, inner: Comparable): boolean {
  const { peers } = outer;
  if (peers === undefined) return true;
  return inner.peers !== undefined && [...inner.peers].every((it) => peers.has(it));
}

/** True when the outer rule has all traffic of the inner one, the inner one has some, and neither has L7 conditions. */
function hasPortsOf(outer: Effective, inner: Effective): boolean {
  const [wide, narrow] = [outer.allowance, inner.allowance];
  if (wide.conditional.length > 0 || narrow.conditional.length > 0) return false;
  if (isAll(wide.traffic)) return true;
  // A port name can mean another number on every pod.
  if (namesPorts(outer.rule) || namesPorts(inner.rule)) return false;
  return !isEmpty(narrow.traffic) && includes(wide.traffic, narrow.traffic);
}

function namesPorts(rule: RuleReading): boolean {
  return portsOf(rule).some(({ value }) => typeof value === "string");
}
