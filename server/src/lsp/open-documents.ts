/** Documents that the editor has open: found by a file's normal URI, however the client spells it. */

import { type Connection, type TextDocumentContentChangeEvent, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { FileId } from "../ide/index.js";
import type { Guard } from "./guard.js";
import { normalUri } from "./uris.js";

export interface DocumentEvents {
  readonly opened: (file: FileId, document: TextDocument) => void;
  readonly changed: (file: FileId, document: TextDocument) => void;
  readonly closed: (file: FileId) => void;
  readonly saved: (file: FileId) => void;
}

export class OpenDocuments {
  readonly #documents = new TextDocuments<TextDocument>({
    create: TextDocument.create,
    update: (document, changes, version) => {
      const updated = TextDocument.update(document, changes, version);
      this.#ends.set(normalUri(document.uri), endOf(updated, changes.at(-1)));
      return updated;
    },
  });
  readonly #byFile = new Map<FileId, TextDocument>();
  /** Where the last edit of each has ended, as far as the client says. */
  readonly #ends = new Map<FileId, number | undefined>();

  get(file: FileId): TextDocument | undefined {
    return this.#byFile.get(file);
  }

  has(file: FileId): boolean {
    return this.#byFile.has(file);
  }

  entries(): IterableIterator<[FileId, TextDocument]> {
    return this.#byFile.entries();
  }

  /** Offset at which the last edit of a file has ended; undefined where the client sends the whole text. */
  lastEdit(file: FileId): number | undefined {
    return this.#ends.get(file);
  }

  /** The client's spelling of a file's URI; files it has not opened have only the normal one. */
  clientUri(file: FileId): string {
    return this.#byFile.get(file)?.uri ?? file;
  }

  listen(connection: Connection, guard: Guard, events: DocumentEvents): void {
    const opening = new Set<string>();
    // The library tells of an opened document twice: once as opened, and once more as changed.
    this.#documents.onDidOpen(({ document }) => {
      opening.add(document.uri);
      const file = normalUri(document.uri);
      this.#byFile.set(file, document);
      guard.run("didOpen", () => events.opened(file, document));
    });
    this.#documents.onDidChangeContent(({ document }) => {
      if (opening.delete(document.uri)) return;
      const file = normalUri(document.uri);
      this.#byFile.set(file, document);
      guard.run("didChange", () => events.changed(file, document));
    });
    this.#documents.onDidClose(({ document }) => {
      const file = normalUri(document.uri);
      this.#byFile.delete(file);
      this.#ends.delete(file);
      guard.run("didClose", () => events.closed(file));
    });
    this.#documents.onDidSave(({ document }) => guard.run("didSave", () => events.saved(normalUri(document.uri))));
    this.#documents.listen(connection);
  }
}

function endOf(document: TextDocument, last: TextDocumentContentChangeEvent | undefined): number | undefined {
  return last === undefined || !("range" in last) ? undefined : document.offsetAt(last.range.start) + last.text.length;
}
