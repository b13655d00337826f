/** Exceptions of CIDR blocks that other rules allow again (NP1603). */

import { rulesOf } from "../../model/reading.js";
import { blocksOf } from "../evidence/written-blocks.js";
import type { Policy } from "../../model/scope.js";
import { type AllowedBlock, allowedBlocksOf, allowedAgainBy } from "../evidence/allowed-blocks.js";
import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";

export interface Voided {
  readonly at: Site;
  readonly exception: string;
  readonly by: AllowedBlock;
}

/** In the order written. */
export function* voidedExceptions(policy: Policy, view: View): Iterable<Voided> {
  if (!hasExceptions(policy)) return;
  for (const block of allowedBlocksOf(policy, view)) {
    for (const { value: exception, at, network } of block.except) {
      const [by] = (network && allowedAgainBy(block, network, view)) ?? [];
      if (by === undefined) continue;
      yield { at, exception, by };
    }
  }
}

/** True when some block of the policy has an exception. This is cheaper to find out than what the policy allows. */
function hasExceptions({ reading }: Policy): boolean {
  return rulesOf(reading).some((rule) => blocksOf(rule).some((it) => it.except.length > 0));
}
