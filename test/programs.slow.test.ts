/** The engine against its twin on random programs: verdicts, who decided, and what has to go for a connection to pass. */

import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { ConnectionVerdict, Region, RuleRef } from "../server/src/engine/answers.js";
import { Engine } from "../server/src/engine/engine.js";
import type { CompiledRule, Program } from "../server/src/engine/program.js";
import { sideReach } from "../server/src/engine/reach.js";
import {
  includes,
  intersection,
  isEmpty,
  ALL_TRAFFIC,
  NO_TRAFFIC,
  hasPort,
  union,
} from "../server/src/engine/traffic.js";
import { explain } from "../server/src/engine/why.js";
import { DIRECTIONS } from "../server/src/model/direction.js";
import type { Policy } from "../server/src/model/scope.js";
import { PROGRAM_PODS, PROGRAM_PORTS, PROGRAM_UNIVERSE, randomProgram } from "./kit/random-programs.js";
import {
  answerIn,
  type Course,
  coursesOf,
  holdsInWords,
  isAmong,
  type ProgramQuestion,
  twinAnswer,
  worldsOf,
} from "./kit/program-twin.js";

/** As many programs per property for each of the worlds that other properties try: few on every run, many at night. */
const PER_WORLD = 5;
const WORLDS = Number(process.env.NETPOL_WORLDS ?? 40);
const SEED = process.env.NETPOL_SEED;
const PARAMETERS = { numRuns: PER_WORLD * WORLDS, ...(SEED === undefined ? {} : { seed: Number(SEED) }) };

vi.setConfig({ testTimeout: 60_000 + 1_000 * WORLDS });

function check(program: fc.Arbitrary<Program>, property: (program: Program, engine: Engine) => void): void {
  fc.assert(
    fc.property(program, (it) => {
      property(it, new Engine(it, PROGRAM_UNIVERSE));
    }),
    PARAMETERS,
  );
}

const TIERS = randomProgram({ conditions: false, ties: false });
const TIES = randomProgram({ conditions: false, ties: true });
const CONDITIONS = randomProgram({ conditions: true, ties: false });

function* questions(): Iterable<ProgramQuestion> {
  for (const subject of PROGRAM_PODS) {
    for (const peer of PROGRAM_PODS) {
      for (const direction of DIRECTIONS) {
        for (const port of PROGRAM_PORTS) if (subject !== peer) yield { subject, direction, peer, port };
      }
    }
  }
}

const idOf = (pod: string): number => PROGRAM_PODS.indexOf(pod);

function sideOf(engine: Engine, { subject, direction, peer }: ProgramQuestion) {
  return sideReach(engine.side(idOf(subject), direction, idOf(peer)));
}

function verdictOf(engine: Engine, question: ProgramQuestion): ConnectionVerdict {
  const { allowed, conditional, ambiguous } = sideOf(engine, question);
  const { port } = question;
  if (hasPort(allowed, "TCP", port)) return "allowed";
  if (conditional.some((it) => hasPort(it.traffic, "TCP", port))) return "conditional";
  return hasPort(ambiguous, "TCP", port) ? "ambiguous" : "denied";
}

/** That one of several conditions always holds is not seen where it takes more than two of them. */
function isAlways(found: ConnectionVerdict, expected: ConnectionVerdict): boolean {
  return found === "conditional" && expected === "allowed";
}

describe("verdicts", () => {
  it.each([
    ["tiers", TIERS],
    ["tiers with ties", TIES],
    ["tiers with conditions", CONDITIONS],
  ])("of %s are those of the twin", (_, programs) => {
    check(programs, (program, engine) => {
      for (const question of questions()) {
        const found = verdictOf(engine, question);
        const expected = twinAnswer(program, question);
        if (!isAlways(found, expected)) expect(found).toBe(expected);
      }
    });
  });

  it("hold exactly where the words of their conditions say so", () => {
    check(CONDITIONS, (program, engine) => {
      for (const question of questions()) {
        const conditions = sideOf(engine, question).conditional.filter((it) =>
          hasPort(it.traffic, "TCP", question.port),
        );
        if (verdictOf(engine, question) !== "conditional") continue;
        for (const holds of worldsOf(program, question)) {
          const passes = conditions.some((it) => holdsInWords(it.when, holds));
          expect(passes, conditions.map((it) => it.when).join(" or ")).toBe(
            answerIn(program, question, holds) === "allowed",
          );
        }
      }
    });
  });

  it("with ties and conditions are ambiguous at least where the twin's are, and never the opposite", () => {
    check(randomProgram({ conditions: true, ties: true }), (program, engine) => {
      for (const question of questions()) {
        const found = verdictOf(engine, question);
        const expected = twinAnswer(program, question);
        if (found !== "ambiguous" && !isAlways(found, expected)) expect(found).toBe(expected);
      }
    });
  });
});

/** The rules that a region is to name for a course. */
function namedFor({ rule, tier: id }: Course, program: Program, question: ProgramQuestion): CompiledRule[] {
  if (rule === undefined) return [];
  const tier = program.stages.flatMap((it) => it.tiers).find((it) => it.id === id);
  if (tier?.unordered !== true) return [rule];
  const { direction, subject, peer, port } = question;
  const selects = (query: CompiledRule["peers"]["pods"], app: string): boolean =>
    query === undefined || query.some((it) => it.every((one) => one.values.includes(app)));
  return tier.policies
    .filter((it) => selects(it.subject, subject))
    .flatMap((it) => it[direction]?.rules ?? [])
    .filter(
      (it) =>
        it.verdict === rule.verdict &&
        it.traffic.fixed.TCP.some(([low, high]) => low <= port && port <= high) &&
        isAmong(it.peers, peer, () => false),
    );
}

