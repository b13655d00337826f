/** Whether two places that say the same name mean the same thing, in one scope. */

import type { View } from "../../analysis/view.js";
import type { PodsReading } from "../../model/reading.js";
import type { Workload } from "../../model/scope.js";
import { matchesAll } from "../../model/selector.js";
import type { DecodedObject } from "../../systems/decode-document.js";
import { namespacesMeant } from "./namespaces-meant.js";
import type { Occurrence } from "./occurrences.js";

export class Meeting {
  readonly #view: View;
  /** Each is compared with many others. */
  readonly #namespacesKnown = new Map<Occurrence, readonly string[] | undefined>();

  constructor(view: View) {
    this.#view = view;
  }

  /** What the scope has of an object of a file: what is built of it, or the object itself. */
  inScope({ meta }: DecodedObject): DecodedObject | undefined {
    const { document, node } = meta.at;
    // Of several at one place the last counts.
    const found = this.#view.objects.findLast(document, ({ object }) => object.meta.at.node === node);
    return found?.object as DecodedObject | undefined;
  }

  /** Where the scope has an object of its own; undefined for one without a namespace. */
  namespaceOf({ meta }: DecodedObject): string | undefined {
    return this.#view.objects.findLast(meta.at.document, ({ object }) => object.meta === meta)?.namespace;
  }

  /** True when both may mean one thing: their namespaces meet, and the pods are those of a port's reference. */
  meet(a: Occurrence, b: Occurrence): boolean {
    const [first, second] = [this.#namespacesOf(a), this.#namespacesOf(b)];
    if (first !== undefined && second !== undefined && !first.some((it) => second.includes(it))) return false;
    return this.#speaksOf(a, b.object) && this.#speaksOf(b, a.object);
  }

  /** True when the whole selector that the reference is a part of matches the pods of the definition. */
  selects({ selector }: Occurrence, { object }: Occurrence): boolean {
    const workload = this.#workloadOf(object);
    return selector !== undefined && workload !== undefined && matchesAll(selector, workload.labels);
  }

  /** False for a port of other pods than the object's. */
  #speaksOf({ pods, object: from }: Occurrence, object: DecodedObject): boolean {
    const workload = this.#workloadOf(object);
    if (pods === undefined || workload === undefined) return true;
    return pods.some((it) => {
      const namespaces = this.#namespaces(it.namespaces, from);
      const isThere = namespaces === undefined || namespaces.includes(workload.namespace);
      return isThere && (it.selector === undefined || matchesAll(it.selector, workload.labels));
    });
  }

  #namespacesOf(occurrence: Occurrence): readonly string[] | undefined {
    const known = this.#namespacesKnown.get(occurrence);
    if (known !== undefined || this.#namespacesKnown.has(occurrence)) return known;
    const namespaces = this.#namespaces(occurrence.namespaces, occurrence.object);
    this.#namespacesKnown.set(occurrence, namespaces);
    return namespaces;
  }

  #namespaces(asked: PodsReading["namespaces"], object: DecodedObject): readonly string[] | undefined {
    return namespacesMeant(this.#view, asked, this.namespaceOf(object));
  }

  #workloadOf({ meta }: DecodedObject): Workload | undefined {
    return this.#view.objects.workloadsIn(meta.at.document).findLast(({ object }) => object.meta === meta);
  }
}
