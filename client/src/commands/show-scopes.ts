/** Command "Show Scopes": the clusters that the files describe, what each is made of, and what is not seen in it. */

import * as vscode from "vscode";
import type { ScopesResult } from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";
import { requireClient } from "./require-client";

const URI = vscode.Uri.from({ scheme: "netpol-scopes", path: "/Scopes" });

export async function showScopes(ctx: Ctx, list: ScopeList): Promise<void> {
  if (requireClient(ctx) === undefined) return;
  list.refresh();
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(URI), { preview: true });
}

/** Gives the list to VS Code as a read-only document, made anew each time the command asks for it. */
export class ScopeList implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #ctx: Ctx;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(URI.scheme, this);
  }

  refresh(): void {
    this.#changed.fire(URI);
  }

  async provideTextDocumentContent(): Promise<string | undefined> {
    return (await this.#ctx.client?.sendRequest<ScopesResult>(METHODS.scopes))?.text;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
