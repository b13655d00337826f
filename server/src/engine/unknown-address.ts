/** The answer for a peer that has one of several addresses, nobody knows which: what is alike for all of them is settled. */

import { type Match, notDenied, type Outcome } from "./outcome.js";
import { ALL_TRAFFIC, difference, intersection, isEmpty, type Traffic, union } from "./traffic.js";

/**
 * @param outcome Each rule about some of the addresses taken as a condition by itself.
 * @param each The answers for the addresses; where all agree, the first one says who decided.
 */
export function settled(outcome: Outcome, each: readonly Outcome[]): Outcome {
  const [first, ...others] = each;
  if (first === undefined) return outcome;
  if (others.length === 0) return first;
  const allowed = each.reduce((all, it) => intersection(all, it.allowed), ALL_TRAFFIC);
  const denied = each.reduce((all, it) => difference(all, notDenied(it)), ALL_TRAFFIC);
  const alike = union(allowed, denied);
  const undecided = [outcome.ambiguous, ...outcome.conditional.map((it) => it.traffic)];
  if (undecided.every((it) => isEmpty(intersection(it, alike)))) return outcome;
  const open = within(outcome, difference(ALL_TRAFFIC, alike));
  const sure = within(first, alike);
  const shares = (side: "admittedBy" | "deniedBy"): readonly Match[] =>
    onePerRule([...open[side], ...each.flatMap((it) => within(it, alike)[side])]);
  return {
    isolatedBy: outcome.isolatedBy,
    allowed: union(open.allowed, sure.allowed),
    conditional: open.conditional,
    ambiguous: open.ambiguous,
    admittedBy: shares("admittedBy"),
    deniedBy: shares("deniedBy"),
    decisions: outcome.decisions.map((stage, at) => [...(open.decisions[at] ?? stage), ...(sure.decisions[at] ?? [])]),
    forks: open.forks,
  };
}

function within(outcome: Outcome, traffic: Traffic): Outcome {
  const part = <T extends { readonly traffic: Traffic }>(items: readonly T[]): readonly T[] =>
    items.flatMap((it) => {
      const own = intersection(it.traffic, traffic);
      return isEmpty(own) ? [] : [{ ...it, traffic: own }];
    });
  return {
    isolatedBy: outcome.isolatedBy,
    allowed: intersection(outcome.allowed, traffic),
    conditional: part(outcome.conditional),
    ambiguous: intersection(outcome.ambiguous, traffic),
    admittedBy: part(outcome.admittedBy),
    deniedBy: part(outcome.deniedBy),
    decisions: outcome.decisions.map(part),
    forks: part(outcome.forks),
  };
}

function onePerRule(matches: readonly Match[]): readonly Match[] {
  const byRule = new Map<Match["rule"], Match>();
  for (const it of matches) {
    const known = byRule.get(it.rule);
    byRule.set(it.rule, known === undefined ? it : { ...known, traffic: union(known.traffic, it.traffic) });
  }
  return [...byRule.values()];
}
