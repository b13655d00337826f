/** The policies of a scope → one program: one stage, one tier, denials before allowances (CS-15, CS-18). */

import { type CompiledPolicy, NEXT_TIER, type Program } from "../engine/program.js";
import { EVERYTHING } from "../engine/traffic-set.js";
import type { Policy } from "../model/scope.js";
import { isRefused } from "../model/shape-problem.js";
import type { CompileContext } from "./context.js";
import { systemOf } from "./kinds.js";
import { PHASES, type PhasedPolicy } from "./phases.js";

/** A policy that its own system refuses compiles to nothing. */
export function compilePolicy(policy: Policy, context: CompileContext): readonly PhasedPolicy[] {
  const { object } = policy;
  return isRefused(object.problems) ? [] : systemOf(object).compile(policy, context);
}

export function assemble(compiled: readonly PhasedPolicy[]): Program {
  const inPhase = PHASES.map((phase) => compiled.filter((it) => it.phase === phase).map((it) => it.policy));
  const [denials = [], allowances = [], remainders = []] = inPhase;
  const policies = [...denials, OWN_NODE, ...allowances, ...remainders];
  return {
    stages: [
      {
        id: "policies",
        tiers: [{ id: "policies", policies, onNoMatch: "deny", passTo: NEXT_TIER }],
        defaults: { ingress: "allow", egress: "allow" },
      },
    ],
  };
}

/** Connections into a pod from the node it runs on pass, after denials (KS-14, CS-16). */
const OWN_NODE: CompiledPolicy = {
  subject: [[]],
  ingress: {
    isolates: false,
    rules: [{ verdict: "allow", peers: { entities: ["host"] }, traffic: EVERYTHING }],
  },
};
