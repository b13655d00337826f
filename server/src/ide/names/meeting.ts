/** Whether two places that say the same name mean the same thing, in one scope. */

import type { View } from "../../analysis/view.js";
import type { ObjectMeta } from "../../model/object.js";
import type { PodsReading } from "../../model/reading.js";
import type { Workload } from "../../model/scope.js";
import { matchesAll } from "../../model/selector.js";
import type { DecodedObject } from "../../systems/decode-document.js";
import { namespacesMeant } from "./namespaces-meant.js";
import type { Occurrence } from "./occurrences.js";

/** What a scope makes of the objects that name things. */
interface Members {
  /** Undefined for an object that has no namespace. */
  readonly namespaces: ReadonlyMap<ObjectMeta, string | undefined>;
  readonly workloads: ReadonlyMap<ObjectMeta, Workload>;
  /** Objects of the scope by where they are written. */
  readonly byPlace: ReadonlyMap<string, DecodedObject>;
}

export class Meeting {
  readonly #view: View;
  readonly #members: Members;

  constructor(view: View) {
    this.#view = view;
    this.#members = view.memo(membersOf);
  }

  /** What the scope has of an object of a file: what is built of it, or the object itself. */
  inScope({ meta }: DecodedObject): DecodedObject | undefined {
    return this.#members.byPlace.get(placeOf(meta));
  }

  /** Where the scope has an object of its own; undefined for one without a namespace. */
  namespaceOf({ meta }: DecodedObject): string | undefined {
    return this.#members.namespaces.get(meta);
  }

  /** True when both may mean one thing: their namespaces meet, and the pods are those of a port's reference. */
  meet(a: Occurrence, b: Occurrence): boolean {
    const [first, second] = [this.#namespacesOf(a), this.#namespacesOf(b)];
    if (first !== undefined && second !== undefined && !first.some((it) => second.includes(it))) return false;
    return this.#speaksOf(a, b.object) && this.#speaksOf(b, a.object);
  }

  /** True when the whole selector that the reference is a part of matches the pods of the definition. */
  selects({ selector }: Occurrence, { object }: Occurrence): boolean {
    const workload = this.#members.workloads.get(object.meta);
    return selector !== undefined && workload !== undefined && matchesAll(selector, workload.labels);
  }

  /** False for a port of other pods than the object's. */
  #speaksOf({ pods, object: from }: Occurrence, { meta }: DecodedObject): boolean {
    const workload = this.#members.workloads.get(meta);
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
    return namespacesMeant(this.#view, asked, this.#members.namespaces.get(meta));
  }
}

function membersOf({ scope }: View): Members {
  const { policies, workloads, services, needs, namespaces, resources } = scope;
  const placed = [...policies, ...workloads, ...services, ...needs];
  const declared = [...namespaces.values()].flatMap((it) => it.object ?? []);
  const objects = [...placed.map((it) => it.object), ...declared, ...resources] as readonly DecodedObject[];
  return {
    namespaces: new Map(placed.map((it) => [it.object.meta, it.namespace])),
    workloads: new Map(workloads.map((it) => [it.object.meta, it])),
    byPlace: new Map(objects.map((it) => [placeOf(it.meta), it])),
  };
}

function placeOf({ at }: ObjectMeta): string {
  return `${at.document} ${at.node}`;
}
