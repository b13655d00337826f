/** What the client at the other end can take, read once from `initialize`. */

import { type ClientCapabilities, type InitializeParams, InsertTextMode, MarkupKind } from "vscode-languageserver";
import type { InitializationOptions } from "./ext.js";

export interface Client {
  readonly markdownHover: boolean;
  /** Code actions may leave `edit` to `codeAction/resolve`. */
  readonly resolvesEdits: boolean;
  /** Literals, not only commands, are understood as code actions. */
  readonly codeActionLiterals: boolean;
  readonly isPreferred: boolean;
  /** Shows actions that cannot be taken, with the reason. */
  readonly showsDisabled: boolean;
  readonly documentChanges: boolean;
  readonly createsFiles: boolean;
  /** Edits may say what they are about and ask for a look at them first. */
  readonly annotatesEdits: boolean;
  /** Of completion: placeholders in what is inserted, lines that are inserted as they are, Markdown beside it. */
  readonly snippets: boolean;
  readonly insertsAsIs: boolean;
  readonly markdownCompletion: boolean;
  /** Shows a few words beside every suggestion, not only beside the one that is chosen. */
  readonly labelDetails: boolean;
  /** Symbols of a document may come with a range of their own for the name. */
  readonly nestsSymbols: boolean;
  readonly preparesRename: boolean;
  readonly relatedInformation: boolean;
  readonly diagnosticTags: boolean;
  readonly codeDescription: boolean;
  /** Diagnostics are pulled: both by document and with a way to ask for another pull. */
  readonly pullsDiagnostics: boolean;
  /** Hints that depend on other files can be asked for again. */
  readonly refreshesHints: boolean;
  /** Lines above the text are shown, and can be asked for again. */
  readonly showsLenses: boolean;
  readonly refreshesLenses: boolean;
  readonly showsCalls: boolean;
  readonly showsLinks: boolean;
  readonly linkTooltips: boolean;
  readonly folds: boolean;
  readonly selectsRanges: boolean;
  /** Words are colored by what they mean, and can be asked for again. */
  readonly colorsTokens: boolean;
  readonly refreshesTokens: boolean;
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly progress: boolean;
  /** A command that comes with an action may ask to have a document shown. */
  readonly showsDocuments: boolean;
  readonly options: InitializationOptions;
}

export function readClient(params: InitializeParams): Client {
  const { textDocument, workspace, window }: ClientCapabilities = params.capabilities;
  const action = textDocument?.codeAction;
  const completes = textDocument?.completion?.completionItem;
  const published = textDocument?.publishDiagnostics;
  const pulled = textDocument?.diagnostic;
  const pullsDiagnostics = pulled !== undefined && workspace?.diagnostics?.refreshSupport === true;
  const diagnostics = pullsDiagnostics ? { ...published, ...pulled } : published;
  return {
    markdownHover: textDocument?.hover?.contentFormat?.includes("markdown") ?? false,
    resolvesEdits: action?.dataSupport === true && (action.resolveSupport?.properties.includes("edit") ?? false),
    codeActionLiterals: action?.codeActionLiteralSupport !== undefined,
    isPreferred: action?.isPreferredSupport === true,
    showsDisabled: action?.disabledSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      (workspace.workspaceEdit.resourceOperations?.includes("create") ?? false),
    annotatesEdits:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.changeAnnotationSupport !== undefined,
    snippets: completes?.snippetSupport === true,
    insertsAsIs: completes?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) === true,
    markdownCompletion: completes?.documentationFormat?.includes(MarkupKind.Markdown) === true,
    labelDetails: completes?.labelDetailsSupport === true,
    nestsSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    relatedInformation: diagnostics?.relatedInformation === true,
    diagnosticTags: diagnostics?.tagSupport !== undefined,
    codeDescription: diagnostics?.codeDescriptionSupport === true,
    pullsDiagnostics,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    showsLenses: textDocument?.codeLens !== undefined,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    showsCalls: textDocument?.callHierarchy !== undefined,
    showsLinks: textDocument?.documentLink !== undefined,
    linkTooltips: textDocument?.documentLink?.tooltipSupport === true,
    folds: textDocument?.foldingRange !== undefined,
    selectsRanges: textDocument?.selectionRange !== undefined,
    colorsTokens: textDocument?.semanticTokens !== undefined,
    refreshesTokens: workspace?.semanticTokens?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    progress: window?.workDoneProgress === true,
    showsDocuments: workspace?.executeCommand !== undefined && window?.showDocument?.support === true,
    options: isObject(params.initializationOptions) ? params.initializationOptions : {},
  };
}

function isObject(value: unknown): value is InitializationOptions {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
