/** Publishes problems: the way that works with every client. Sends what differs from what it sent last. */

import type { Connection } from "vscode-languageserver";
import type { FileId } from "../ide/index.js";
import { NOTHING, type Report } from "./findings.js";
import type { OpenDocuments } from "./open-documents.js";
import { type IsStale, nextTurn } from "./schedule.js";

/** Files published before others have a turn. */
const BATCH = 50;

/** What is to be said of the files of the session. */
export interface Reports {
  /** Files of which something is to be said. */
  readonly files: () => Iterable<FileId>;
  readonly of: (file: FileId) => Report;
}

export class Push {
  readonly #connection: Connection;
  readonly #documents: OpenDocuments;
  readonly #reports: Reports;
  readonly #covers: (file: FileId) => boolean;
  readonly #sent = new Map<
    FileId,
    { readonly uri: string; readonly resultId: string; readonly version: number | undefined }
  >();

  /** @param covers False for files whose problems the client gets in another way: nothing stays published for them. */
  constructor(connection: Connection, documents: OpenDocuments, reports: Reports, covers: (file: FileId) => boolean) {
    this.#connection = connection;
    this.#documents = documents;
    this.#reports = reports;
    this.#covers = covers;
  }

  /** Publishes one file, unless that has been done for this version and these problems. */
  send(file: FileId): void {
    const document = this.#documents.get(file);
    const covered = this.#covers(file);
    const { items, resultId } = covered ? this.#reports.of(file) : NOTHING;
    const version = covered ? document?.version : undefined;
    const last = this.#sent.get(file);
    const uri = document?.uri ?? last?.uri ?? file;
    const unchanged = last === undefined ? version === undefined : last.version === version;
    if ((last?.resultId ?? NOTHING.resultId) === resultId && unchanged) return;
    if (resultId === NOTHING.resultId && version === undefined) this.#sent.delete(file);
    else this.#sent.set(file, { uri, resultId, version });
    void this.#connection.sendDiagnostics({ uri, diagnostics: [...items], ...(version !== undefined && { version }) });
  }

  /** Publishes every file that needs it: open ones first, the rest in batches. Gives up when it becomes stale. */
  async settle(isStale: IsStale): Promise<void> {
    const open = [...this.#documents.entries()].map(([file]) => file);
    const rest = new Set([...this.#sent.keys(), ...this.#reports.files()]);
    for (const file of open) {
      this.send(file);
      rest.delete(file);
    }
    let left = BATCH;
    for (const file of rest) {
      this.send(file);
      if (--left > 0) continue;
      await nextTurn();
      if (isStale()) return;
      left = BATCH;
    }
  }
}
