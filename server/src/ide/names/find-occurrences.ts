/** Every place at which the same thing is named, across the objects that form one cluster. */

import type { Site } from "../../base/source.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { nameOfFile, placeOf } from "../places.js";
import { targetAt } from "../target.js";
import type { NamedPlace } from "../types.js";
import { Meeting } from "./meeting.js";
import type { NameIndex, NameIndexes } from "./name-index.js";
import type { Occurrence } from "./occurrences.js";
import { builtOf, sourcedAt } from "./sourced-names.js";

/** What is named at a place, in one scope. */
export interface Naming {
  readonly meeting: Meeting;
  /** As the scope has it: with the value that a build gives it. */
  readonly own: Occurrence;
  /** Where the same thing is defined. */
  readonly definitions: readonly Occurrence[];
  /** Where it is referred to. */
  readonly references: readonly Occurrence[];
  /** Definitions of the same name that are something else. */
  readonly others: readonly Occurrence[];
  /** Every occurrence of the name in the scope. */
  readonly all: readonly Occurrence[];
}

/** Undefined where no name is. */
export function nameAt(snapshot: Snapshot, file: FileState, offset: number): NamedPlace | undefined {
  const own = occurrenceAt(snapshot, file, offset);
  return own === undefined ? undefined : namedPlace(snapshot, own);
}

/** In order of files and places. Names that are looked for in different namespaces are different things. */
export function occurrencesAt(snapshot: Snapshot, indexes: NameIndexes, file: FileState, offset: number): NamedPlace[] {
  const written = occurrenceAt(snapshot, file, offset);
  const namings = namingsAt(snapshot, indexes, file, offset);
  const found = namings.flatMap((it) => [it.own, ...it.definitions, ...it.references]);
  return placesOf(snapshot, written === undefined ? found : [written, ...found]);
}

/**
 * Where what is named at a place is defined. Of a label in a selector: on the pods that the whole selector matches, or where
 * it matches none, wherever the label is. None for what no manifest defines.
 */
export function definitionsAt(snapshot: Snapshot, indexes: NameIndexes, file: FileState, offset: number): NamedPlace[] {
  const found = namingsAt(snapshot, indexes, file, offset).flatMap(({ meeting, own, definitions }) => {
    const selected = definitions.filter((it) => meeting.selects(own, it));
    return selected.length > 0 ? selected : definitions;
  });
  return placesOf(snapshot, found);
}

/** What is named at a place, scope by scope. */
export function namingsAt(snapshot: Snapshot, indexes: NameIndexes, file: FileState, offset: number): Naming[] {
  const written = occurrenceAt(snapshot, file, offset);
  const sourced = written === undefined ? sourcedAt(file, offset) : undefined;
  if (written === undefined && sourced === undefined) return [];
  return snapshot.scopes.flatMap((scope) => {
    const meeting = new Meeting(snapshot.view(scope));
    const index = indexes.of(snapshot, scope);
    if (sourced !== undefined) {
      return builtOf(sourced, { snapshot, indexes, scope, meeting }).map((it) => namingOf(it, index, meeting));
    }
    const object = written === undefined ? undefined : meeting.inScope(written.object);
    if (object === undefined || written === undefined) return [];
    return [namingOf(index.saidBy(object).find((it) => isAt(it, written)) ?? written, index, meeting)];
  });
}

function namingOf(own: Occurrence, index: NameIndex, meeting: Meeting): Naming {
  const all = index.occurrences(own.name);
  const isOwn = (it: Occurrence): boolean => it.role === "definition" && meansOwn(own, it, meeting);
  const definitions = all.filter(isOwn);
  const references = all.filter((it) => it.role === "reference" && meetsAny(it, definitions, own, meeting));
  const others = all.filter((it) => it.role === "definition" && !isOwn(it));
  return { meeting, own, definitions, references, others, all };
}

/** A port's name is a container's own; what else has one name in one namespace is one thing. */
function meansOwn(own: Occurrence, definition: Occurrence, meeting: Meeting): boolean {
  const isOfPods = own.name.kind === "port-name" || own.name.kind === "port-number";
  if (isOfPods && own.role === "definition") return own.object === definition.object;
  return meeting.meet(own, definition);
}

function meetsAny(it: Occurrence, definitions: readonly Occurrence[], own: Occurrence, meeting: Meeting): boolean {
  return definitions.length === 0 ? meeting.meet(own, it) : definitions.some((other) => meeting.meet(it, other));
}

function occurrenceAt(snapshot: Snapshot, file: FileState, offset: number): Occurrence | undefined {
  const target = targetAt(snapshot, file, offset);
  return target?.type === "object" ? target.occurrence : undefined;
}

function isAt({ at, name }: Occurrence, other: Occurrence): boolean {
  return keyOf(at) === keyOf(other.at) && name.kind === other.name.kind;
}

/** Each place once, in order of files and places. */
export function placesOf(snapshot: Snapshot, occurrences: readonly Occurrence[]): NamedPlace[] {
  const found = new Map(occurrences.map((it) => [keyOf(it.at), it]));
  return [...found.values()].flatMap((it) => namedPlace(snapshot, it) ?? []).sort(inOrder(snapshot));
}

function namedPlace(snapshot: Snapshot, { name, role, at }: Occurrence): NamedPlace | undefined {
  const place = placeOf(snapshot, at);
  return place === undefined ? undefined : { ...place, name, role };
}

export function keyOf({ document, node, part, piece }: Site): string {
  return `${document} ${node} ${part} ${piece?.start ?? ""}`;
}

function inOrder(snapshot: Snapshot): (a: NamedPlace, b: NamedPlace) => number {
  const pathOf = ({ file }: NamedPlace): string => nameOfFile(snapshot, file);
  return (a, b) => {
    const [first, second] = [pathOf(a), pathOf(b)];
    return first === second ? a.range.start - b.range.start : first < second ? -1 : 1;
  };
}
