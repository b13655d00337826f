/** The decision for one peer: the ordered tiers of a stage in; what passes and who decided it out. */

import type { Direction } from "../model/direction.js";
import { bothHold, inWords, not, type When } from "./conditions.js";
import { type Conditional, decideTier, NOTHING_DECIDED } from "./decide-tier.js";
import type { Condition, Decision, Fork, Match, Outcome, Passing } from "./outcome.js";
import type { CompiledPolicy, Stage, Tier } from "./program.js";
import { NEXT_TIER } from "./program.js";
import { ALL_TRAFFIC, difference, intersection, isEmpty, NO_TRAFFIC, type Traffic, union } from "./traffic.js";

/** The policies of a tier that select the subject, with the rules that match the peer. */
export interface TierMatches {
  readonly tier: Tier;
  readonly isolatedBy: readonly CompiledPolicy[];
  /** In order of precedence; only policies with a matching rule. */
  readonly policies: readonly (readonly Match[])[];
}

/** Runs the tiers of one stage in order (engine-model: set form of the semantics). */
export function decide(stage: Stage, direction: Direction, tiers: readonly TierMatches[]): Outcome {
  return decideFrom({ stage, direction, tiers }, 0, ALL_TRAFFIC);
}

interface Course {
  readonly stage: Stage;
  readonly direction: Direction;
  readonly tiers: readonly TierMatches[];
}

/** @param arriving What is undecided before the tier at `first`. */
function decideFrom(course: Course, first: number, arriving: Traffic): Outcome {
  const { stage, direction, tiers } = course;
  // What arrives at each tier undecided; the last entry is what is left to the default.
  const inbox: Traffic[] = [...tiers.map(() => NO_TRAFFIC), NO_TRAFFIC];
  inbox[first] = arriving;
  const send = (traffic: Traffic, to: number): void => {
    if (!isEmpty(traffic)) inbox[to] = union(inbox[to] ?? NO_TRAFFIC, traffic);
  };
  let allowed = NO_TRAFFIC;
  let ambiguous = NO_TRAFFIC;
  const conditionals: Conditional[] = [];
  const admittedBy: Match[] = [];
  const deniedBy: Match[] = [];
  const decisions: Decision[] = [];
  const end = (decision: Decision): void => {
    if (isEmpty(decision.traffic)) return;
    if (decision.verdict === "allow") allowed = union(allowed, decision.traffic);
    decisions.push(decision);
  };
  for (const [index, { tier, isolatedBy, policies }] of tiers.entries()) {
    const arrived = inbox[index] ?? NO_TRAFFIC;
    if (isEmpty(arrived)) continue;
    const target = passTarget(tiers, index);
    const own =
      policies.length === 0
        ? { ...NOTHING_DECIDED, rest: arrived }
        : decideTier({
            tier,
            policies,
            arrived,
            admits: admissionsCount(course, index),
            passedOn: (traffic) => decideFrom(course, target, traffic),
          });
    allowed = union(allowed, own.allowed);
    ambiguous = union(ambiguous, own.ambiguous);
    conditionals.push(...own.conditionals);
    admittedBy.push(...own.admittedBy);
    deniedBy.push(...own.deniedBy);
    decisions.push(...own.decisions);
    send(own.passed, target);
    if (isolatedBy.length > 0 && tier.onNoMatch !== "pass") {
      end({ by: "end-of-tier", traffic: own.rest, verdict: tier.onNoMatch, tier, isolatedBy });
    } else send(own.rest, index + 1);
  }
  end({ by: "default", traffic: inbox[tiers.length] ?? NO_TRAFFIC, verdict: stage.defaults[direction] });
  return {
    isolatedBy: isolating(tiers),
    ...withConditionals({ allowed, conditional: [], ambiguous }, conditionals),
    admittedBy,
    deniedBy,
    decisions: [decisions],
    forks: conditionals.filter((it) => it.type === "fork"),
  };
}

