/** The ends that may talk in a random world, as the twins and as the engine know them. */

import type { End } from "../../server/src/engine/answers.js";
import type { View } from "../../server/src/analysis/view.js";
import { ADDRESSES, ENTITIES, NAMES } from "./random-worlds.js";
import type { TwinEnd, World } from "./twin.js";
import { endNamed } from "./worlds.js";

/** Its pods, and everything outside that its policies may name. */
export function twinEndsOf({ pods }: World): TwinEnd[] {
  return [
    ...pods.map((pod): TwinEnd => ({ kind: "pod", pod })),
    ...ADDRESSES.map((address): TwinEnd => ({ kind: "address", address })),
    ...NAMES.map((name): TwinEnd => ({ kind: "name", name })),
    ...ENTITIES.map((name): TwinEnd => ({ kind: "entity", name })),
  ];
}

/** Two ends of which a policy can decide the connection. */
export interface TwinPair {
  readonly from: TwinEnd;
  readonly to: TwinEnd;
}

export function* twinPairsOf(world: World): Iterable<TwinPair> {
  const ends = twinEndsOf(world);
  for (const from of ends) {
    for (const to of ends) if (from !== to && (from.kind === "pod" || to.kind === "pod")) yield { from, to };
  }
}

/** The engine's name for it. */
export function endIn(view: View, end: TwinEnd): End {
  switch (end.kind) {
    case "pod":
      return endNamed(view, `${end.pod.namespace}/Pod/${end.pod.name}`);
    case "address":
      return endNamed(view, end.address);
    case "name":
      return { type: "fqdn", pattern: end.name };
    case "entity":
      return { type: "entity", name: end.name };
  }
}
