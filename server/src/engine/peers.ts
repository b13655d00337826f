/** What passes between one pod and every point, in as many groups as there are answers: the cost follows these, not the pairs. */

import type { Direction } from "../model/direction.js";
import { BitSet } from "./bit-set.js";
import { type Engine, profilesOf } from "./engine.js";
import type { Outcome } from "./outcome.js";

/** Points that fare alike with the pod. A side is missing where the end is no pod that policies manage. */
export interface PeerBlock {
  readonly peers: BitSet;
  readonly egress?: Outcome;
  readonly ingress?: Outcome;
}

interface Side {
  readonly points: BitSet;
  readonly outcome?: Outcome;
}

/** @param direction `ingress`: the pod is the destination. @param among The points to speak of. */
export function* peerBlocks(engine: Engine, pod: number, direction: Direction, among: BitSet): Iterable<PeerBlock> {
  const own = ownSides(engine, pod, direction, among);
  for (const { points, outcome: others } of otherSides(engine, pod, direction, among)) {
    for (const { points: region, outcome } of own) {
      const peers = points.and(region);
      if (peers.isEmpty) continue;
      const [egress, ingress] = direction === "egress" ? [outcome, others] : [others, outcome];
      yield { peers, ...(egress === undefined ? {} : { egress }), ...(ingress === undefined ? {} : { ingress }) };
    }
  }
}

/** What the pod's own policies say of its peers. */
function ownSides(engine: Engine, pod: number, direction: Direction, among: BitSet): readonly Side[] {
  if (!engine.manages(pod)) return [{ points: among }];
  const regions = engine.profile(pod, direction).regions();
  return regions.map(({ peers, outcome }) => ({ points: peers, outcome }));
}

/** What the peers' policies say of the pod: pods for which the same rules hold say the same. */
function otherSides(engine: Engine, pod: number, direction: Direction, among: BitSet): readonly Side[] {
  const unmanaged = among.minus(engine.universe.index.all);
  const sides: Side[] = unmanaged.isEmpty ? [] : [{ points: unmanaged }];
  for (const [profile, pods] of profilesOf(engine)[direction === "egress" ? "ingress" : "egress"]) {
    const points = BitSet.of(pods).and(among);
    if (!points.isEmpty) sides.push({ points, outcome: profile.outcome(pod) });
  }
  return sides;
}
