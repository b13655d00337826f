/** The two directions of traffic, seen from the pods that a policy selects. */

export type Direction = "ingress" | "egress";

export const DIRECTIONS: readonly Direction[] = ["ingress", "egress"];

export function opposite(direction: Direction): Direction {
  return direction === "ingress" ? "egress" : "ingress";
}
