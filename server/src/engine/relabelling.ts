/** Pods that are others than in an earlier state, in their labels or, where no manifest has them, in all; and what tells it. */

import type { Facet, NamedPort, PodQuery } from "./program.js";
import { type PodFacets, queryMatches, unsettledIn } from "./selectors.js";
import { portNumbers } from "./traffic-set.js";
import type { PodPoint } from "./universe.js";

interface Pair {
  readonly before: PodPoint;
  readonly after: PodPoint;
}

/** Of a pod: what a facet was and what it is, where it is there. */
export interface FacetChange {
  readonly facet: Facet;
  readonly key: string;
  readonly values: readonly string[];
}

export class Relabelling {
  readonly #pairs: readonly Pair[];
  /** All that queries may look at that is another. */
  readonly changes: readonly FacetChange[];
  /** The keys of each facet. */
  readonly #changed = new Map<Facet, Set<string>>();

  /**
   * @param moved Places of the pods that may be others.
   * @param before All as they were. @param after All as they are.
   */
  constructor(moved: readonly number[], before: readonly object[], after: readonly object[]) {
    this.#pairs = moved.map((it) => ({ before: before[it] as PodPoint, after: after[it] as PodPoint }));
    this.changes = this.#pairs.flatMap(changesIn);
    for (const { facet, key } of this.changes) {
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

function changesIn({ before, after }: Pair): FacetChange[] {
  return [
    ...changedLabels("pod-label", before.labels, after.labels),
    ...changedLabels("namespace-label", before.namespaceLabels, after.namespaceLabels),
    ...changed("namespace", "", before.namespace, after.namespace),
    ...changed("service-account", "", before.serviceAccount, after.serviceAccount),
  ];
}

function changedLabels(facet: Facet, before: PodFacets["labels"], after: PodFacets["labels"]): FacetChange[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].flatMap((it) => changed(facet, it, before.get(it), after.get(it)));
}

function changed(facet: Facet, key: string, before: string | undefined, after: string | undefined): FacetChange[] {
  return before === after ? [] : [{ facet, key, values: [before, after].filter((it) => it !== undefined) }];
}

function tellsApart(query: PodQuery, { before, after }: Pair): boolean {
  const [was, is] = [unsettledIn(query, before), unsettledIn(query, after)];
  if (was === undefined || is === undefined) return was !== is;
  return was.length !== is.length || JSON.stringify(was) !== JSON.stringify(is);
}
