/** What the server announces, by what the client can take. */

import { type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver";
import { ACTION_KINDS } from "../ide/index.js";
import type { Client } from "./client.js";
import { TRIGGERS } from "./requests/completion.js";
import { LEGEND } from "./requests/semantic-tokens.js";
import { SHOW_WRITTEN } from "./to-lsp.js";

export function capabilitiesFor(client: Client): ServerCapabilities {
  return {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    hoverProvider: true,
    completionProvider: { triggerCharacters: [...TRIGGERS] },
    inlayHintProvider: true,
    ...(client.showsCalls && { callHierarchyProvider: true }),
    ...(client.showsLinks && { documentLinkProvider: { resolveProvider: false } }),
    ...(client.folds && { foldingRangeProvider: true }),
    ...(client.selectsRanges && { selectionRangeProvider: true }),
    ...(client.colorsTokens && {
      semanticTokensProvider: { legend: LEGEND, full: true, range: true },
    }),
    ...(client.showsLenses && { codeLensProvider: { resolveProvider: true } }),
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
    documentSymbolProvider: { label: "netpol" },
    workspaceSymbolProvider: true,
    ...(client.codeActionLiterals && {
      codeActionProvider: {
        codeActionKinds: [...ACTION_KINDS],
        resolveProvider: client.resolvesEdits,
      },
    }),
    ...(client.pullsDiagnostics && {
      diagnosticProvider: { identifier: "netpol", interFileDependencies: true, workspaceDiagnostics: true },
    }),
    ...(client.showsDocuments && { executeCommandProvider: { commands: [SHOW_WRITTEN] } }),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
