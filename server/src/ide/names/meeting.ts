/** Whether two places that say the same name mean the same thing, in one scope. */

import type { DocumentId } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { ObjectMeta } from "../../model/object.js";
import type { PodsReading } from "../../model/reading.js";
import type { Need, Policy, Scope, Service, Workload } from "../../model/scope.js";
import { matchesAll } from "../../model/selector.js";
import type { DecodedObject } from "../../systems/decode-document.js";
import { namespacesMeant } from "./namespaces-meant.js";
import type { Occurrence } from "./occurrences.js";

export class Meeting {
  readonly #view: View;

  constructor(view: View) {
    this.#view = view;
  }

  /** What the scope has of an object of a file: what is built of it, or the object itself. */
  inScope({ meta }: DecodedObject): DecodedObject | undefined {
    const objects = this.#view.memo(objectsByDocument).get(meta.at.document);
    // Of several at one place the last counts.
    return objects?.findLast((it) => it.meta.at.node === meta.at.node);
  }

  /** Where the scope has an object of its own; undefined for one without a namespace. */
  namespaceOf({ meta }: DecodedObject): string | undefined {
    return this.#view.memo(namespacesByObject).get(meta);
  }

  /** True when both may mean one thing: their namespaces meet, and the pods are those of a port's reference. */
  meet(a: Occurrence, b: Occurrence): boolean {
    const [first, second] = [this.#namespacesOf(a), this.#namespacesOf(b)];
    if (first !== undefined && second !== undefined && !first.some((it) => second.includes(it))) return false;
    return this.#speaksOf(a, b.object) && this.#speaksOf(b, a.object);
  }

  /** True when the whole selector that the reference is a part of matches the pods of the definition. */
  selects({ selector }: Occurrence, { object }: Occurrence): boolean {
    const workload = this.#view.memo(workloadsByObject).get(object.meta);
    return selector !== undefined && workload !== undefined && matchesAll(selector, workload.labels);
  }

  /** False for a port of other pods than the object's. */
  #speaksOf({ pods, object: from }: Occurrence, { meta }: DecodedObject): boolean {
    const workload = this.#view.memo(workloadsByObject).get(meta);
    if (pods === undefined || workload === undefined) return true;
    return pods.some((it) => {
      const namespaces = this.#namespaces(it.namespaces, from);
      const isThere = namespaces === undefined || namespaces.includes(workload.namespace);
      return isThere && (it.selector === undefined || matchesAll(it.selector, workload.labels));
    });
  }

  #namespacesOf({ namespaces, object }: Occurrence): readonly string[] | undefined {
    return this.#namespaces(namespaces, object);
  }

  #namespaces(asked: PodsReading["namespaces"], { meta }: DecodedObject): readonly string[] | undefined {
    return namespacesMeant(this.#view, asked, this.#view.memo(namespacesByObject).get(meta));
  }
}

type Placed = Pick<Policy | Workload | Service | Need, "namespace" | "object">;

/** Without a namespace for an object that has none. Each is made when first asked for: most questions need only one of them. */
function namespacesByObject({ scope }: View): ReadonlyMap<ObjectMeta, string | undefined> {
  const namespaces = new Map<ObjectMeta, string | undefined>();
  for (const { object, namespace } of placedIn(scope)) namespaces.set(object.meta, namespace);
  return namespaces;
}

function workloadsByObject({ scope }: View): ReadonlyMap<ObjectMeta, Workload> {
  return new Map(scope.workloads.map((it) => [it.object.meta, it]));
}

/** Objects of the scope by the document in which they are written. */
function objectsByDocument({ scope }: View): ReadonlyMap<DocumentId, readonly DecodedObject[]> {
  const objects = new Map<DocumentId, DecodedObject[]>();
  const enter = (object: DecodedObject): void => {
    const known = objects.get(object.meta.at.document);
    if (known === undefined) objects.set(object.meta.at.document, [object]);
    else known.push(object);
  };
  for (const { object } of placedIn(scope)) enter(object as DecodedObject);
  for (const { object } of scope.namespaces.values()) if (object !== undefined) enter(object);
  for (const it of scope.resources) enter(it);
  return objects;
}

function* placedIn({ policies, workloads, services, needs }: Scope): Iterable<Placed> {
  yield* policies;
  yield* workloads;
  yield* services;
  yield* needs;
}
