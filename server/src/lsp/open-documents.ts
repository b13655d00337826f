/** Documents that the editor has open: found by a file's normal URI, however the client spells it. */

import { type Connection, TextDocuments } from "vscode-languageserver/node";
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
  readonly #documents = new TextDocuments(TextDocument);
  readonly #byFile = new Map<FileId, TextDocument>();

  get(file: FileId): TextDocument | undefined {
    return this.#byFile.get(file);
  }

  has(file: FileId): boolean {
    return this.#byFile.has(file);
  }

  entries(): IterableIterator<[FileId, TextDocument]> {
    return this.#byFile.entries();
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
      guard.run("didClose", () => events.closed(file));
    });
    this.#documents.onDidSave(({ document }) => guard.run("didSave", () => events.saved(normalUri(document.uri))));
    this.#documents.listen(connection);
  }
}
