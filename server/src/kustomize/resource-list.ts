/** The objects of one kustomization while it is built, findable by any name that they ever had. */

import { StepMemory } from "./kept-step.js";
import { refuse } from "./refusal.js";
import { allIds, currentId, nameOf, type Resource, type ResourceId, sameId } from "./resource.js";

export class ResourceList {
  readonly steps: StepMemory;
  #items: (Resource | undefined)[] = [];
  /** Name → places of the objects that have, or once had it, in order. */
  readonly #byName = new Map<string, number[]>();
  #count = 0;

  constructor(steps = new StepMemory()) {
    this.steps = steps;
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
    const other = this.withId(id)[0];
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

  /** Objects whose id is this now. */
  withId(id: ResourceId): Resource[] {
    return this.#among(id.name, (it) => sameId(currentId(it), id));
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
    for (const at of this.#byName.get(name) ?? []) {
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
    for (const [at, resource] of this.#items.entries()) {
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
    this.#items[at] = resource;
    this.#enter(currentId(resource).name, at);
    for (const { name } of resource.earlier) this.#enter(name, at);
  }

  #enter(name: string, at: number): void {
    const places = this.#byName.get(name);
    if (places === undefined) this.#byName.set(name, [at]);
    else if (at > (places.at(-1) ?? -1)) places.push(at);
    else if (!places.includes(at)) {
      places.push(at);
      places.sort((a, b) => a - b);
    }
  }

  #placeOf(resource: Resource): number {
    for (const at of this.#byName.get(currentId(resource).name) ?? []) if (this.#items[at] === resource) return at;
    return -1;
  }
}
