/** Fields of allow items that stand in deny items (CV-3): said as what they are, not as unknown names. */

import type { ShapeProblem } from "../../../model/shape-problem.js";

const ALLOW_ONLY =
  /^specs?\.(?:egressDeny\.toFQDNs|(?:ingress|egress)Deny\.(?:authentication|toPorts\.(?:rules|serverNames|terminatingTLS|originatingTLS|listener)))$/;

/**
 * Turns an unknown field of a deny item that an allow item in its place has into a `bad-value` of CV-3. It is pruned
 * like any unknown field, and refused by clients that validate.
 */
export function denyFieldsAsValues(problems: readonly ShapeProblem[]): ShapeProblem[] {
  return problems.map((it) => {
    if (it.type !== "unknown-field" || !ALLOW_ONLY.test(it.path)) return it;
    const { at, kind, path, field } = it;
    return {
      type: "bad-value",
      at,
      kind,
      path,
      field,
      check: "CV-3",
      reason: "allow-items-only",
      allowed: it.known,
      refusedBy: "strict-client",
    };
  });
}
