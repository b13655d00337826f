/** What passes between one pod and every point, in as many groups as there are answers: the cost follows these, not the pairs. */

import { type Direction, opposite } from "../model/direction.js";
import { BitSet } from "./bit-set.js";
import { type Engine, profilesOf } from "./engine.js";
import { type Outcome, passesNothing } from "./outcome.js";
import type { Profile } from "./profile.js";

/**
 * Points that fare alike with the pod. A side is missing where the end is no pod that policies manage, and the peers' side also
 * where the pod's own lets nothing pass, whatever theirs says.
 */
export interface PeerBlock {
  readonly peers: BitSet;
  readonly egress?: Outcome;
  readonly ingress?: Outcome;
}

const FEW = 64;

interface Side {
  readonly points: BitSet;
  readonly outcome?: Outcome;
}

/** @param direction `ingress`: the pod is the destination. @param among The points to speak of. */
export function* peerBlocks(engine: Engine, pod: number, direction: Direction, among: BitSet): Iterable<PeerBlock> {
  const other = opposite(direction);
  for (const { points, outcome } of ownSides(engine, pod, direction, among)) {
    const region = points.and(among);
    if (region.isEmpty) continue;
    const own = outcome === undefined ? {} : { [direction]: outcome };
    if (outcome !== undefined && passesNothing(outcome)) {
      yield { peers: region, ...own };
      continue;
    }
    for (const { points: peers, outcome: theirs } of otherSides(engine, pod, other, region)) {
      yield { peers, ...own, ...(theirs === undefined ? {} : { [other]: theirs }) };
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
function* otherSides(engine: Engine, pod: number, direction: Direction, among: BitSet): Iterable<Side> {
  const managed = among.and(engine.universe.index.all);
  const unmanaged = among.minus(managed);
  if (!unmanaged.isEmpty) yield { points: unmanaged };
  // A few peers are asked one by one, many class by class.
  if (managed.size <= FEW) {
    const byProfile = new Map<Profile, number[]>();
    managed.each((peer) => {
      const profile = engine.profile(peer, direction);
      const known = byProfile.get(profile);
      if (known === undefined) byProfile.set(profile, [peer]);
      else known.push(peer);
    });
    for (const [profile, peers] of byProfile) yield { points: BitSet.of(peers), outcome: profile.outcome(pod) };
    return;
  }
  for (const [profile, pods] of profilesOf(engine)[direction]) {
    const points = pods.and(managed);
    if (!points.isEmpty) yield { points, outcome: profile.outcome(pod) };
  }
}
