/**
 * Names → where the objects of one scope say them. Built when it is first asked for and kept from one state of the
 * workspace to the next: what an object says follows from the object alone, so an edit costs the objects that it changes.
 */

import type { Versions } from "../../base/version.js";
import type { Scope } from "../../model/scope.js";
import type { DecodedObject } from "../../systems/decode-document.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { type Name, type NameKind, type Occurrence, occurrencesIn } from "./occurrences.js";

/** A name, and how often it is said. */
export interface CountedName {
  readonly name: string;
  readonly count: number;
}

/** The index of each scope by its name. */
export class NameIndexes {
  readonly #known = new Map<string, { readonly scope: Scope; readonly index: NameIndex }>();

  of(snapshot: Snapshot, scope: Scope): NameIndex {
    const known = this.#known.get(scope.name);
    if (known?.scope === scope) return known.index;
    for (const name of this.#known.keys()) {
      if (!snapshot.scopes.some((it) => it.name === name)) this.#known.delete(name);
    }
    const index = known?.index ?? new NameIndex();
    index.update(objectsOf(scope), snapshot.settings.versions);
    this.#known.set(scope.name, { scope, index });
    return index;
  }
}

/** As they are in the cluster: of an object that a kustomization changes, what is built of it. */
function objectsOf({ policies, workloads, services, needs, resources, namespaces }: Scope): Set<DecodedObject> {
  const objects = [...policies, ...workloads, ...services, ...needs].map((it) => it.object);
  const declared = [...namespaces.values()].flatMap((it) => it.object ?? []);
  return new Set([...objects, ...resources, ...declared] as readonly DecodedObject[]);
}

export class NameIndex {
  readonly #objects = new Map<DecodedObject, readonly Occurrence[]>();
  /** By kind, then by `keyOf` what is said: occurrences by object. */
  readonly #names = new Map<string, Map<string, Map<DecodedObject, Occurrence[]>>>();

  /** Brings the index to the state of these objects; those that it has already are not looked at again. */
  update(objects: Iterable<DecodedObject>, versions: Versions): void {
    const gone = new Set(this.#objects.keys());
    for (const object of objects) {
      if (!gone.delete(object)) this.#add(object, versions);
    }
    for (const object of gone) this.#remove(object);
  }

  /** What the object itself says. */
  saidBy(object: DecodedObject): readonly Occurrence[] {
    return this.#objects.get(object) ?? [];
  }

  /** Where the name is said: a label's key wherever it is, or with one value. */
  occurrences(name: Name): readonly Occurrence[] {
    return [...(this.#names.get(listOf(name))?.get(said(name))?.values() ?? [])].flat();
  }

  /** Every name of a kind that is said anywhere: of labels, their keys. */
  names(kind: NameKind): readonly CountedName[] {
    return countedIn(this.#names.get(kind));
  }

  /** Every value that the label has or is asked for with. */
  values(kind: NameKind, label: string): readonly CountedName[] {
    return countedIn(this.#names.get(listOf({ kind, name: label, value: "" })));
  }

  #add(object: DecodedObject, versions: Versions): void {
    if (this.#objects.has(object)) return;
    const occurrences = occurrencesIn(object, versions);
    this.#objects.set(object, occurrences);
    for (const occurrence of occurrences) {
      const names = getOrMake(
        this.#names,
        listOf(occurrence.name),
        () => new Map<string, Map<DecodedObject, Occurrence[]>>(),
      );
      const objects = getOrMake(names, said(occurrence.name), () => new Map<DecodedObject, Occurrence[]>());
      getOrMake(objects, object, () => []).push(occurrence);
    }
  }

  #remove(object: DecodedObject): void {
    for (const { name } of this.#objects.get(object) ?? []) {
      const names = this.#names.get(listOf(name));
      const objects = names?.get(said(name));
      objects?.delete(object);
      if (objects?.size === 0) names?.delete(said(name));
      if (names?.size === 0) this.#names.delete(listOf(name));
    }
    this.#objects.delete(object);
  }
}

/** Names of one list are told apart by what is said: those of a kind, or the values of one label. */
function listOf({ kind, name, value }: Name): string {
  return value === undefined ? kind : `${kind} ${name}`;
}

function said({ name, value }: Name): string {
  return value ?? name;
}

function countedIn(
  names: ReadonlyMap<string, ReadonlyMap<DecodedObject, readonly Occurrence[]>> | undefined,
): CountedName[] {
  return [...(names ?? [])].map(([name, objects]) => ({
    name,
    count: [...objects.values()].reduce((sum, it) => sum + it.length, 0),
  }));
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