/** Whether leaving the rule's tier without allow rules would change anything: it would be an exception to nothing. */
function isException(program: Program, question: ProgramQuestion, course: Course): boolean {
  const stage = program.stages.find((it) => it.tiers.some((tier) => tier.id === course.tier));
  const at = stage?.tiers.findIndex((it) => it.id === course.tier) ?? -1;
  const tier = stage?.tiers[at];
  if (tier === undefined || course.rule === undefined || course.verdict !== "allow") return true;
  if (tier.unordered !== true) return true;
  const { direction } = question;
  const silenced = tier.policies.map((policy) => {
    const block = policy[direction];
    return block === undefined
      ? policy
      : { ...policy, [direction]: { ...block, rules: block.rules.filter((it) => it.verdict !== "allow") } };
  });
  const tiers = stage?.tiers.map((it, index) => (index === at ? { ...tier, policies: silenced } : it)) ?? [];
  return stage === undefined || twinAnswer({ stages: [{ ...stage, tiers }] }, question) !== "allowed";
}

const namesOf = (rules: readonly Pick<RuleRef, "reading">[]): string[] =>
  rules.map((it) => (it.reading as unknown as { name: string }).name).sort();
const refsOf = (rules: readonly CompiledRule[]) => rules.flatMap((it) => it.ref ?? []);

describe("regions", () => {
  it("are a partition for each stage, and name what the twin names", () => {
    check(TIERS, (program, engine) => {
      for (const question of questions()) {
        const { regions } = sideOf(engine, question);
        const all = regions.reduce((sum, it) => union(sum, it.traffic), NO_TRAFFIC);
        expect(includes(all, ALL_TRAFFIC)).toBe(true);
        const here = regions.filter((it) => hasPort(it.traffic, "TCP", question.port));
        for (const [at, stage] of program.stages.entries()) {
          const [course] = coursesOf(stage, question, () => false, new Set());
          const region = here[at] as Region;
          if (course === undefined) throw new Error("a stage has no course");
          if (here.length === 1 && program.stages.length > 1) continue;
          expect(region.verdict).toBe(course.verdict);
          const rules = namedFor(course, program, question);
          if (region.decidedBy.type === "default" && course.rule !== undefined) {
            expect(isException(program, question, course), "an allow rule that changes nothing").toBe(false);
            continue;
          }
          expect(namesOf(region.passedBy)).toEqual(namesOf(refsOf(course.passedBy)));
          if (rules.length > 0) {
            expect(region.decidedBy).toMatchObject({ type: "rules", tier: course.tier });
            expect(region.decidedBy.type === "rules" && namesOf(region.decidedBy.rules)).toEqual(
              namesOf(refsOf(rules)),
            );
          } else if (course.tier !== undefined) {
            expect(region.decidedBy).toMatchObject({ type: "end-of-tier", tier: course.tier });
          } else expect(region.decidedBy).toEqual({ type: "default" });
        }
      }
    });
  });

  it("of one stage have nothing in common", () => {
    check(TIES, (program, engine) => {
      if (program.stages.length > 1) return;
      for (const question of questions()) {
        const { regions } = sideOf(engine, question);
        for (const [at, region] of regions.entries()) {
          for (const other of regions.slice(at + 1)) {
            expect(isEmpty(intersection(region.traffic, other.traffic))).toBe(true);
          }
        }
      }
    });
  });

  it("of what is ambiguous name rules that disagree", () => {
    check(TIES, (_, engine) => {
      for (const question of questions()) {
        for (const { verdict, decidedBy } of sideOf(engine, question).regions) {
          if (verdict !== "ambiguous") continue;
          const verdicts = decidedBy.type === "rules" ? decidedBy.rules.map((it) => it.verdict) : [];
          expect(new Set(verdicts).size).toBeGreaterThan(1);
        }
      }
    });
  });
});

describe("what would have to go", () => {
  it.each([
    ["tiers", TIERS],
    ["tiers with ties", TIES],
    ["tiers with conditions", CONDITIONS],
  ])("in %s makes the connection pass, and nothing smaller does", (_, programs) => {
    check(programs, (program, engine) => {
      const policies = [
        ...new Set(
          program.stages
            .flatMap((it) => it.tiers)
            .flatMap((it) => it.policies)
            .flatMap((it) => it.source ?? []),
        ),
      ];
      for (const [from, to] of [
        ["a", "b"],
        ["b", "a"],
      ] as const) {
        for (const port of PROGRAM_PORTS) {
          const why = explain(engine, { from: idOf(from), to: idOf(to), protocol: "TCP", port });
          if (why.verdict !== "denied") {
            expect(why.blockedBy).toEqual([]);
            continue;
          }
          const passes = (gone: ReadonlySet<Policy>): boolean =>
            [
              twinAnswer(program, { subject: from, direction: "egress", peer: to, port }, gone),
              twinAnswer(program, { subject: to, direction: "ingress", peer: from, port }, gone),
            ].every((it) => it === "allowed" || it === "conditional");
          const helping = subsets(policies).filter((it) => passes(new Set(it)));
          const least = Math.min(...helping.map((it) => it.length));
          if (helping.length === 0) expect(why.blockedBy).toEqual([]);
          else {
            expect(passes(new Set(why.blockedBy)), "all of them gone").toBe(true);
            expect(why.blockedBy.length, "no smaller set").toBe(least);
          }
        }
      }
    });
  });
});

function subsets<T>(items: readonly T[]): T[][] {
  let all: T[][] = [[]];
  for (const item of items) all = all.concat(all.map((it) => [...it, item]));
  return all;
}
