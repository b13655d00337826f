/** The order inside the one tier that Kubernetes and Cilium policies share. */

import type { CompiledPolicy } from "../engine/program.js";

/** All denials, then all allowances, then what is refused of traffic that an allowance took to a proxy. */
export type Phase = "deny" | "allow" | "remainder";
export const PHASES: readonly Phase[] = ["deny", "allow", "remainder"];

export interface PhasedPolicy {
  readonly phase: Phase;
  readonly policy: CompiledPolicy;
}
