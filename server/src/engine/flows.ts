/** All that passes in a scope, as blocks of sources × destinations with one answer, made class by class and on demand. */

import type { BitSet } from "./bit-set.js";
import { OPEN, type Outcome } from "./outcome.js";
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
  const classes = (profiles: ReadonlyMap<Profile, BitSet>): SubjectClass[] =>
    [...[...profiles].map(([profile, pods]) => classOf(profile, pods.and(visible))), unmanaged].filter(
      (it) => !it.members.isEmpty && it.regions.length > 0,
    );
  const sources = classes(egress);
  const destinations = new Destinations(classes(ingress), sources, engine.universe.points.length);
  for (const source of sources) {
    const admitting = destinations.admitting(source);
    for (const { peers, outcome } of source.regions) {
      for (const destination of destinations.among(peers, admitting)) {
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
    .filter(
      ({ outcome }) => !isEmpty(outcome.allowed) || outcome.conditional.length > 0 || !isEmpty(outcome.ambiguous),
    );
  return { members, managed: true, regions };
}

/**
 * Finds destinations for sources without trying every pair of them: most ends admit few, and most few may go far. A
 * destination that admits many is tried with every source; of the others each source knows those that admit it.
 */
class Destinations {
  readonly #classOf: readonly (SubjectClass | undefined)[];
  readonly #admitMany: SubjectClass[] = [];
  readonly #admitting = new Map<SubjectClass, SubjectClass[]>();

  constructor(classes: readonly SubjectClass[], sources: readonly SubjectClass[], points: number) {
    this.#classOf = byMember(classes, points);
    const sourceOf = byMember(sources, points);
    for (const it of classes) {
      if (it.regions.some(({ peers }) => peers.size > sources.length)) this.#admitMany.push(it);
      else for (const { peers } of it.regions) this.#note(it, peers, sourceOf);
    }
  }

  #note(destination: SubjectClass, peers: BitSet, sourceOf: readonly (SubjectClass | undefined)[]): void {
    peers.each((point) => {
      const source = sourceOf[point];
      if (source === undefined) return;
      const known = this.#admitting.get(source);
      if (known === undefined) this.#admitting.set(source, [destination]);
      // Destinations are noted one after another, so one that is known stands last.
      else if (known.at(-1) !== destination) known.push(destination);
    });
  }

  /** All that may admit some member of the source. */
  admitting(source: SubjectClass): readonly SubjectClass[] {
    return [...(this.#admitting.get(source) ?? []), ...this.#admitMany];
  }

  /** Those of the candidates that have members in the set: by the members of a small set, else one by one. */
  among(points: BitSet, candidates: readonly SubjectClass[]): Iterable<SubjectClass> {
    if (points.size >= candidates.length) return candidates.filter((it) => it.members.intersects(points));
    const found = new Set<SubjectClass>();
    points.each((point) => {
      const own = this.#classOf[point];
      if (own !== undefined) found.add(own);
    });
    return found;
  }
}

/** The class of each point. Classes of one direction have no member in common. */
function byMember(classes: readonly SubjectClass[], points: number): readonly (SubjectClass | undefined)[] {
  const classOf: (SubjectClass | undefined)[] = Array.from({ length: points }, () => undefined);
  for (const it of classes) {
    it.members.each((point) => {
      classOf[point] = it;
    });
  }
  return classOf;
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
