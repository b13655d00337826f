/** Pods that have other labels than in an earlier state, and the queries that tell it. */

import type { PodQuery } from "./program.js";
import { type PodFacets, unsettledIn } from "./selectors.js";

interface Pair {
  readonly before: PodFacets;
  readonly after: PodFacets;
}

export class Relabelling {
  readonly #pairs: readonly Pair[];
  /** Of the labels that are others. */
  readonly #keys: ReadonlySet<string>;

  /**
   * @param moved Places of the pods that may have other labels; nothing else of them is.
   * @param before All as they were. @param after All as they are.
   */
  constructor(moved: readonly number[], before: readonly object[], after: readonly object[]) {
    this.#pairs = moved.map((it) => ({ before: before[it] as PodFacets, after: after[it] as PodFacets }));
    this.#keys = new Set(this.#pairs.flatMap(changedKeys));
  }

  /** True where the query does not say the same of each pod as before. */
  isToldBy(query: PodQuery): boolean {
    const asks = query.some(({ facet, key }) => facet === "pod-label" && this.#keys.has(key));
    return asks && this.#pairs.some((it) => tellsApart(query, it));
  }
}

function changedKeys({ before, after }: Pair): string[] {
  const keys = [...before.labels.keys(), ...after.labels.keys()];
  return keys.filter((it) => before.labels.get(it) !== after.labels.get(it));
}

function tellsApart(query: PodQuery, { before, after }: Pair): boolean {
  const [was, is] = [unsettledIn(query, before), unsettledIn(query, after)];
  if (was === undefined || is === undefined) return was !== is;
  return was.length !== is.length || JSON.stringify(was) !== JSON.stringify(is);
}
