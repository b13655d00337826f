/** Wiring: which request and notification is answered by what, each behind the one guard. */

import {
  type Connection,
  DidChangeWorkspaceFoldersNotification,
  type InitializeParams,
  type InitializeResult,
  ErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import { onFailedAssertion } from "../base/assert.js";
import type { Host } from "../ide/index.js";
import { capabilitiesFor } from "./capabilities.js";
import { readClient } from "./client.js";
import { diskFor } from "./disks.js";
import { METHODS } from "./ext.js";
import { foldersOf } from "./from-lsp.js";
import { Guard } from "./guard.js";
import type { Platform } from "./platform.js";
import { allow } from "./requests/allow.js";
import { incomingCalls, outgoingCalls, prepareCalls } from "./requests/call-hierarchy.js";
import { CAN, can, ENDS, ends } from "./requests/can.js";
import { codeLenses, resolveCodeLens } from "./requests/code-lens.js";
import { codeActions, resolveCodeAction } from "./requests/code-action.js";
import { CHANGES, changes } from "./requests/changes.js";
import { completion } from "./requests/completion.js";
import { documentDiagnostic } from "./requests/document-diagnostic.js";
import { EXPLAIN_RULE, explainRule, rules } from "./requests/explain-rule.js";
import { documentLinks } from "./requests/document-link.js";
import { foldingRanges, selectionRanges } from "./requests/ranges.js";
import { GRAPH, graph, GRAPH_TEXT, graphText } from "./requests/graph.js";
import { definition, highlights, references } from "./requests/navigation.js";
import { prepareRename, rename } from "./requests/rename.js";
import { LOCK_DOWN, lockDown } from "./requests/lock-down.js";
import { semanticTokens } from "./requests/semantic-tokens.js";
import { RUN_TESTS, runTests, TESTS_OF_TODAY, tests, writtenTests } from "./requests/policy-tests.js";
import { scopes } from "./requests/scopes.js";
import { documentSymbols, workspaceSymbols } from "./requests/symbols.js";
import { inlayHint } from "./requests/inlay-hint.js";
import { hover } from "./requests/hover.js";
import { showWritten } from "./requests/show-written.js";
import { workspaceDiagnostic } from "./requests/workspace-diagnostic.js";
import { Session } from "./session.js";

export type { Platform } from "./platform.js";

/** Serves one client over the connection. The connection ends the process when the client is gone. */
export function serve(connection: Connection, platform: Platform): void {
  const log = (message: string): void => connection.console.log(message);
  const host: Host = { log, now: () => performance.now() };
  const guard = new Guard((message) => connection.console.error(message));
  onFailedAssertion((message) => connection.console.error(`internal error: ${message}`));

  let session: Session | undefined;
  const theSession = (): Session => {
    if (session === undefined)
      throw new ResponseError(ErrorCodes.ServerNotInitialized, "the server is not initialized yet");
    return session;
  };
  let folders: readonly string[] = [];

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const client = readClient(params);
    folders = foldersOf(params);
    const disk = diskFor(platform.disk, connection, client);
    session = new Session({ connection, client, guard, host, platform, disk });
    session.listen();
    return {
      capabilities: capabilitiesFor(client),
      serverInfo: { name: "netpol", version: platform.installation.version },
    };
  });
  connection.onInitialized(() => guard.run("initialized", () => theSession().start(folders)));
  connection.onShutdown(() => session?.dispose());

  connection.onDidChangeConfiguration(({ settings }) =>
    guard.run("didChangeConfiguration", () => theSession().configurationChanged(settings)),
  );
  connection.onDidChangeWatchedFiles(({ changes }) =>
    guard.run("didChangeWatchedFiles", () => theSession().filesChanged(changes)),
  );
  connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event }) =>
    guard.run("didChangeWorkspaceFolders", () => {
      theSession().removeFolders(event.removed.map((it) => it.uri));
      theSession().addFolders(event.added.map((it) => it.uri));
    }),
  );

  connection.onHover(guard.request("hover", (params) => hover(theSession(), params)));
  connection.onCompletion(guard.request("completion", (params) => completion(theSession(), params)));
  connection.onDefinition(guard.request("definition", (params) => definition(theSession(), params)));
  connection.onReferences(guard.request("references", (params) => references(theSession(), params)));
  connection.onDocumentHighlight(guard.request("documentHighlight", (params) => highlights(theSession(), params)));
  connection.onPrepareRename(guard.request("prepareRename", (params) => prepareRename(theSession(), params)));
  connection.onRenameRequest(guard.request("rename", (params) => rename(theSession(), params)));
  connection.onDocumentSymbol(guard.request("documentSymbol", (params) => documentSymbols(theSession(), params)));
  connection.onWorkspaceSymbol(guard.request("workspace/symbol", (params) => workspaceSymbols(theSession(), params)));
  connection.onCodeAction(guard.request("codeAction", (params) => codeActions(theSession(), params)));
  connection.onCodeActionResolve(
    guard.request("codeAction/resolve", (action) => resolveCodeAction(theSession(), action)),
  );
  const { callHierarchy } = connection.languages;
  callHierarchy.onPrepare(guard.request("prepareCallHierarchy", (params) => prepareCalls(theSession(), params)));
  callHierarchy.onIncomingCalls(guard.request("incomingCalls", (params) => incomingCalls(theSession(), params)));
  callHierarchy.onOutgoingCalls(guard.request("outgoingCalls", (params) => outgoingCalls(theSession(), params)));
  connection.onDocumentLinks(guard.request("documentLink", (params) => documentLinks(theSession(), params)));
  connection.onFoldingRanges(guard.request("foldingRange", (params) => foldingRanges(theSession(), params)));
  connection.onSelectionRanges(guard.request("selectionRange", (params) => selectionRanges(theSession(), params)));
  const { semanticTokens: tokens } = connection.languages;
  tokens.on(guard.request("semanticTokens", (params) => semanticTokens(theSession(), params)));
  tokens.onRange(guard.request("semanticTokens/range", (params) => semanticTokens(theSession(), params)));
  connection.onCodeLens(guard.request("codeLens", (params) => codeLenses(theSession(), params)));
  connection.onCodeLensResolve(guard.request("codeLens/resolve", (lens) => resolveCodeLens(theSession(), lens)));
  connection.onExecuteCommand(guard.request("executeCommand", (params) => showWritten(connection, params)));
  connection.languages.inlayHint.on(guard.request("inlayHint", (params) => inlayHint(theSession(), params)));
  connection.languages.diagnostics.on(
    guard.request("diagnostic", (params) => documentDiagnostic(theSession(), params)),
  );
  connection.languages.diagnostics.onWorkspace((params, token, _progress, parts) =>
    guard.request("workspace/diagnostic", () => workspaceDiagnostic(theSession(), params, token, parts))(params, token),
  );
  connection.onRequest(METHODS.rules, guard.question("rules", rules));
  connection.onRequest(
    METHODS.explainRule,
    guard.asked("explainRule", EXPLAIN_RULE, (params) => explainRule(platform.installation, params)),
  );
  connection.onRequest(
    METHODS.scopes,
    guard.question("scopes", () => scopes(theSession())),
  );
  connection.onRequest(
    METHODS.ends,
    guard.asked("ends", ENDS, (params) => ends(theSession(), params)),
  );
  connection.onRequest(
    METHODS.can,
    guard.asked("can", CAN, (params) => can(theSession(), params)),
  );
  connection.onRequest(
    METHODS.allow,
    guard.asked("allow", CAN, (params) => allow(theSession(), params)),
  );
  connection.onRequest(
    METHODS.lockDown,
    guard.asked("lockDown", LOCK_DOWN, (params) => lockDown(theSession(), params)),
  );
  connection.onRequest(
    METHODS.changes,
    guard.asked("changes", CHANGES, (params) => changes(theSession(), params)),
  );
  connection.onRequest(
    METHODS.graph,
    guard.asked("graph", GRAPH, (params) => graph(theSession(), params)),
  );
  connection.onRequest(
    METHODS.graphText,
    guard.asked("graphText", GRAPH_TEXT, (params) => graphText(theSession(), params)),
  );
  connection.onRequest(
    METHODS.tests,
    guard.question("tests", () => tests(theSession())),
  );
  connection.onRequest(
    METHODS.runTests,
    guard.asked("runTests", RUN_TESTS, (params) => runTests(theSession(), params)),
  );
  connection.onRequest(
    METHODS.testsOfToday,
    guard.asked("testsOfToday", TESTS_OF_TODAY, (params) => writtenTests(theSession(), params)),
  );
  connection.onRequest(
    METHODS.checkWorkspace,
    guard.question("checkWorkspace", () => theSession().checkAgain()),
  );

  connection.listen();
}
