/** The extension where VS Code runs in a browser without Node: its server is a worker. */

import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { type Api, activateWith } from "./activate";
import type { CreateClient } from "./client";

export { deactivate } from "./activate";

const BUNDLE = "server/dist/netpol-web.js";

const createClient: CreateClient = (context, options) => {
  const worker = new Worker(vscode.Uri.joinPath(context.extensionUri, BUNDLE).toString(true));
  return new LanguageClient("netpol", "netpol", worker, options);
};

export function activate(context: vscode.ExtensionContext): Promise<Api> {
  return activateWith(context, createClient, BUNDLE);
}