/** Where what the tier passes on goes. */
function passTarget(tiers: readonly TierMatches[], index: number): number {
  const passTo = tiers[index]?.tier.passTo;
  const named = tiers.findIndex((it, at) => at > index && it.tier.id === passTo);
  return passTo === NEXT_TIER || named < 0 ? index + 1 : named;
}

/**
 * False where all that the tier's allow rules allow would pass without them: they are exceptions to an isolation that
 * is not there. The rules of an ordered tier are decisions of their own.
 */
function admissionsCount({ stage, direction, tiers }: Course, index: number): boolean {
  const own = tiers[index];
  if (own === undefined || own.tier.unordered !== true || own.isolatedBy.length > 0) return true;
  if (stage.defaults[direction] === "deny") return true;
  return tiers
    .slice(index + 1)
    .some((it) => it.isolatedBy.length > 0 || it.policies.flat().some(({ rule }) => rule.verdict === "deny"));
}

/** The very list of the one tier that isolates, where there is no other. */
function isolating(tiers: readonly TierMatches[]): readonly CompiledPolicy[] {
  const lists = tiers.map((it) => it.isolatedBy).filter((it) => it.length > 0);
  return lists.length === 1 && lists[0] !== undefined ? lists[0] : lists.flat();
}

/** @param decided What holds where no condition does. */
function withConditionals(decided: Passing, conditionals: readonly Conditional[]): Passing {
  if (conditionals.length === 0) return decided;
  // Backwards, so that a rule's condition comes before all that is decided after it.
  const passing = conditionals.reduceRight(
    (all, it) => (it.type === "fork" ? forked(all, it) : admitted(all, it)),
    decided,
  );
  const allowed = union(passing.allowed, eitherWay(passing.conditional));
  const decidedOtherwise = union(allowed, passing.ambiguous);
  const conditional = passing.conditional.flatMap((it) => {
    const traffic = difference(it.traffic, decidedOtherwise);
    return isEmpty(traffic) ? [] : [{ ...it, traffic }];
  });
  return { allowed: difference(allowed, passing.ambiguous), conditional, ambiguous: passing.ambiguous };
}

/** Traffic that is allowed where something holds, and where it does not. */
function eitherWay(conditions: readonly Condition[]): Traffic {
  let traffic = NO_TRAFFIC;
  for (const [index, it] of conditions.entries()) {
    const opposite = inWords(not(it.when));
    for (const other of conditions.slice(index + 1)) {
      if (inWords(other.when) === opposite) traffic = union(traffic, intersection(it.traffic, other.traffic));
    }
  }
  return traffic;
}

function admitted(after: Passing, { traffic, when, rule }: Condition): Passing {
  const added = { traffic: difference(traffic, after.allowed), when, rule };
  return isEmpty(added.traffic) ? after : { ...after, conditional: [added, ...after.conditional] };
}

/** Two courses: what passes on the one alone passes on a condition. */
function forked(after: Passing, { traffic, when, match: { rule }, then }: Fork): Passing {
  const lost = difference(intersection(after.allowed, traffic), then.allowed);
  const gained = difference(intersection(then.allowed, traffic), after.allowed);
  const elsewhere = difference(traffic, then.allowed);
  const conditional = [
    ...after.conditional.flatMap((it) => [
      { ...it, traffic: difference(it.traffic, elsewhere) },
      ...allOf(not(when), { ...it, traffic: intersection(it.traffic, elsewhere) }),
    ]),
    { traffic: lost, when: not(when), rule },
    { traffic: gained, when, rule },
    ...then.conditional.flatMap((it) => allOf(when, it)),
  ];
  return {
    allowed: difference(after.allowed, lost),
    conditional: conditional.filter((it) => !isEmpty(it.traffic)),
    ambiguous: union(after.ambiguous, intersection(then.ambiguous, traffic)),
  };
}

/** The condition where the other one holds too; nothing where they contradict each other. */
function allOf(other: When, condition: Condition): Condition[] {
  const when = bothHold(other, condition.when);
  return when === undefined ? [] : [{ ...condition, when }];
}
