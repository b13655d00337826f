/**
 * Answers clients that pull problems: by document at once, and by workspace as a stream that is held open while nothing
 * changes. A workspace request that was answered would be asked again two seconds later, for ever.
 */

import {
  type CancellationToken,
  type Connection,
  type DocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import type { FileId } from "../ide/index.js";
import { NOTHING } from "./findings.js";
import type { Guard } from "./guard.js";
import type { OpenDocuments } from "./open-documents.js";
import type { Reports } from "./push.js";
import { nextTurn } from "./schedule.js";
import { normalUri } from "./uris.js";

/** Files in one part of a streamed answer. */
const CHUNK = 100;

/** A workspace request that waits for something to say. */
interface Held {
  /** What the client has of each file. */
  readonly known: Map<FileId, string>;
  /** Sends a part of the answer; undefined where the client wants it in one piece. */
  readonly stream: ((part: WorkspaceDiagnosticReport) => void) | undefined;
  readonly answer: (result: WorkspaceDiagnosticReport) => void;
  /** True while parts are being sent: whoever has more to say then leaves it to that. */
  streaming: boolean;
}

export class Pull {
  readonly #connection: Connection;
  readonly #documents: OpenDocuments;
  readonly #reports: Reports;
  readonly #guard: Guard;
  readonly #given = new Map<FileId, string>();
  readonly #held = new Set<Held>();
  #askedForWorkspace = false;

  constructor(connection: Connection, documents: OpenDocuments, reports: Reports, guard: Guard) {
    this.#connection = connection;
    this.#guard = guard;
    this.#documents = documents;
    this.#reports = reports;
  }

  /** True once the client has shown that it pulls problems of files that are not open, too. */
  get coversWorkspace(): boolean {
    return this.#askedForWorkspace;
  }

  document(file: FileId, previousResultId: string | undefined): DocumentDiagnosticReport {
    const { items, resultId } = this.#reports.of(file);
    if (this.#documents.has(file)) this.#given.set(file, resultId);
    return previousResultId === resultId
      ? { kind: "unchanged", resultId }
      : { kind: "full", resultId, items: [...items] };
  }

  /** @param isReady False while files are still being read: the request is then held until `settle`. */
  workspace(
    params: WorkspaceDiagnosticParams,
    token: CancellationToken,
    stream: Held["stream"],
    isReady: boolean,
  ): Promise<WorkspaceDiagnosticReport> {
    this.#askedForWorkspace = true;
    const known = new Map(params.previousResultIds.map(({ uri, value }) => [normalUri(uri), value]));
    return new Promise((resolve, reject) => {
      const held: Held = {
        known,
        stream,
        answer: (result) => {
          this.#held.delete(held);
          resolve(result);
        },
        streaming: false,
      };
      this.#held.add(held);
      token.onCancellationRequested(() => {
        this.#held.delete(held);
        reject(new ResponseError(LSPErrorCodes.RequestCancelled, "workspace/diagnostic was cancelled"));
      });
      if (isReady) void this.#serve(held);
    });
  }

  /** Says what has changed: goes on with what is held, and asks for another pull of open documents where needed. */
  async settle(): Promise<void> {
    for (const held of [...this.#held]) await this.#serve(held);
    const outdated = [...this.#given].some(([file, given]) => given !== this.#reports.of(file).resultId);
    if (!outdated) return;
    // Each is asked for once: a client that does not pull again is not asked in a loop. Nor is its answer waited for.
    this.#given.clear();
    this.#guard.run("asking for another pull", () => this.#connection.languages.diagnostics.refresh());
  }

  closed(file: FileId): void {
    this.#given.delete(file);
  }

  /** Ends what is held, so that the client can shut down. */
  dispose(): void {
    for (const held of [...this.#held]) held.answer({ items: [] });
  }

  async #serve(held: Held): Promise<void> {
    if (held.streaming) return;
    for (let news = this.#newsFor(held.known); news.length > 0; news = this.#newsFor(held.known)) {
      if (held.stream === undefined) return held.answer({ items: news.map(([, it]) => it) });
      if (!this.#held.has(held)) return;
      const part = news.slice(0, CHUNK);
      held.stream({ items: part.map(([, it]) => it) });
      for (const [file, { resultId }] of part) held.known.set(file, resultId ?? NOTHING.resultId);
      held.streaming = true;
      await nextTurn();
      held.streaming = false;
    }
  }

  /**
   * Files whose problems differ from what the client has. Open ones are among them: clients prefer what they pulled for a
   * document, but do not pull for those that are open without being seen.
   */
  #newsFor(known: ReadonlyMap<FileId, string>): [FileId, WorkspaceDocumentDiagnosticReport][] {
    const news: [FileId, WorkspaceDocumentDiagnosticReport][] = [];
    for (const file of new Set([...known.keys(), ...this.#reports.files()])) {
      const { items, resultId } = this.#reports.of(file);
      if ((known.get(file) ?? NOTHING.resultId) === resultId) continue;
      const version = this.#documents.get(file)?.version ?? null;
      news.push([file, { kind: "full", uri: this.#documents.clientUri(file), version, resultId, items: [...items] }]);
    }
    return news;
  }
}
