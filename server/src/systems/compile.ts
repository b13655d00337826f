/** The policies of a scope → one program, in the order of the CNI's profile. */

import { stretchBetween } from "../base/derived-list.js";
import type { CompiledPolicy, Program } from "../engine/program.js";
import type { Policy, PolicyObject } from "../model/scope.js";
import { isRefused } from "../model/shape-problem.js";
import type { CniProfile } from "./cni-profile.js";
import type { CompileContext } from "./context.js";
import { systemOf } from "./kinds.js";
import { type PlacedPolicy, rankText } from "./placed.js";

/** A policy that is refused, or that the CNI does not enforce, compiles to nothing. */
export function compilePolicy(policy: Policy, context: CompileContext): readonly PlacedPolicy[] {
  const { object } = policy;
  if (isRefused(object.problems) || whyIgnored(object, context) !== undefined) return [];
  return systemOf(object).compile(policy, context);
}

/** Why nothing is enforced of a policy that the API server accepts, as a sentence without a full stop; undefined for one that is. */
export function whyIgnored(
  object: PolicyObject,
  { profile, versions }: Pick<CompileContext, "profile" | "versions">,
): string | undefined {
  return profile.ignores(object, versions) ?? systemOf(object).ignores?.(object);
}

/** A program, and what it was made of. */
export interface Assembled {
  readonly placed: readonly PlacedPolicy[];
  readonly program: Program;
}

/** @param before Of an earlier state, with the same profile. */
export function assemble(placed: readonly PlacedPolicy[], profile: CniProfile, before?: Assembled): Program {
  const exchanged = before && exchangedIn(before, placed);
  if (exchanged !== undefined) return exchanged;
  return {
    stages: [
      {
        id: "policies",
        tiers: profile.tiersOf(placed),
        defaults: { ingress: "allow", egress: "allow" },
      },
    ],
  };
}

/** The program with policies in the place of others; undefined where those that differ do not stand in the same places. */
function exchangedIn({ placed: before, program }: Assembled, after: readonly PlacedPolicy[]): Program | undefined {
  const { start, before: end, after: ending } = stretchBetween(before, after);
  if (end !== ending) return undefined;
  const instead = new Map<CompiledPolicy, CompiledPolicy>();
  for (let at = start; at < end; at++) {
    const [old, now] = [before[at], after[at]];
    if (old === undefined || now === undefined || !standAlike(old, now)) return undefined;
    instead.set(old.policy, now.policy);
  }
  if (instead.size === 0) return program;
  const exchange = (policies: readonly CompiledPolicy[]): readonly CompiledPolicy[] =>
    policies.some((it) => instead.has(it)) ? policies.map((it) => instead.get(it) ?? it) : policies;
  return {
    stages: program.stages.map((stage) => ({
      ...stage,
      tiers: stage.tiers.map((it) => ({ ...it, policies: exchange(it.policies) })),
    })),
  };
}

/** True where a profile, which looks at nothing else, gives them the same place. */
function standAlike(a: PlacedPolicy, b: PlacedPolicy): boolean {
  return (
    a.tier === b.tier &&
    a.definition?.order === b.definition?.order &&
    a.definition?.onNoMatch === b.definition?.onNoMatch &&
    a.isOrdered === b.isOrdered &&
    a.order === b.order &&
    rankText(a) === rankText(b)
  );
}
