/** The page of the flow graph: a frame for what the script fills in, and a policy that lets nothing else in. */

import * as vscode from "vscode";

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
<header>
  <h1 class="unseen">Flow Graph</h1>
  <button id="overview" title="All namespaces">Namespaces</button>
  <span id="where"></span>
  <select id="scope" aria-label="Cluster" hidden></select>
  <input id="filter" type="search" placeholder="Filter" aria-label="Filter by name, port or policy">
  <label><input id="follow" type="checkbox" checked> Follow cursor</label>
  <select id="export" aria-label="Export">
    <option value="">Export…</option>
    <option value="svg">SVG</option>
    <option value="mermaid">Mermaid</option>
    <option value="dot">DOT</option>
    <option value="csv">CSV</option>
  </select>
</header>
<main id="graph" tabindex="-1"><p class="note">Reading files…</p></main>
<aside id="details" aria-live="polite" hidden></aside>
<script nonce="${nonce}" src="${uri("flow-graph.js")}"></script>
</body>
</html>`;
}
