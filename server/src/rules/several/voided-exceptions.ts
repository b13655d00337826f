/** Exceptions of address blocks that other rules allow again (NP1603). */

import { rulesOf } from "../../model/reading.js";
import { blocksOf } from "../evidence/written-blocks.js";
import type { Policy } from "../../model/scope.js";
import { type AllowedBlock, allowedBlocksOf, allowedAgainBy } from "../evidence/allowed-blocks.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import type { Finding } from "../rule.js";
import type { View } from "../../analysis/view.js";

export interface Voided extends Finding {
  readonly exception: string;
  readonly policy: Policy;
  readonly by: AllowedBlock;
}

/** In the order written. */
export function* voidedExceptions(policy: Policy, view: View): Iterable<Voided> {
  if (!hasExceptions(policy)) return;
  for (const block of allowedBlocksOf(policy, view)) {
    for (const { value: exception, at } of block.except) {
      const [by] = allowedAgainBy(block, exception, view) ?? [];
      if (by === undefined) continue;
      const other = by.subject.policy;
      const together =
        policy.file === other.file ||
        (statesNamespace(policy) && statesNamespace(other) && areManifestsOfOneCluster(view));
      // Files that leave the namespace out need not go to the same one.
      yield { at, severity: together ? "warning" : "info", exception, policy, by };
    }
  }
}

/** True when some block of the policy has an exception: cheaper to tell than what the policy lets through. */
function hasExceptions({ reading }: Policy): boolean {
  return rulesOf(reading).some((rule) => blocksOf(rule).some((it) => it.except.length > 0));
}
