/**
 * Names → where the objects of one scope say them. Built when it is first asked for and kept from one state of the
 * workspace to the next: what an object says follows from the object alone, so an edit costs the objects that it changes.
 */

import { stretchBetween } from "../../base/derived-list.js";
import { memoize } from "../../base/memoize.js";
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
    const [before, after] = [known === undefined ? [] : objectsOf(known.scope), objectsOf(scope)];
    for (const [at, objects] of after.entries()) index.update(before[at] ?? [], objects, snapshot.settings.versions);
    this.#known.set(scope.name, { scope, index });
    return index;
  }
}

/**
 * As they are in the cluster: of an object that a kustomization changes, what is built of it. Of two of one name both, because
 * what names the one names the other, too.
 */
function objectsOf(scope: Scope): readonly Objects[] {
  const { policies, workloads, services, needs, resources, namespaces, repeated = NONE } = scope;
  return [
    ...[policies, workloads, services, needs, repeated].map(asObjects),
    resources as Objects,
    declaredIn(namespaces),
  ];
}

const NONE: NonNullable<Scope["repeated"]> = [];

type Objects = readonly DecodedObject[];

const asObjects = memoize(
  (placed: readonly { readonly object: unknown }[]): Objects => placed.map((it) => it.object as DecodedObject),
);
const declaredIn = memoize(
  (namespaces: Scope["namespaces"]): Objects => [...namespaces.values()].flatMap((it) => it.object ?? []),
);

export class NameIndex {
  /** What each object says, and how often the object is there. */
  readonly #objects = new Map<DecodedObject, { readonly occurrences: readonly Occurrence[]; count: number }>();
  /** By kind, then by `keyOf` what is said: occurrences by object. */
  readonly #names = new Map<string, Map<string, Map<DecodedObject, Occurrence[]>>>();

  /** Puts objects in the place of others; those that are in both lists are not looked at again. */
  update(before: Objects, after: Objects, versions: Versions): void {
    const { start, before: end, after: ending } = stretchBetween(before, after);
    for (const object of after.slice(start, ending)) this.#add(object, versions);
    for (const object of before.slice(start, end)) this.#remove(object);
  }

  /** What the object itself says. */
  saidBy(object: DecodedObject): readonly Occurrence[] {
    return this.#objects.get(object)?.occurrences ?? [];
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
    const known = this.#objects.get(object);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const occurrences = occurrencesIn(object, versions);
    this.#objects.set(object, { occurrences, count: 1 });
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
    const known = this.#objects.get(object);
    if (known === undefined || --known.count > 0) return;
    for (const { name } of known.occurrences) {
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
