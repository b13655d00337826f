/** The page of the flow graph: a frame for what the script fills in, and a policy that lets nothing else in. */

import * as vscode from "vscode";
import { PAGE_BODY } from "./page-body";

export function pageHtml(webview: vscode.Webview, folder: vscode.Uri): string {
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (it) => it.toString(16).padStart(2, "0")).join(
    "",
  );
  const uri = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${uri("flow-graph.css")}">
<title>Flow Graph</title>
</head>
<body class="np-page">
${PAGE_BODY}
<script nonce="${nonce}" src="${uri("flow-graph.js")}"></script>
</body>
</html>`;
}
