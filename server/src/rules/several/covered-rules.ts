/** Rules of a list that another rule of it covers, peers and ports (NP1604). */

import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import { includes, isAll, isEmpty } from "../../engine/traffic.js";
import { type PeerReading, peersOf, portsOf, type RuleList, type RuleReading } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { contentOf } from "../evidence/same-content.js";

/** A rule as it is compared. */
interface Comparable {
  readonly rule: RuleReading;
  /** Its peers, each as text; undefined: everyone. */
  readonly peers: ReadonlySet<string> | undefined;
}

interface Effective extends Comparable {
  readonly allowance: Allowance;
}

/** Longer lists are made by machines. To compare all of their rules with each other would take minutes for a hint. */
const MAX_RULES = 1_000;

/** Rules of the list that another one of it covers, each with the first that does; of two that are alike the first stays. */
export function* coveredRules(
  { rules }: RuleList,
  policy: Policy,
  view: View,
): Iterable<readonly [Effective, Effective]> {
  const list = rules.length > 1 ? rules.flatMap(comparable) : [];
  // Among rules with several verdicts the order decides.
  if (list.length > MAX_RULES || rules.some((it) => it.verdict !== rules[0]?.verdict)) return;
  // What passes is asked only where the peers fit: in most lists no rule has the peers of another.
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
      // Behind the one that covers it, a rule of an ordered list is never reached, which is another finding.
      return other < at ? !ordered : !covers(inner, it);
    });
    if (outer !== undefined) yield [inner, outer];
  }
}

/** Nothing for rules that ask for more than peers and ports, that are about nobody, or about what no manifest tells. */
function comparable(rule: RuleReading): Comparable[] {
  const peers = peersOf(rule);
  if (rule.isIcmp || rule.conditions.length > 0 || peers.some((it) => it.type === "unreadable")) return [];
  if (rule.who === "everyone") return [{ rule, peers: undefined }];
  return peers.length === 0 ? [] : [{ rule, peers: new Set(peers.map(textOf)) }];
}

/** A choice of pods in its own system's form: one that is written in other words counts as another. */
function textOf(peer: PeerReading): string {
  return contentOf(peer.type === "pods" ? peer.written : peer);
}

function hasPeersOf(outer: Comparable, inner: Comparable): boolean {
  const { peers } = outer;
  if (peers === undefined) return true;
  return inner.peers !== undefined && [...inner.peers].every((it) => peers.has(it));
}

/** True when the traffic of the one is in the other's, neither has a deeper condition, and there is some. */
function hasPortsOf(outer: Effective, inner: Effective): boolean {
  const [wide, narrow] = [outer.allowance, inner.allowance];
  if (wide.conditional.length > 0 || narrow.conditional.length > 0) return false;
  if (isAll(wide.traffic)) return true;
  // What a name stands for is another matter on every pod.
  if (namesPorts(outer.rule) || namesPorts(inner.rule)) return false;
  return !isEmpty(narrow.traffic) && includes(wide.traffic, narrow.traffic);
}

function namesPorts(rule: RuleReading): boolean {
  return portsOf(rule).some(({ value }) => typeof value === "string");
}
