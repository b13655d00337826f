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
  return byId(file).get(id) ?? passedOverIn(file, id);
}

const byId = memoize(
  ({ documents }: FileState): ReadonlyMap<DocumentId, ReadDocument> =>
    new Map(documents.map((it) => [it.parsed.id, it])),
);

/** One that nobody reads for itself, and that a build has asked for. */
function passedOverIn({ passedOver }: FileState, id: DocumentId): ReadDocument | undefined {
  const found = passedOver.find(({ later }) => later.known?.id === id);
  const parsed = found?.later.known;
  if (found === undefined || parsed === undefined) return undefined;
  const { start, text } = found;
  return { start, text, parsed, decoded: { objects: [], problems: [] }, variables: isUnfinished(text, parsed, []) };
}
