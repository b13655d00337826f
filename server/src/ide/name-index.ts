/**
 * Names → where the documents of one scope say them. Made when it is first asked for, and kept from one state of the
 * workspace to the next: what a document says follows from the document alone, so an edit costs that document.
 */

import type { DocumentId } from "../base/source.js";
import type { Versions } from "../base/version.js";
import type { Scope } from "../model/scope.js";
import type { Decoded } from "../systems/decode-document.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { type Name, type NameKind, type Occurrence, occurrencesIn } from "./occurrences.js";

/** What the index reads of a document. */
export interface NamingDocument {
  readonly parsed: { readonly id: DocumentId };
  readonly decoded: Decoded;
}

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
    const documents = [...documentsOf(scope)].flatMap((it) => snapshot.locate(it)?.document ?? []);
    index.update(documents, snapshot.settings.versions);
    this.#known.set(scope.name, { scope, index });
    return index;
  }
}

function documentsOf({ policies, workloads, services, resources, namespaces }: Scope): Set<DocumentId> {
  const objects = [...policies, ...workloads, ...services].map((it) => it.object);
  const declared = [...namespaces.values()].flatMap((it) => it.object ?? []);
  return new Set([...objects, ...resources, ...declared].map((it) => it.meta.document));
}

interface Contribution {
  readonly decoded: Decoded;
  readonly occurrences: readonly Occurrence[];
}

export class NameIndex {
  readonly #documents = new Map<DocumentId, Contribution>();
  /** By kind, then by `keyOf` what is said: occurrences by document. */
  readonly #names = new Map<string, Map<string, Map<DocumentId, Occurrence[]>>>();

  /** Brings the index to the state of these documents; those that it has already are not looked at again. */
  update(documents: Iterable<NamingDocument>, versions: Versions): void {
    const gone = new Set(this.#documents.keys());
    for (const { parsed, decoded } of documents) {
      gone.delete(parsed.id);
      if (this.#documents.get(parsed.id)?.decoded === decoded) continue;
      this.#remove(parsed.id);
      this.#add(parsed.id, decoded, versions);
    }
    for (const id of gone) this.#remove(id);
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

  #add(id: DocumentId, decoded: Decoded, versions: Versions): void {
    const occurrences = decoded.objects.flatMap((it) => occurrencesIn(it, versions));
    this.#documents.set(id, { decoded, occurrences });
    for (const occurrence of occurrences) {
      const names = getOrMake(
        this.#names,
        listOf(occurrence.name),
        () => new Map<string, Map<DocumentId, Occurrence[]>>(),
      );
      const documents = getOrMake(names, said(occurrence.name), () => new Map<DocumentId, Occurrence[]>());
      getOrMake(documents, id, () => []).push(occurrence);
    }
  }

  #remove(id: DocumentId): void {
    for (const { name } of this.#documents.get(id)?.occurrences ?? []) {
      const names = this.#names.get(listOf(name));
      const documents = names?.get(said(name));
      documents?.delete(id);
      if (documents?.size === 0) names?.delete(said(name));
      if (names?.size === 0) this.#names.delete(listOf(name));
    }
    this.#documents.delete(id);
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
  names: ReadonlyMap<string, ReadonlyMap<DocumentId, readonly Occurrence[]>> | undefined,
): CountedName[] {
  return [...(names ?? [])].map(([name, documents]) => ({
    name,
    count: [...documents.values()].reduce((sum, it) => sum + it.length, 0),
  }));
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
