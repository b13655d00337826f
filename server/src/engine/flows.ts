/** All that passes in a scope, as blocks of sources × destinations with one answer, made class by class and on demand. */

import { BitSet } from "./bit-set.js";
import { OPEN, type Outcome } from "./decide.js";
import { type Engine, profilesOf } from "./engine.js";
import type { PeerRegion, Profile } from "./profile.js";
import { isEmpty } from "./traffic.js";

/** Every source to every destination of the block. A side is missing where the ends are no pods that policies manage. */
export interface FlowBlock {
  readonly from: BitSet;
  readonly to: BitSet;
  readonly egress?: Outcome;
  readonly ingress?: Outcome;
}

/** Pods for which the same rules hold in one direction, with the peers that may pass; or ends that no policy manages. */
interface SubjectClass {
  readonly members: BitSet;
  readonly managed: boolean;
  readonly regions: readonly PeerRegion[];
}

/**
 * Blocks between which something passes.
 *
 * @param visible The points to speak of.
 * @param inside Of every pair at least one end is among these.
 */
export function* flowBlocks(engine: Engine, visible: BitSet, inside: BitSet): Iterable<FlowBlock> {
  const { ingress, egress } = profilesOf(engine);
  const unmanaged: SubjectClass = {
    members: visible.minus(engine.universe.index.all),
    managed: false,
    regions: [{ peers: visible, outcome: OPEN }],
  };
  const classes = (profiles: ReadonlyMap<Profile, readonly number[]>): SubjectClass[] =>
    [...[...profiles].map(([profile, pods]) => classOf(profile, BitSet.of(pods).and(visible))), unmanaged].filter(
      (it) => !it.members.isEmpty && it.regions.length > 0,
    );
  const destinations = new Destinations(classes(ingress), engine.universe.points.length);
  for (const source of classes(egress)) {
    for (const { peers, outcome } of source.regions) {
      for (const destination of destinations.among(peers)) {
        const to = destination.members.and(peers);
        for (const region of destination.regions) {
          if (!source.members.intersects(region.peers)) continue;
          yield* within(source.members.and(region.peers), to, inside, {
            ...(source.managed ? { egress: outcome } : {}),
            ...(destination.managed ? { ingress: region.outcome } : {}),
          });
        }
      }
    }
  }
}

function classOf(profile: Profile, members: BitSet): SubjectClass {
  const regions = profile
    .regions()
    .filter(({ outcome }) => !isEmpty(outcome.allowed) || outcome.conditional.length > 0);
  return { members, managed: true, regions };
}

/** Finds the classes that have members in a set: by the members of a small set, by all classes for a large one. */
class Destinations {
  readonly #classes: readonly SubjectClass[];
  readonly #classOf: readonly (SubjectClass | undefined)[];

  constructor(classes: readonly SubjectClass[], points: number) {
    const classOf: (SubjectClass | undefined)[] = Array.from({ length: points }, () => undefined);
    for (const it of classes) {
      it.members.each((point) => {
        classOf[point] = it;
      });
    }
    this.#classes = classes;
    this.#classOf = classOf;
  }

  among(points: BitSet): Iterable<SubjectClass> {
    if (points.size >= this.#classes.length) return this.#classes.filter((it) => it.members.intersects(points));
    const found = new Set<SubjectClass>();
    points.each((point) => {
      const own = this.#classOf[point];
      if (own !== undefined) found.add(own);
    });
    return found;
  }
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
