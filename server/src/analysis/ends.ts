/** The ends of a scope in the words of the View, and the points that stand for them in its universe. */

import { BitSet } from "../engine/bit-set.js";
import type { End } from "../engine/answers.js";
import { pointOf, type Target } from "../engine/reach.js";
import { endOf, type ScopeUniverse } from "../engine/scope-universe.js";
import type { Workload } from "../model/scope.js";

export class Ends {
  readonly #universe: ScopeUniverse;
  /** One object for each point, however many pairs it is in. */
  readonly #known: (End | undefined)[] = [];
  readonly workloads: BitSet;
  /** Ends outside the scope's workloads that its policies name, and the world. */
  readonly outside: BitSet;

  /** Numbers of all points that are ends: those of the workloads in the order of the scope, then those outside. */
  readonly inOrder: readonly number[];

  constructor(universe: ScopeUniverse) {
    this.#universe = universe;
    const { idOf, input } = universe.ground;
    this.inOrder = [
      ...input.scope.workloads.map((it) => idOf.get(it)).filter((it) => it !== undefined),
      ...universe.named,
    ];
    this.workloads = BitSet.range(0, universe.ground.pods.length);
    this.outside = BitSet.of([...universe.named]);
  }

  /** Undefined for a workload of another scope. */
  idOf(workload: Workload): number | undefined {
    return this.#universe.ground.idOf.get(workload);
  }

  point(end: End): Target {
    return pointOf(this.#universe, end);
  }

  in(points: BitSet): End[] {
    const ends: End[] = [];
    points.each((id) => {
      const end = this.at(id);
      if (end !== undefined) ends.push(end);
    });
    return ends;
  }

  /** Undefined for a number that is no point's. */
  at(id: number): End | undefined {
    const point = this.#universe.universe.point(id);
    if (point === undefined) return undefined;
    this.#known[id] ??= endOf(point);
    return this.#known[id];
  }
}
