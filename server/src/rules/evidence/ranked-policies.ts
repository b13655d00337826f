/** Tells policies that are looked at in an order from those whose rules are added up. */

import type { Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";

/**
 * True for a policy that has a place in an order of evaluation: what it allows may come before or after what others allow
 * or deny, so that no two rules can be compared by themselves.
 */
export function isRanked({ object }: Policy): boolean {
  return systemOf(object).words.rank !== undefined;
}
