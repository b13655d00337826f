/**
 * The engine's twin for programs: one connection at a time, rule by rule, once for every way in which the conditions may
 * hold and the ties may be broken. Written from the model's pointwise semantics, with none of the engine's sets.
 */

import type {
  AddressBlock,
  CompiledPolicy,
  CompiledRule,
  PeerSet,
  PodQuery,
  Program,
  Stage,
} from "../../server/src/engine/program.js";
import { NEXT_TIER } from "../../server/src/engine/program.js";
import { formatCidr } from "../../server/src/model/ip.js";
import type { Direction } from "../../server/src/model/direction.js";
import type { Policy } from "../../server/src/model/scope.js";

export interface ProgramQuestion {
  readonly subject: string;
  readonly direction: Direction;
  readonly peer: string;
  readonly port: number;
}

/** One course that a connection may take through a stage. */
export interface Course {
  readonly verdict: "allow" | "deny";
  /** Missing: the end of the tier, or the default where `tier` is missing too. */
  readonly rule?: CompiledRule;
  readonly tier?: string;
  readonly passedBy: readonly CompiledRule[];
}

export type Holds = (when: string) => boolean;

/** All courses of a stage, one for each way to break its ties. */
export function coursesOf(
  { tiers, defaults }: Stage,
  { subject, direction, peer, port }: ProgramQuestion,
  holds: Holds,
  gone: ReadonlySet<Policy>,
): Course[] {
  const selecting = (policy: CompiledPolicy): boolean =>
    policy[direction] !== undefined &&
    (policy.source === undefined || !gone.has(policy.source)) &&
    policy.subject.some((it) => matches(it, subject));
  const from = (at: number, passedBy: readonly CompiledRule[]): Course[] => {
    const tier = tiers[at];
    if (tier === undefined) return [{ verdict: defaults[direction], passedBy }];
    const policies = tier.policies.filter(selecting);
    for (const rank of ranksOf(policies)) {
      const decided = rank.flatMap((policy) => {
        const found = firstMatch(policy[direction]?.rules ?? [], peer, port, holds);
        return found === undefined ? [] : [found];
      });
      if (decided.length === 0) continue;
      return decided.flatMap(({ rule, verdict }) => {
        if (verdict !== "pass") return [{ verdict, rule, tier: tier.id, passedBy }];
        const named = tiers.findIndex((it) => it.id === tier.passTo);
        return from(tier.passTo === NEXT_TIER ? at + 1 : named, [...passedBy, rule]);
      });
    }
    const isolated = policies.some((it) => it[direction]?.isolates === true);
    if (isolated && tier.onNoMatch !== "pass") return [{ verdict: tier.onNoMatch, tier: tier.id, passedBy }];
    return from(at + 1, passedBy);
  };
  return from(0, []);
}

function ranksOf(policies: readonly CompiledPolicy[]): CompiledPolicy[][] {
  const ranks: CompiledPolicy[][] = [];
  for (const policy of policies) {
    const last = ranks.at(-1);
    if (policy.tieGroup !== undefined && last?.[0]?.tieGroup === policy.tieGroup) last.push(policy);
    else ranks.push([policy]);
  }
  return ranks;
}

function firstMatch(rules: readonly CompiledRule[], peer: string, port: number, holds: Holds) {
  for (const rule of rules) {
    const { verdict, refine } = rule;
    if (verdict === "log" || !coversPort(rule, port) || !matchesPeer(rule, peer, holds)) continue;
    if (refine === undefined || holds(refine.when)) return { rule, verdict };
    if (refine.onMiss === "deny") return { rule, verdict: "deny" as const };
  }
  return undefined;
}

function coversPort({ traffic }: CompiledRule, port: number): boolean {
  return traffic.fixed.TCP.some(([low, high]) => low <= port && port <= high);
}

function matchesPeer({ peers }: CompiledRule, peer: string, holds: Holds): boolean {
  return isAmong(peers, peer, holds);
}

/** Whether the peers include the pod. */
export function isAmong(
  { any, pods = [], blocks = [], within = [], except }: PeerSet,
  peer: string,
  holds: Holds,
): boolean {
  const isNamed =
    any === true || pods.some((it) => matches(it, peer)) || blocks.some((it) => holds(inBlock(formatCidr(it.cidr))));
  const isLeftOut = except !== undefined && isAmong(except, peer, holds);
  return isNamed && !isLeftOut && within.every((it) => isAmong(it, peer, holds));
}

function matches(query: PodQuery, app: string): boolean {
  return query.every((it) => it.values.includes(app));
}

function inBlock(cidr: string): string {
  return `the pod's address is in ${cidr}`;
}

/** Every way in which the program's conditions may hold, none of them first. */
export function worldsOf({ stages }: Program, { direction }: Pick<ProgramQuestion, "direction">): Holds[] {
  const rules = stages
    .flatMap((it) => it.tiers)
    .flatMap((it) => it.policies)
    .flatMap((it) => it[direction]?.rules ?? []);
  const words = new Set(
    rules.flatMap((it) => [
      ...(it.refine === undefined ? [] : [it.refine.when]),
      ...blocksIn(it.peers).map((block) => inBlock(formatCidr(block.cidr))),
    ]),
  );
  let worlds: ReadonlySet<string>[] = [new Set()];
  for (const word of words) worlds = worlds.flatMap((it) => [it, new Set([...it, word])]);
  return worlds.map((world) => (when) => world.has(when));
}

function blocksIn({ blocks = [], within = [], except }: PeerSet): readonly AddressBlock[] {
  return [...blocks, ...within.flatMap(blocksIn), ...(except === undefined ? [] : blocksIn(except))];
}

/**
 * Whether words of the engine hold: conditions joined by `and`, each perhaps with `not` before it or in it, or that of
 * several in brackets.
 */
export function holdsInWords(words: string, holds: Holds): boolean {
  const bare = words.replace(/not \(([^)]*)\)/g, (_, inner: string) => (holdsInWords(inner, holds) ? "false" : "true"));
  return bare.split(" and ").every((it) => {
    if (it === "true" || it === "false") return it === "true";
    const said = it.replace(/^not | not(?= in )/, "");
    return said === it ? holds(it) : !holds(said);
  });
}

export type TwinAnswer = "allowed" | "denied" | "ambiguous" | "conditional";

/** One side's answer: all stages must allow. */
export function twinAnswer(
  program: Program,
  question: ProgramQuestion,
  gone: ReadonlySet<Policy> = new Set(),
): TwinAnswer {
  const answers = worldsOf(program, question).map((holds) => answerIn(program, question, holds, gone));
  if (answers.includes("ambiguous")) return "ambiguous";
  if (answers.every((it) => it === "allowed")) return "allowed";
  return answers.includes("allowed") ? "conditional" : "denied";
}

export function answerIn(
  { stages }: Program,
  question: ProgramQuestion,
  holds: Holds,
  gone: ReadonlySet<Policy> = new Set(),
): Exclude<TwinAnswer, "conditional"> {
  const verdicts = stages.map((it) => new Set(coursesOf(it, question, holds, gone).map((course) => course.verdict)));
  if (verdicts.some((it) => !it.has("allow"))) return "denied";
  return verdicts.some((it) => it.size > 1) ? "ambiguous" : "allowed";
}
