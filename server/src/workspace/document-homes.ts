/** In which file each document is. It is noted when the document gets its number: a document never leaves its file. */

import { memoize } from "../base/memoize.js";
import type { DocumentId } from "../base/source.js";
import type { FileState, ReadDocument } from "./file-state.js";
import type { FileId } from "./inputs.js";
import { isUnfinished } from "./unfinished.js";

export class DocumentHomes {
  readonly #files = new Map<DocumentId, FileId>();
  /** The last number that was given, and the last one when some documents were forgotten. */
  #last = 0;
  #lastBefore = 0;
  /** How many there were then. */
  #living = 0;

  /** A number that no document had before. */
  next(file: FileId): DocumentId {
    this.#files.set(++this.#last, file);
    return this.#last;
  }

  /** The file that it is, or was, in; undefined for one that has been gone for long. */
  of(id: DocumentId): FileId | undefined {
    return this.#files.get(id);
  }

  /**
   * Forgets documents that are in no file any more, once as many have come as there are. Those that came since it last did so stay:
   * they may be of a state that is only tried.
   * @param files Of the latest state.
   */
  letGo(files: Iterable<FileState>, linesOf: (file: FileState) => ReadDocument | undefined): void {
    if (this.#last - this.#lastBefore <= this.#living + FEW_GONE) return;
    const living = new Set<DocumentId>();
    for (const file of files) {
      for (const it of [...file.documents, ...file.masked.known]) living.add(it.parsed.id);
      for (const { later } of file.passedOver) if (later.known !== undefined) living.add(later.known.id);
      const lines = linesOf(file);
      if (lines !== undefined) living.add(lines.parsed.id);
    }
    for (const id of this.#files.keys()) if (id <= this.#lastBefore && !living.has(id)) this.#files.delete(id);
    this.#lastBefore = this.#last;
    this.#living = living.size;
  }
}

/** As many more may come before those that are gone are looked for. */
const FEW_GONE = 1000;

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
