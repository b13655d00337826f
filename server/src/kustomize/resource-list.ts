/** The objects of one kustomization while it is built, findable by any name that they ever had. */

import { StepMemory } from "./kept-step.js";
import { refuse } from "./refusal.js";
import { allIds, currentId, nameOf, type Resource, type ResourceId, sameId } from "./resource.js";

export class ResourceList {
  readonly steps: StepMemory;
  readonly #items: (Resource | undefined)[];
  /** Name → places of the objects that have, or once had it, in order; not before somebody looks for a name. */
  #byName: Map<string, number[]> | undefined;
  #count: number;

  /** @param items Of which no two have one id. */
  constructor(steps = new StepMemory(), items: readonly Resource[] = []) {
    this.steps = steps;
    this.#items = [...items];
    this.#count = items.length;
  }

  get count(): number {
    return this.#count;
  }

  get all(): readonly Resource[] {
    return this.#items.filter((it) => it !== undefined);
  }

  /** Adds an object. Fails if one with the same id exists, and leaves the list unchanged. */
  append(resource: Resource): void {
    const id = currentId(resource);
    const other = this.withId(id);
    if (other !== undefined) {
      const both = other.source !== undefined && other.source.document === resource.source?.document;
      const twice = both && other.source?.index === resource.source?.index;
      refuse(
        "duplicate",
        resource.entry.site(),
        twice
          ? `\`${nameOf(id)}\` is included twice: kustomize rejects two objects with the same name`
          : `\`${nameOf(id)}\` already exists: kustomize rejects two objects with the same name`,
        {
          related: [
            ...(twice || other.source === undefined
              ? []
              : [{ at: other.source.site(), says: "the first object with this name" }]),
            ...(resource.source === undefined ? [] : [{ at: resource.source.site(), says: "the second object" }]),
          ],
        },
      );
    }
    this.#put(this.#items.length, resource);
    this.#count++;
  }

  /** The first object whose id is this now, besides one. */
  withId(id: ResourceId, besides?: Resource): Resource | undefined {
    for (const at of this.#placesOf(id.name)) {
      const resource = this.#items[at];
      if (resource !== undefined && resource !== besides && sameId(currentId(resource), id)) return resource;
    }
    return undefined;
  }

  /** Objects whose id is this now, or ever was. */
  withAnyId(id: ResourceId): Resource[] {
    return this.#among(id.name, (it) => allIds(it).some((own) => sameId(own, id)));
  }

  /** Objects that have this name, or ever had it, in their order. */
  named(name: string): Resource[] {
    return this.#among(name, () => true);
  }

  #among(name: string, isWanted: (resource: Resource) => boolean): Resource[] {
    const found: Resource[] = [];
    for (const at of this.#placesOf(name)) {
      const resource = this.#items[at];
      if (resource !== undefined && isWanted(resource)) found.push(resource);
    }
    return found;
  }

  /** Replaces an object, or removes it. */
  replace(resource: Resource, by: Resource | undefined): void {
    if (resource === by) return;
    const at = this.#placeOf(resource);
    if (at < 0) return;
    if (by === undefined) {
      this.#items[at] = undefined;
      this.#count--;
    } else this.#put(at, by);
  }

  /** Changes each object, one after the other. */
  mapAll(change: (resource: Resource) => Resource | undefined): void {
    for (let at = 0; at < this.#items.length; at++) {
      const resource = this.#items[at];
      if (resource === undefined) continue;
      const changed = change(resource);
      if (changed === resource) continue;
      if (changed === undefined) {
        this.#items[at] = undefined;
        this.#count--;
      } else this.#put(at, changed);
    }
  }

  #put(at: number, resource: Resource): void {
    const before = this.#items[at];
    this.#items[at] = resource;
    if (this.#byName !== undefined) enter(this.#byName, resource, at, before);
  }

  #placesOf(name: string): readonly number[] {
    this.#byName ??= byName(this.#items);
    return this.#byName.get(name) ?? [];
  }

  #placeOf(resource: Resource): number {
    for (const at of this.#placesOf(resource.head.name)) if (this.#items[at] === resource) return at;
    return -1;
  }
}

function byName(items: readonly (Resource | undefined)[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, it] of items.entries()) if (it !== undefined) enter(places, it, at);
  return places;
}

/** @param before What was at the place: its names are known. */
function enter(byName: Map<string, number[]>, { head, earlier }: Resource, at: number, before?: Resource): void {
  if (before?.head.name !== head.name) enterName(byName, head.name, at);
  if (before?.earlier === earlier) return;
  for (const { name } of earlier) if (name !== head.name) enterName(byName, name, at);
}

function enterName(byName: Map<string, number[]>, name: string, at: number): void {
  const places = byName.get(name);
  if (places === undefined) byName.set(name, [at]);
  else if (at > (places.at(-1) ?? -1)) places.push(at);
  else if (!places.includes(at)) {
    places.push(at);
    places.sort((a, b) => a - b);
  }
}
