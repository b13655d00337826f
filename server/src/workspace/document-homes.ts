/** In which file each document is. It is noted when the document gets its number: a document never leaves its file. */

import { memoize } from "../base/memoize.js";
import type { DocumentId } from "../base/source.js";
import type { FileState, ReadDocument } from "./file-state.js";
import type { FileId } from "./inputs.js";
import { isUnfinished } from "./unfinished.js";

export class DocumentHomes {
  /** By number, which are given in order. */
  readonly #files: (FileId | undefined)[] = [undefined];

  /** A number that no document had before. */
  next(file: FileId): DocumentId {
    return this.#files.push(file) - 1;
  }

  /** The file that it is, or was, in. */
  of(id: DocumentId): FileId | undefined {
    return this.#files[id];
  }
}

/** The document of a file that has the number; undefined for one that the file no longer holds, or that nobody has parsed. */
export function documentIn(file: FileState, id: DocumentId): ReadDocument | undefined {
  return readIn(file, id) ?? passedOverIn(file, id);
}

/** The same, of those that are read for themselves. */
export function readIn(file: FileState, id: DocumentId): ReadDocument | undefined {
  const { documents } = file;
  return documents.length > FEW ? byId(file).get(id) : documents.find((it) => it.parsed.id === id);
}

/** Up to so many documents are looked through sooner than an index of them is made. */
const FEW = 8;

const byId = memoize(
  ({ documents }: FileState): ReadonlyMap<DocumentId, ReadDocument> =>
    new Map(documents.map((it) => [it.parsed.id, it])),
);

/** One that nobody reads for itself, and that a build has asked for. */
function passedOverIn(file: FileState, id: DocumentId): ReadDocument | undefined {
  if (file.passedOver.length === 0) return undefined;
  const known = askedFor(file);
  const document = known.get(id) ?? findPassedOver(file, id);
  if (document !== undefined) known.set(id, document);
  return document;
}

const askedFor = memoize((_: FileState) => new Map<DocumentId, ReadDocument>());

function findPassedOver({ passedOver }: FileState, id: DocumentId): ReadDocument | undefined {
  const found = passedOver.find(({ later }) => later.known?.id === id);
  const parsed = found?.later.known;
  if (found === undefined || parsed === undefined) return undefined;
  const { start, text } = found;
  return { start, text, parsed, decoded: { objects: [], problems: [] }, variables: isUnfinished(text, parsed, []) };
}
