/** How the language client is made, and how it notices, while we develop, that the server was built anew. */

import * as vscode from "vscode";
import {
  type DocumentSelector,
  LanguageClient,
  type LanguageClientOptions,
  type NodeModule,
  RevealOutputChannelOn,
  type ServerOptions,
  TransportKind,
} from "vscode-languageclient/node";
import type { InitializationOptions, Methods } from "../../server/src/lsp/ext";
import { reportsYamlSyntax } from "./yaml-extension";

const BUNDLE = "server/dist/netpol.cjs";

/** The languages in which manifests are written. */
const LANGUAGES = ["yaml", "helm", "json"];

/** Where documents may come from. Left out are those that show another version of a file, such as Git's. */
const SCHEMES = ["file", "untitled", "vscode-vfs", "vscode-test-web"];

export const SELECTOR: DocumentSelector = SCHEMES.flatMap((scheme) =>
  LANGUAGES.map((language) => ({ scheme, language })),
);

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
  checkWorkspace: "netpol/checkWorkspace",
};

export function createClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageClient {
  const program: NodeModule = {
    module: context.asAbsolutePath(BUNDLE),
    args: ["lsp"],
    transport: TransportKind.ipc,
    // What V8 makes of the bundle is kept for the next start; Node can from 22.1 on.
    options: { env: { NODE_COMPILE_CACHE: vscode.Uri.joinPath(context.globalStorageUri, "compiled").fsPath } },
  };
  const serverOptions: ServerOptions = {
    run: program,
    debug: { ...program, options: { ...program.options, execArgv: ["--nolazy", "--inspect=6009"] } },
  };
  const initializationOptions: InitializationOptions = {
    status: true,
    // Only where the user trusts the workspace may helm be run for it.
    trusted: vscode.workspace.isTrusted,
    commands: commandsOf(context),
    reportsYamlSyntax: reportsYamlSyntax(),
    // The code of a problem leads to its rule's page, which needs no network.
    ruleLink: `command:netpol.explainRule?${encodeURIComponent('["{code}"]').replace("%7Bcode%7D", "{code}")}`,
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: SELECTOR,
    diagnosticCollectionName: "netpol",
    diagnosticPullOptions: { onChange: true },
    initializationOptions,
    // Hovers quote what files say: no command but these two, which only show something, may be run from there.
    markdown: { isTrusted: { enabledCommands: ["netpol.graph.show", "netpol.can"] } },
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  };
  return new LanguageClient("netpol", "netpol", serverOptions, clientOptions);
}

/** Those that the extension declares, so that the server offers no other. */
function commandsOf({ extension }: vscode.ExtensionContext): readonly string[] {
  const { contributes } = extension.packageJSON as { contributes: { commands: readonly { command: string }[] } };
  return contributes.commands.map((it) => it.command);
}

/** Calls back when the server's bundle was written again. */
export function watchBundle(context: vscode.ExtensionContext, changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(context.extensionUri, BUNDLE));
  return vscode.Disposable.from(watcher, watcher.onDidChange(changed), watcher.onDidCreate(changed));
}
