/** Questions of rules that are only about NetworkPolicies. */

import type { View } from "../../analysis/view.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import { type NetworkPolicy, networkPolicy } from "../../systems/kubernetes/model.js";

/** Every NetworkPolicy in the scope. */
export function networkPolicies(view: View): readonly NetworkPolicy[] {
  return view.scope.policies.flatMap((it) => networkPolicy(it) ?? []);
}

/** How `policyTypes` writes a direction. */
export const POLICY_TYPE: Readonly<Record<Direction, "Ingress" | "Egress">> = { ingress: "Ingress", egress: "Egress" };

/** Directions that `policyTypes` lists, none if it is missing or empty; undefined if it has any other string. */
export function writtenTypes({ policyTypes }: NetworkPolicy): readonly Direction[] | undefined {
  const types = (policyTypes?.types ?? []).map(({ value }) => DIRECTIONS.find((it) => POLICY_TYPE[it] === value));
  const known = types.filter((it) => it !== undefined);
  return known.length === types.length ? known : undefined;
}
