/** Every place at which the same thing is named, across the documents that form one cluster. */

import type { View } from "../analysis/view.js";
import type { Site } from "../base/source.js";
import { NAMESPACE_NAME, type Scope } from "../model/scope.js";
import type { LabelSelector } from "../model/selector.js";
import type { FileState } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import type { NameIndexes } from "./name-index.js";
import type { Occurrence } from "./occurrences.js";
import { placeOf } from "./places.js";
import { targetAt } from "./target.js";
import type { NamedPlace } from "./types.js";

/** Undefined where no name is. */
export function nameAt(snapshot: Snapshot, file: FileState, offset: number): NamedPlace | undefined {
  const target = targetAt(snapshot, file, offset);
  const occurrence = target?.type === "object" ? target.occurrence : undefined;
  return occurrence === undefined ? undefined : namedPlace(snapshot, occurrence);
}

/** In order of files and places. Names that are looked for in different namespaces are different things. */
export function occurrencesAt(snapshot: Snapshot, indexes: NameIndexes, file: FileState, offset: number): NamedPlace[] {
  const target = targetAt(snapshot, file, offset);
  const own = target?.type === "object" ? target.occurrence : undefined;
  if (own === undefined) return [];
  const found = new Map([[keyOf(own.at), own]]);
  for (const scope of snapshot.scopes) {
    const reach = new Reach(scope, snapshot.view(scope));
    if (!reach.holds(own)) continue;
    for (const it of indexes.of(snapshot, scope).occurrences(own.name)) {
      if (reach.meet(own, it)) found.set(keyOf(it.at), it);
    }
  }
  return [...found.values()].flatMap((it) => namedPlace(snapshot, it) ?? []).sort(inOrder(snapshot));
}

function namedPlace(snapshot: Snapshot, { name, role, at }: Occurrence): NamedPlace | undefined {
  const place = placeOf(snapshot, at);
  return place === undefined ? undefined : { ...place, name, role };
}

function keyOf({ document, node, part }: Site): string {
  return `${document} ${node} ${part}`;
}

function inOrder(snapshot: Snapshot): (a: NamedPlace, b: NamedPlace) => number {
  const pathOf = ({ file }: NamedPlace): string => snapshot.files.get(file)?.input.path ?? file;
  return (a, b) => {
    const [first, second] = [pathOf(a), pathOf(b)];
    return first === second ? a.range.start - b.range.start : first < second ? -1 : 1;
  };
}

/** The namespaces in which names are looked for in one scope. */
class Reach {
  readonly #view: View;
  /** Namespaces of the scope's objects by their metadata; undefined for those without. */
  readonly #namespaces: ReadonlyMap<object, string | undefined>;

  constructor({ policies, workloads, services, namespaces, resources }: Scope, view: View) {
    this.#view = view;
    this.#namespaces = new Map<object, string | undefined>([
      ...[...policies, ...workloads, ...services].map((it) => [it.object.meta, it.namespace] as const),
      ...[...namespaces.values()].flatMap((it) =>
        it.object === undefined ? [] : [[it.object.meta, undefined] as const],
      ),
      ...resources.map((it) => [it.meta, undefined] as const),
    ]);
  }

  holds({ object }: Occurrence): boolean {
    return this.#namespaces.has(object.meta);
  }

  meet(a: Occurrence, b: Occurrence): boolean {
    const [first, second] = [this.#of(a), this.#of(b)];
    return first === undefined || second === undefined || first.some((it) => second.includes(it));
  }

  /** Undefined: any. */
  #of({ namespaces, object }: Occurrence): readonly string[] | undefined {
    if (namespaces === "any") return undefined;
    if (namespaces !== "own") return namedBy(namespaces) ?? this.#view.namespacesMatching(namespaces);
    const own = this.#namespaces.get(object.meta);
    return own === undefined ? undefined : [own];
  }
}

/** The namespaces that a selector names, whether a manifest declares them or not; undefined where it asks for more. */
function namedBy({ requirements }: LabelSelector): readonly string[] | undefined {
  const [only, ...more] = requirements;
  if (only?.key.value !== NAMESPACE_NAME || only.operator !== "In" || more.length > 0) return undefined;
  return only.values.map((it) => it.value);
}
