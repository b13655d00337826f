/** The pods of a scope that no manifest shows: whether a selector may match some of them. */

import { holds, type LabelSelector } from "../model/selector.js";
import type { UnseenPods } from "../model/scope.js";

/**
 * What may hide pods that a selector matches. `nothing`: every pod that it may match is known. `elsewhere`: something that may
 * put pods into any namespace. `here`: something that puts pods into the namespace. `likely`: something whose pods mostly have
 * the very labels.
 */
export type Hiding = "nothing" | "elsewhere" | "here" | "likely";

/** Sources that go into one namespace, or nobody knows where. */
interface Sources {
  /** Some of whose pods no label is known. */
  anyLabels: boolean;
  readonly labelled: UnseenPods[];
  /** `key=value` of what their pods mostly have, and the keys. */
  readonly likely: Set<string>;
  readonly likelyKeys: Set<string>;
}

export class UnseenIndex {
  readonly #anywhere = emptySources();
  readonly #byNamespace = new Map<string, Sources>();
  readonly isEmpty: boolean;

  constructor(unseen: readonly UnseenPods[]) {
    this.isEmpty = unseen.length === 0;
    for (const it of unseen) {
      const sources = it.namespace === undefined ? this.#anywhere : this.#in(it.namespace);
      if (it.labels === undefined || it.labels.size === 0) sources.anyLabels = true;
      else sources.labelled.push(it);
      for (const [key, values] of it.likely ?? []) {
        sources.likelyKeys.add(key);
        for (const value of values) sources.likely.add(`${key}=${value}`);
      }
    }
  }

  /** True where something may put pods into the namespace. */
  reaches(namespace: string): boolean {
    return !isNone(this.#anywhere) || this.#byNamespace.has(namespace);
  }

  /** @param namespace Undefined: every one. */
  hiding(selector: LabelSelector, namespace: string | undefined): Hiding {
    const own = namespace === undefined ? [...this.#byNamespace.values()] : [this.#byNamespace.get(namespace)];
    const here = own.flatMap((it) => it ?? []);
    if ([...here, this.#anywhere].some((it) => isLikely(selector, it))) return "likely";
    if (here.some((it) => mayMatch(selector, it))) return "here";
    return mayMatch(selector, this.#anywhere) ? "elsewhere" : "nothing";
  }

  #in(namespace: string): Sources {
    const known = this.#byNamespace.get(namespace) ?? emptySources();
    this.#byNamespace.set(namespace, known);
    return known;
  }
}

function emptySources(): Sources {
  return { anyLabels: false, labelled: [], likely: new Set(), likelyKeys: new Set() };
}

function isNone({ anyLabels, labelled }: Sources): boolean {
  return !anyLabels && labelled.length === 0;
}

/** Keys that pods are known to have decide; any other may be there, or not. */
function mayMatch({ requirements }: LabelSelector, { anyLabels, labelled }: Sources): boolean {
  return (
    anyLabels ||
    labelled.some(({ labels = new Map<string, string>() }) =>
      requirements.every((it) => !labels.has(it.key.value) || holds(it, labels)),
    )
  );
}

/** The selector asks for such a label, and for none that they have otherwise. */
function isLikely({ requirements }: LabelSelector, { likely, likelyKeys }: Sources): boolean {
  const asked = requirements.filter((it) => it.operator === "In" && likelyKeys.has(it.key.value));
  return (
    asked.length > 0 && asked.every(({ key, values }) => values.some((it) => likely.has(`${key.value}=${it.value}`)))
  );
}
