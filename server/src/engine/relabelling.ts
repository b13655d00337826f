/** Pods that are others than in an earlier state, in their labels or, where no manifest has them, in all; and what tells it. */

import type { Facet, NamedPort, PodQuery } from "./program.js";
import { type PodFacets, queryMatches, unsettledIn } from "./selectors.js";
import { portNumbers } from "./traffic-set.js";
import type { PodPoint } from "./universe.js";

interface Pair {
  readonly before: PodPoint;
  readonly after: PodPoint;
}

export class Relabelling {
  readonly #pairs: readonly Pair[];
  /** What queries may look at that is another: the keys of each facet. */
  readonly #changed = new Map<Facet, Set<string>>();

  /**
   * @param moved Places of the pods that may be others.
   * @param before All as they were. @param after All as they are.
   */
  constructor(moved: readonly number[], before: readonly object[], after: readonly object[]) {
    this.#pairs = moved.map((it) => ({ before: before[it] as PodPoint, after: after[it] as PodPoint }));
    for (const [facet, key] of this.#pairs.flatMap(changedFacets)) {
      const keys = this.#changed.get(facet);
      if (keys === undefined) this.#changed.set(facet, new Set([key]));
      else keys.add(key);
    }
  }

  /** True where the query does not say the same of each pod as before, spare ones included. */
  isToldBy(query: PodQuery): boolean {
    return this.#mayTell(query) && this.#pairs.some((it) => tellsApart(query, it));
  }

  /**
   * True where the query names others than before: spare ones are nobody.
   * @param isOfWorkloads Whether the query matches pods of workloads, and so is not about pods that no manifest has.
   */
  isNamedBy(query: PodQuery, isOfWorkloads: (query: PodQuery) => boolean): boolean {
    return this.#pairs.some((it) => {
      if (it.after.workload !== undefined) return this.#mayTell(query) && tellsApart(query, it);
      const names = (pod: PodPoint): boolean => pod.isSpare !== true && queryMatches(query, pod);
      return (names(it.before) || names(it.after)) && !isOfWorkloads(query);
    });
  }

  #mayTell(query: PodQuery): boolean {
    return query.some(({ facet, key }) => this.#changed.get(facet)?.has(key) === true);
  }

  /** True where the names do not mean the same ports on each pod as before. */
  isToldByPorts(named: readonly NamedPort[]): boolean {
    if (named.length === 0) return false;
    return this.#pairs.some(
      ({ before, after }) =>
        before.ports !== after.ports &&
        portNumbers(named, before.ports).join() !== portNumbers(named, after.ports).join(),
    );
  }
}

function changedFacets({ before, after }: Pair): (readonly [Facet, string])[] {
  return [
    ...changedKeys(before.labels, after.labels).map((it) => ["pod-label", it] as const),
    ...changedKeys(before.namespaceLabels, after.namespaceLabels).map((it) => ["namespace-label", it] as const),
    ...(before.namespace === after.namespace ? [] : [["namespace", ""] as const]),
    ...(before.serviceAccount === after.serviceAccount ? [] : [["service-account", ""] as const]),
  ];
}

function changedKeys(before: PodFacets["labels"], after: PodFacets["labels"]): string[] {
  return [...before.keys(), ...after.keys()].filter((it) => before.get(it) !== after.get(it));
}

function tellsApart(query: PodQuery, { before, after }: Pair): boolean {
  const [was, is] = [unsettledIn(query, before), unsettledIn(query, after)];
  if (was === undefined || is === undefined) return was !== is;
  return was.length !== is.length || JSON.stringify(was) !== JSON.stringify(is);
}
