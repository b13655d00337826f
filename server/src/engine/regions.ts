/** Who decided: one side's traffic in parts, each with its verdict, what gave it, and what passed it on before. */

import type { Decider, Reach, Region, RuleRef } from "./answers.js";
import { conditionOf, type Decision, type Match, type Outcome } from "./outcome.js";
import { policiesOf, refsOf } from "./refs.js";
import { difference, hasPort, intersection, isEmpty, type Protocol, type Traffic } from "./traffic.js";

/** As in `SideReach.regions`. */
export function regionsOf({ decisions, admittedBy, deniedBy }: Outcome): readonly Region[] {
  const shares = { allow: admittedBy, deny: deniedBy };
  return decisions.flatMap((stage) => {
    const passes = stage.flatMap((it) =>
      it.by === "rule" && it.verdict === "pass" ? [{ ...it.match, traffic: it.traffic }] : [],
    );
    return stage.flatMap((decision): Region[] => {
      const { verdict } = decision;
      if (verdict === "pass") return [];
      const deciding = decidingMatches(decision, shares);
      return cutBy(passes, decision.traffic).flatMap(({ traffic, matches: passedBy }) =>
        cutBy(deciding, traffic).map((part) => ({
          traffic: part.traffic,
          verdict,
          decidedBy: deciderOf(decision, part.matches),
          passedBy: refsOf(passedBy.map((it) => it.rule)),
        })),
      );
    });
  });
}

/** The regions that hold one connection: one of each stage. */
export function regionsAt(outcome: Outcome, protocol: Protocol, port: number): readonly Region[] {
  return regionsOf(outcome).filter((it) => hasPort(it.traffic, protocol, port));
}

/** The rules of equal rank that disagree about what is ambiguous between two ends. */
export function disputedBy({ ambiguous, egress, ingress }: Omit<Reach, "from" | "to">): readonly RuleRef[] {
  if (isEmpty(ambiguous)) return [];
  return [egress, ingress].flatMap((side) =>
    (side?.regions ?? [])
      .filter((it) => it.verdict === "ambiguous" && !isEmpty(intersection(it.traffic, ambiguous)))
      .flatMap(({ decidedBy }) => (decidedBy.type === "rules" ? decidedBy.rules : [])),
  );
}

/** Rules that may have decided the traffic or a part of it, each with what it decides. */
function decidingMatches(decision: Decision, shares: Record<"allow" | "deny", readonly Match[]>): readonly Match[] {
  if (decision.by === "tie") return decision.matches;
  if (decision.by !== "rule" || decision.verdict === "pass") return [];
  const { match, traffic, verdict } = decision;
  const others = shares[verdict].filter(
    (it) => it.tier === match.tier && it.rule !== match.rule && conditionOf(it) === undefined,
  );
  return [{ ...match, traffic }, ...others];
}

interface Part {
  readonly traffic: Traffic;
  /** Those that have all of the part; the others have none of it. */
  readonly matches: readonly Match[];
}

function cutBy(matches: readonly Match[], traffic: Traffic): Part[] {
  let parts: Part[] = [{ traffic, matches: [] }];
  for (const match of matches) {
    parts = parts.flatMap((part) => {
      const inside = intersection(part.traffic, match.traffic);
      if (isEmpty(inside)) return [part];
      const outside = { ...part, traffic: difference(part.traffic, match.traffic) };
      const both = { traffic: inside, matches: [...part.matches, match] };
      return isEmpty(outside.traffic) ? [both] : [both, outside];
    });
  }
  return parts;
}

function deciderOf(decision: Decision, matches: readonly Match[]): Decider {
  switch (decision.by) {
    case "default":
      return { type: "default" };
    case "end-of-tier":
      return { type: "end-of-tier", tier: decision.tier.id, isolatedBy: policiesOf(decision.isolatedBy) };
    case "rule":
      return rulesOf(decision.match.tier.id, refsOf(matches.map((it) => it.rule)));
    case "tie":
      return rulesOf(decision.tier.id, refsOf(matches.map((it) => it.rule)));
  }
}

function rulesOf(tier: string, rules: readonly RuleRef[]): Decider {
  return rules.length === 0 ? { type: "system", tier } : { type: "rules", tier, rules };
}
