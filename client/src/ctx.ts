/** The one object that commands share: the server's client, the log, the status item. */

import * as vscode from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import type { StatusParams } from "../../server/src/lsp/ext";
import { type CreateClient, clientOptions, METHODS } from "./client";
import { answerNothingWhile } from "./quiet-stop";
import { serveFiles } from "./serve-files";
import { isEnabled } from "./settings";
import { Status } from "./status";
import { watchYamlExtension } from "./yaml-extension";

export class Ctx {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly status: Status;
  readonly #createClient: CreateClient;
  #client: BaseLanguageClient | undefined;
  #stopping: BaseLanguageClient | undefined;
  /** Starts and stops wait for each other: a client that is still starting cannot be stopped. */
  #last: Promise<void> = Promise.resolve();

  constructor(extension: vscode.ExtensionContext, createClient: CreateClient, bundle: string) {
    this.extension = extension;
    this.#createClient = createClient;
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
      extension.subscriptions.push(watchBundle(extension, bundle, () => void this.restart()));
    }
  }

  /** The running server's client; undefined while netpol is switched off. */
  get client(): BaseLanguageClient | undefined {
    return this.#client;
  }

  /** Starts the server, unless netpol is switched off everywhere. */
  start(): Promise<void> {
    return this.#queue(async () => {
      if (this.#client !== undefined || !isEnabled()) return;
      const client = this.#createClient(this.extension, clientOptions(this.extension, this.log));
      answerNothingWhile(() => this.#stopping === client, client);
      serveFiles(client, this.extension.extensionUri);
      client.onNotification(METHODS.status, (status: StatusParams) => this.status.show(status));
      // A server that has ended is started again, until it has ended too often: what it said last does not stay.
      client.onDidChangeState(({ newState }) => newState === State.Stopped && this.status.clear());
      await client.start();
      this.#client = client;
    });
  }

  stop(): Promise<void> {
    return this.#queue(async () => {
      const client = this.#client;
      this.#client = undefined;
      this.#stopping = client;
      this.status.clear();
      await client?.dispose();
    });
  }

  /** What went wrong with a request, unless the client has stopped meanwhile. */
  fail(error: unknown): void {
    if (this.#client !== undefined) this.log.error(String(error));
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

/** Calls back when the server's bundle was written again. */
function watchBundle(context: vscode.ExtensionContext, bundle: string, changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(context.extensionUri, bundle));
  return vscode.Disposable.from(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed));
}
