/** Tells policies that are evaluated in an order from policies that are combined. */

import type { Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";

/**
 * True for a policy that has a position in an evaluation order: what it allows may come before or after what others allow
 * or deny, so two rules cannot be compared on their own.
 */
export function isRanked({ object }: Policy): boolean {
  return systemOf(object).words.rank !== undefined;
}
