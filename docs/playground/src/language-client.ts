/** The client of the language server, which is the one that the extension runs in a browser, in a worker. */

import { LSPClient, type LSPClientConfig } from "@codemirror/lsp-client";
import type { CompletionItem, CompletionParams } from "vscode-languageserver-protocol";
import type { Methods } from "../../../server/src/lsp/ext.js";
import { adaptCompletion } from "./adapt-completions.js";

/** An answer may need the pages of a rule, from a slow network. */
const TIMEOUT_MS = 20_000;

/** What the page can do besides what CodeMirror's client says of itself. */
const CAPABILITIES = {
  textDocument: {
    publishDiagnostics: { versionSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor"] } },
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
    },
  },
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ["create"] } },
};

export class LanguageClient extends LSPClient {
  constructor(config: LSPClientConfig) {
    super({
      ...config,
      timeout: TIMEOUT_MS,
      extensions: [{ clientCapabilities: CAPABILITIES }, ...(config.extensions ?? [])],
    });
  }

  /** One of the server's own requests, about what is typed so far. */
  ask<Result>(method: Methods[keyof Methods], params: object): Promise<Result> {
    this.sync();
    return this.request(method, params);
  }

  override request<Params, Result>(method: string, params: Params): Promise<Result> {
    const answer = super.request<Params, Result>(method, params);
    if (method !== "textDocument/completion") return answer;
    const { textDocument, position } = params as CompletionParams;
    const line = this.workspace.getFile(textDocument.uri)?.doc.line(position.line + 1).text ?? "";
    return answer.then((items) => (items as CompletionItem[]).map((it) => adaptCompletion(it, line)) as Result);
  }
}
