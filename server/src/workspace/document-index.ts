/** Where each document is. An edit of one file leaves the places of all others known. */

import { memoize } from "../base/memoize.js";
import type { DocumentId } from "../base/source.js";
import type { FileState, ReadDocument } from "./file-state.js";
import type { FileId } from "./inputs.js";

/** Files that may be read again before all is gone through anew: an edit is of one or two of them. */
const MOST_READ_AGAIN = 16;

export class DocumentIndex {
  /** As they were when all files were gone through. */
  readonly #homes: ReadonlyMap<DocumentId, FileId>;
  /** Files that were read again since. */
  readonly #again: ReadonlySet<FileId>;

  private constructor(homes: ReadonlyMap<DocumentId, FileId>, again: ReadonlySet<FileId>) {
    this.#homes = homes;
    this.#again = again;
  }

  /** @param maskedIn What of a file is read of templates. */
  static of(
    files: ReadonlyMap<FileId, FileState>,
    maskedIn: (file: FileState) => readonly ReadDocument[],
  ): DocumentIndex {
    const homes = new Map<DocumentId, FileId>();
    for (const [id, file] of files) {
      for (const { parsed } of file.documents) homes.set(parsed.id, id);
      for (const { parsed } of maskedIn(file)) homes.set(parsed.id, id);
    }
    return new DocumentIndex(homes, new Set());
  }

  /** The index once some of the files are read again; undefined where going through all is due. */
  after(changed: Iterable<FileId>): DocumentIndex | undefined {
    const again = new Set([...this.#again, ...changed]);
    return again.size > MOST_READ_AGAIN ? undefined : new DocumentIndex(this.#homes, again);
  }

  /**
   * The document and the file that it is in; undefined where no file holds it any more.
   * @param files As they are now.
   */
  find(
    id: DocumentId,
    files: ReadonlyMap<FileId, FileState>,
    maskedIn: (file: FileState) => readonly ReadDocument[],
  ): { readonly file: FileState; readonly document: ReadDocument } | undefined {
    const home = this.#homes.get(id);
    // A document stays in its file. One that came later is in a file that was read since.
    for (const it of home === undefined ? this.#again : [home]) {
      const file = files.get(it);
      if (file === undefined) continue;
      const document = byId(file).get(id) ?? maskedIn(file).find(({ parsed }) => parsed.id === id);
      if (document !== undefined) return { file, document };
    }
    return undefined;
  }
}

const byId = memoize(
  ({ documents }: FileState): ReadonlyMap<DocumentId, ReadDocument> =>
    new Map(documents.map((it) => [it.parsed.id, it])),
);
