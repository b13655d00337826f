/** Directions as `policyTypes` writes them, and how sure it is that another policy isolates the same pods anyway. */

import type { View } from "../engine/view.js";
import { DIRECTIONS, type Direction, type NetworkPolicy } from "../model/network-policy.js";
import type { Policy } from "../model/scope.js";

/** How `policyTypes` writes a direction. */
export const POLICY_TYPE: Readonly<Record<Direction, "Ingress" | "Egress">> = { ingress: "Ingress", egress: "Egress" };

/** What the other end of a direction is called. */
export const FAR_END: Readonly<Record<Direction, "source" | "destination">> = {
  ingress: "source",
  egress: "destination",
};

/** Directions that `policyTypes` lists, none where it is missing or empty; undefined where it has any other text. */
export function writtenTypes({ policyTypes }: NetworkPolicy): readonly Direction[] | undefined {
  const types = (policyTypes?.types ?? []).map(({ value }) => DIRECTIONS.find((it) => POLICY_TYPE[it] === value));
  const known = types.filter((it) => it !== undefined);
  return known.length === types.length ? known : undefined;
}

/**
 * True when other policies in sight isolate every pod of this one in the direction, so that its own isolation changes
 * nothing: a policy for the whole namespace does, or every workload in sight that it selects is isolated by another.
 */
export function isIsolatedAnyway(policy: Policy, direction: Direction, view: View): boolean {
  const forAll = view.scope.policies.some(
    (it) =>
      it !== policy &&
      it.namespace === policy.namespace &&
      it.object.type === "network-policy" &&
      it.object.subject.requirements.length === 0 &&
      it.object.isolates[direction] !== undefined &&
      !view.isRefused(it),
  );
  if (forAll) return true;
  const workloads = view.selectedBy(policy);
  return workloads.length > 0 && workloads.every((it) => view.isolatedBy(it, direction).some((by) => by !== policy));
}
