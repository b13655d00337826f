/** All that passes in a scope, as blocks of sources × destinations with one answer, made class by class and on demand. */

import { BitSet } from "./bit-set.js";
import { OPEN, type Outcome } from "./decide.js";
import { type Engine, type Profile, profilesOf } from "./engine.js";

/** Every source to every destination of the block. A side is missing where the ends are no pods that policies manage. */
export interface FlowBlock {
  readonly from: BitSet;
  readonly to: BitSet;
  readonly egress?: Outcome;
  readonly ingress?: Outcome;
}

/** Pods for which the same rules hold in one direction; without a profile, ends that no policy manages. */
interface SubjectClass {
  readonly members: BitSet;
  readonly profile?: Profile;
}

/**
 * @param visible The points to speak of.
 * @param inside Of every pair at least one end is among these.
 */
export function* flowBlocks(engine: Engine, visible: BitSet, inside: BitSet): Iterable<FlowBlock> {
  const { ingress, egress } = profilesOf(engine);
  const unmanaged: SubjectClass = { members: visible.minus(engine.universe.index.all) };
  const classes = (profiles: ReadonlyMap<Profile, readonly number[]>): SubjectClass[] =>
    [...[...profiles].map(([profile, pods]) => ({ profile, members: BitSet.of(pods).and(visible) })), unmanaged].filter(
      (it) => !it.members.isEmpty,
    );
  const destinations = classes(ingress);
  for (const source of classes(egress)) {
    for (const { peers, outcome } of regionsOf(source, visible)) {
      for (const destination of destinations) {
        const to = destination.members.and(peers);
        if (to.isEmpty) continue;
        for (const region of regionsOf(destination, visible)) {
          const from = source.members.and(region.peers);
          if (from.isEmpty) continue;
          const sides = {
            ...(source.profile === undefined ? {} : { egress: outcome }),
            ...(destination.profile === undefined ? {} : { ingress: region.outcome }),
          };
          yield* within(from, to, inside, sides);
        }
      }
    }
  }
}

function regionsOf({ profile }: SubjectClass, visible: BitSet): readonly { peers: BitSet; outcome: Outcome }[] {
  return profile === undefined ? [{ peers: visible, outcome: OPEN }] : profile.regions();
}

/** The pairs with one end inside: all from inside, and those from elsewhere to inside. */
function* within(
  from: BitSet,
  to: BitSet,
  inside: BitSet,
  sides: Pick<FlowBlock, "egress" | "ingress">,
): Iterable<FlowBlock> {
  const own = from.and(inside);
  if (!own.isEmpty) yield { from: own, to, ...sides };
  const others = from.minus(inside);
  const towards = to.and(inside);
  if (!others.isEmpty && !towards.isEmpty) yield { from: others, to: towards, ...sides };
}
