/** A name → another one at every place that says it, with doubt where a place may mean something else too. */

import type { TextRange } from "../../base/source.js";
import type { Format } from "../../schema/constraint.js";
import { DNS_LABEL } from "../../schema/formats/dns-label.js";
import { LABEL_KEY, LABEL_VALUE } from "../../schema/formats/labels.js";
import { PORT_NAME } from "../../schema/formats/port-name.js";
import { SUBDOMAIN } from "../../schema/formats/subdomain.js";
import { scalarText } from "../../syntax/write-scalar.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { placeAt, placeOf } from "../places.js";
import type { Place, Rename, RenameEdit, RenameTarget } from "../types.js";
import { keyOf, type Naming, namingsAt } from "./find-occurrences.js";
import type { NameIndexes } from "./name-index.js";
import type { Name, NameKind, Occurrence } from "./occurrences.js";
import { namespaceFields } from "./unread-namespaces.js";

/** What is wrong with a text as a new name, in words. */
type NameCheck = (text: string) => string | undefined;

function like<Flaw extends string>({ flawsOf, says }: Format<Flaw>): NameCheck {
  return (text) => {
    const [worst] = flawsOf(text);
    return worst === undefined ? undefined : says(text, worst.flaw);
  };
}

/**
 * What a new name has to look like. Kinds that are left out have no name that may change here: a number, what is outside the
 * workspace, and workloads, which other objects name in ways that are not read.
 */
const CHECKS: Readonly<Partial<Record<NameKind, NameCheck>>> = {
  "pod-label": like(LABEL_KEY),
  "namespace-label": like(LABEL_KEY),
  namespace: like(DNS_LABEL),
  service: like(DNS_LABEL),
  "port-name": like(PORT_NAME),
  group: like(SUBDOMAIN),
  policy: like(SUBDOMAIN),
};

/** The words that would change, without their quotes; undefined where nothing can be renamed. */
export function renameTargetAt(
  snapshot: Snapshot,
  indexes: NameIndexes,
  file: FileState,
  offset: number,
): RenameTarget | undefined {
  for (const { own } of namingsAt(snapshot, indexes, file, offset)) {
    const words = checkOf(own.name) === undefined ? undefined : wordsOf(snapshot, own);
    if (words !== undefined) return { ...words.place, placeholder: saidBy(own.name) };
  }
  return undefined;
}

/** Undefined where nothing can be renamed. */
export function renameAt(
  snapshot: Snapshot,
  indexes: NameIndexes,
  file: FileState,
  offset: number,
  newName: string,
): Rename | undefined {
  const namings = namingsAt(snapshot, indexes, file, offset);
  const [first] = namings;
  const check = first === undefined ? undefined : checkOf(first.own.name);
  if (first === undefined || check === undefined) return undefined;
  const fault = check(newName);
  if (fault !== undefined) return { refused: fault };
  const edits = new Map<string, RenameEdit>();
  const known = new Set(namings.flatMap((it) => [it.own, ...it.definitions, ...it.references]));
  const shared = new Set(namings.flatMap(({ all }) => all.filter((it) => !known.has(it)).map((it) => keyOf(it.at))));
  for (const naming of namings) {
    for (const occurrence of [naming.own, ...naming.definitions, ...naming.references]) {
      const edit = editOf(snapshot, occurrence, newName);
      if (edit === undefined) return { refused: refusalAt(snapshot, occurrence) };
      // What a kustomization says once may be built into what this name does not mean.
      const doubt = alsoMeans(naming, occurrence) || shared.has(keyOf(occurrence.at));
      const key = keyOf(occurrence.at);
      edits.set(key, { ...edit, ...(doubt || edits.get(key)?.isDoubtful === true ? { isDoubtful: true } : {}) });
    }
  }
  for (const edit of unreadEdits(snapshot, first.own.name, newName)) {
    if (!edits.has(edit.key)) edits.set(edit.key, edit.edit);
  }
  return { edits: [...edits.values()] };
}

/** A namespace is also named by objects that are not read, perhaps of another cluster: these are to be confirmed. */
function unreadEdits(
  snapshot: Snapshot,
  name: Name,
  newName: string,
): { readonly key: string; readonly edit: RenameEdit }[] {
  if (name.kind !== "namespace") return [];
  return namespaceFields(snapshot, name.name).flatMap((at) => {
    const words = wordsOf(snapshot, { at, name });
    return words === undefined
      ? []
      : [{ key: keyOf(at), edit: { ...editOfWords(words, newName), isDoubtful: true as const } }];
  });
}

const checkValue = like(LABEL_VALUE);

function checkOf({ kind, value }: Name): NameCheck | undefined {
  return value === undefined ? CHECKS[kind] : checkValue;
}

function saidBy({ name, value }: Name): string {
  return value ?? name;
}

/** True where the reference means another thing of the same name besides. */
function alsoMeans({ meeting, others }: Naming, occurrence: Occurrence): boolean {
  return occurrence.role === "reference" && others.some((it) => meeting.meet(occurrence, it));
}

interface Words {
  readonly place: Place;
  /** Without quotes, the whole of the scalar or key. */
  readonly isBare: boolean;
}

/** Where the name itself is written; undefined where a build or an escape makes it of something else. */
function wordsOf(snapshot: Snapshot, { at, name }: Pick<Occurrence, "at" | "name">): Words | undefined {
  const place = placeOf(snapshot, at);
  const file = place === undefined ? undefined : snapshot.files.get(place.file);
  if (place === undefined || file === undefined || at.differs !== undefined || at.inside !== undefined)
    return undefined;
  const said = saidBy(name);
  const { start, end } = place.range;
  const text = file.input.text.slice(start, end);
  const quote = /^(["']).*\1$/s.test(text) ? 1 : 0;
  const inner = text.slice(quote, text.length - quote);
  // A key may have a source in front: `k8s:app`.
  if (inner !== said && !(at.part === "key" && inner.endsWith(`:${said}`))) return undefined;
  const range: TextRange = { start: end - quote - said.length, end: end - quote };
  return { place: placeAt(file, range), isBare: quote === 0 && inner === said && at.piece === undefined };
}

function editOf(snapshot: Snapshot, occurrence: Occurrence, newName: string): RenameEdit | undefined {
  const words = wordsOf(snapshot, occurrence);
  return words === undefined ? undefined : editOfWords(words, newName);
}

function editOfWords({ place, isBare }: Words, newName: string): RenameEdit {
  return { ...place, newText: isBare ? scalarText(newName, "flow") : newName };
}

/** Why the name cannot be replaced in that place. */
function refusalAt(snapshot: Snapshot, { at, name }: Occurrence): string {
  const place = placeOf(snapshot, at);
  const path = place === undefined ? undefined : snapshot.files.get(place.file)?.input.path;
  const where = path === undefined || place === undefined ? "a build" : `${path}:${place.start.line + 1}`;
  const how =
    at.inside !== undefined
      ? "is inside a string"
      : at.differs !== undefined
        ? "is put together"
        : "is written in another form";
  return `\`${saidBy(name)}\` ${how} at ${where}, so it cannot be renamed as a whole`;
}
