/** The extension where VS Code has Node: its server is a process. */

import * as vscode from "vscode";
import { LanguageClient, type NodeModule, type ServerOptions, TransportKind } from "vscode-languageclient/node";
import { type Api, activateWith } from "./activate";
import type { CreateClient } from "./client";

export { deactivate } from "./activate";

const BUNDLE = "server/dist/netpol.cjs";

const createClient: CreateClient = (context, options) => {
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
  return new LanguageClient("netpol", "netpol", serverOptions, options);
};

export function activate(context: vscode.ExtensionContext): Promise<Api> {
  return activateWith(context, createClient, BUNDLE);
}
