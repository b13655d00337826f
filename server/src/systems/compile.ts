/** The policies of a scope → one program, in the order of the CNI's profile. */

import type { Program } from "../engine/program.js";
import type { Policy, PolicyObject } from "../model/scope.js";
import { isRefused } from "../model/shape-problem.js";
import type { CniProfile } from "./cni-profile.js";
import type { CompileContext } from "./context.js";
import { systemOf } from "./kinds.js";
import type { PlacedPolicy } from "./placed.js";

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

export function assemble(placed: readonly PlacedPolicy[], profile: CniProfile): Program {
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
