/** Work-done progress for reading a folder: shown only when it takes long enough to be noticed. */

import type { Connection, WorkDoneProgressServerReporter } from "vscode-languageserver";
import type { Client } from "./client.js";
import type { Guard } from "./guard.js";

/** What is done faster than this, in milliseconds, shows no progress. */
const NOTICEABLE_MS = 300;

export class Progress {
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #guard: Guard;
  readonly #title: string;
  readonly #start = Date.now();
  #asked = false;
  #over = false;
  #shown: WorkDoneProgressServerReporter | undefined;
  #percentage = -1;
  #cancelled = false;

  constructor(connection: Connection, client: Client, guard: Guard, title: string) {
    this.#connection = connection;
    this.#client = client;
    this.#guard = guard;
    this.#title = title;
  }

  /** True when the user has had enough. */
  get isCancelled(): boolean {
    return this.#cancelled;
  }

  report(done: number, total: number): void {
    if (!this.#client.progress || Date.now() - this.#start < NOTICEABLE_MS) return;
    if (!this.#asked) this.#guard.run("showing progress", () => this.#begin());
    const percentage = Math.floor((done / Math.max(total, 1)) * 100);
    if (percentage === this.#percentage) return;
    this.#percentage = percentage;
    this.#shown?.report(percentage, `${done} of ${total} files`);
  }

  /** Ends what is shown, also when it has only been asked for. */
  done(): void {
    this.#over = true;
    this.#shown?.done();
    this.#shown = undefined;
  }

  async #begin(): Promise<void> {
    this.#asked = true;
    const reporter = await this.#connection.window.createWorkDoneProgress();
    if (this.#over) return;
    reporter.begin(this.#title, 0, undefined, true);
    reporter.token.onCancellationRequested(() => {
      this.#cancelled = true;
    });
    this.#shown = reporter;
  }
}
