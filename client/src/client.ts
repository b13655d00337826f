/** What every language client of ours says and takes, wherever its server runs. */

import * as vscode from "vscode";
import { type BaseLanguageClient, type LanguageClientOptions, RevealOutputChannelOn } from "vscode-languageclient";
import type { InitializationOptions, Methods } from "../../server/src/lsp/ext";
import { reportsYamlSyntax } from "./yaml-extension";

/** A client whose server is not started yet. */
export type CreateClient = (extension: vscode.ExtensionContext, options: LanguageClientOptions) => BaseLanguageClient;

/** The languages in which manifests are written. */
const LANGUAGES = ["yaml", "helm", "json"];

/** Where documents may come from. Left out are those that show another version of a file, such as Git's. */
const SCHEMES = ["file", "untitled", "vscode-vfs", "vscode-test-web"];

/** Documents from there, and from wherever the workspace's folders are. */
export function selector(): { readonly scheme: string; readonly language: string }[] {
  const schemes = new Set([...SCHEMES, ...(vscode.workspace.workspaceFolders ?? []).map((it) => it.uri.scheme)]);
  return [...schemes].flatMap((scheme) => LANGUAGES.map((language) => ({ scheme, language })));
}

/** The server's own requests; the type is the server's, so that a change there shows here. */
export const METHODS: Methods = {
  status: "netpol/status",
  rules: "netpol/rules",
  explainRule: "netpol/explainRule",
  scopes: "netpol/scopes",
  ends: "netpol/ends",
  can: "netpol/can",
  allow: "netpol/allow",
  lockDown: "netpol/lockDown",
  changes: "netpol/changes",
  graph: "netpol/graph",
  graphText: "netpol/graphText",
  tests: "netpol/tests",
  runTests: "netpol/runTests",
  testsOfToday: "netpol/testsOfToday",
  checkWorkspace: "netpol/checkWorkspace",
  listFolders: "netpol/listFolders",
  readFiles: "netpol/readFiles",
  readInstalled: "netpol/readInstalled",
};

export function clientOptions(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageClientOptions {
  const initializationOptions: InitializationOptions = {
    status: true,
    servesFiles: true,
    // Only where the user trusts the workspace may helm be run for it.
    trusted: vscode.workspace.isTrusted,
    commands: commandsOf(context),
    reportsYamlSyntax: reportsYamlSyntax(),
    // The code of a problem leads to its rule's page, which needs no network.
    ruleLink: `command:netpol.explainRule?${encodeURIComponent('["{code}"]').replace("%7Bcode%7D", "{code}")}`,
  };
  return {
    documentSelector: selector(),
    diagnosticCollectionName: "netpol",
    diagnosticPullOptions: { onChange: true },
    initializationOptions,
    // Hovers quote what files say: no command but these two, which only show something, may be run from there.
    markdown: { isTrusted: { enabledCommands: ["netpol.graph.show", "netpol.can"] } },
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  };
}

/** Those that the extension declares, so that the server offers no other. */
function commandsOf({ extension }: vscode.ExtensionContext): readonly string[] {
  const { contributes } = extension.packageJSON as { contributes: { commands: readonly { command: string }[] } };
  return contributes.commands.map((it) => it.command);
}
