/** What clients announce: one that can do next to nothing, and one that can do what VS Code can. */

export const BARE = {
  textDocument: {
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor"] } } },
  },
};

export const RICH = {
  textDocument: {
    hover: { contentFormat: ["markdown", "plaintext"] },
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, tagSupport: { valueSet: [1, 2] } },
    codeAction: {
      dataSupport: true,
      isPreferredSupport: true,
      resolveSupport: { properties: ["edit"] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor"] } },
    },
  },
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ["create"] },
    executeCommand: {},
  },
  window: { workDoneProgress: true, showDocument: { support: true } },
};

/** Pulls problems, of documents and of the workspace. */
export const PULLING = {
  ...RICH,
  textDocument: { ...RICH.textDocument, diagnostic: { relatedDocumentSupport: false } },
  workspace: { ...RICH.workspace, diagnostics: { refreshSupport: true } },
};
