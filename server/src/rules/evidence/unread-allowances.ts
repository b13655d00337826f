/** What policies of systems that are not read may allow: doubt about every finding that something is denied. */

import type { View } from "../../analysis/view.js";
import type { Direction } from "../../model/direction.js";

/** Whether one that may be for pods of the namespace may allow more than what counts. @param direction Left out: either. */
export function mayUnreadAllow({ scope }: View, namespace: string | undefined, direction?: Direction): boolean {
  return scope.unreadPolicies.some(
    (it) =>
      it.mayAllow &&
      (direction !== "egress" || it.hasEgress) &&
      (it.namespace === undefined || it.namespace === namespace),
  );
}
