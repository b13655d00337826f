/** Directions that a NetworkPolicy restricts without any rules, though it has rules for the other (NP1205). */

import { DIRECTIONS, type Direction } from "../../model/direction.js";
import type { Policy } from "../../model/scope.js";
import { type NetworkPolicy, networkPolicy, rulesOf } from "../../systems/kubernetes/model.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { isIsolatedByOthers } from "./isolated-by-others.js";
import { intentOf, speaksOf } from "../evidence/intent.js";
import { writtenTypes } from "./network-policies.js";
import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";

/** In the order of `policyTypes`; without those that the policy's name mentions, or that others restrict anyway. */
export function* bareDirections(
  policy: Policy,
  view: View,
): Iterable<{ readonly direction: Direction; readonly at: Site }> {
  const object = networkPolicy(policy);
  if (object === undefined || hasUnreadField(object, "spec")) return;
  const intent = intentOf(policy.name);
  for (const direction of new Set(writtenTypes(object) ?? [])) {
    const at = object.isolates[direction];
    if (at === undefined || !isBare(object, direction)) continue;
    if (intent.denies && speaksOf(intent, direction)) continue;
    if (isIsolatedByOthers(policy, direction, view, (it) => !isBareIn(it, direction))) continue;
    yield { direction, at };
  }
}

function isBareIn(policy: Policy, direction: Direction): boolean {
  const object = networkPolicy(policy);
  return object !== undefined && isBare(object, direction);
}

/** True when the direction has no list, and the other one is listed and has rules. An empty list counts as intended. */
function isBare(object: NetworkPolicy, direction: Direction): boolean {
  const types = writtenTypes(object) ?? [];
  const hasOthers = DIRECTIONS.some((it) => it !== direction && types.includes(it) && rulesOf(object, it).length > 0);
  return types.includes(direction) && object[direction] === undefined && hasOthers;
}
