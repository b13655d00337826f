/** The one object that commands share: the server's client, the log, the status item. */

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { StatusParams } from "../../server/src/lsp/ext";
import { createClient, METHODS, watchBundle } from "./client";
import { isEnabled } from "./settings";
import { Status } from "./status";
import { watchYamlExtension } from "./yaml-extension";

export class Ctx {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly status: Status;
  #client: LanguageClient | undefined;
  /** Starts and stops wait for each other: a client that is still starting cannot be stopped. */
  #last: Promise<void> = Promise.resolve();

  constructor(extension: vscode.ExtensionContext) {
    this.extension = extension;
    this.log = vscode.window.createOutputChannel("netpol", { log: true });
    this.status = new Status();
    extension.subscriptions.push(
      this.log,
      this.status,
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("netpol.enable")) void this.#followSettings();
      }),
      // The server is told of these when it starts.
      watchYamlExtension(() => void this.restart()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.restart()),
    );
    if (extension.extensionMode === vscode.ExtensionMode.Development) {
      extension.subscriptions.push(watchBundle(extension, () => void this.restart()));
    }
  }

  /** The running server's client; undefined while netpol is switched off. */
  get client(): LanguageClient | undefined {
    return this.#client;
  }

  /** Starts the server, unless netpol is switched off everywhere. */
  start(): Promise<void> {
    return this.#queue(async () => {
      if (this.#client !== undefined || !isEnabled()) return;
      const client = createClient(this.extension, this.log);
      client.onNotification(METHODS.status, (status: StatusParams) => this.status.show(status));
      await client.start();
      this.#client = client;
    });
  }

  stop(): Promise<void> {
    return this.#queue(async () => {
      const client = this.#client;
      this.#client = undefined;
      this.status.clear();
      await client?.dispose();
    });
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async #followSettings(): Promise<void> {
    await (isEnabled() ? this.start() : this.stop());
  }

  #queue(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work).catch((error: unknown) => {
      this.log.error(error instanceof Error ? error : String(error));
    });
    return this.#last;
  }
}
