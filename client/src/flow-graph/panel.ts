/** The panel beside the editor that shows the flow graph: follows the cursor and the files, and opens the lines that decide. */

import * as vscode from "vscode";
import type { GraphParams, GraphResult, GraphTextResult } from "../../../server/src/lsp/ext";
import { METHODS, selector } from "../client";
import { isPlaceArgument } from "../commands/place-argument";
import { requireClient } from "../commands/require-client";
import type { Ctx } from "../ctx";
import type { FromPage, ToPage } from "./messages";
import { openPlace } from "./open-place";
import { pageHtml } from "./page-html";

/** How long the cursor or the files have to rest before the graph is asked for again, in milliseconds. */
const REST_MS = 250;

const LANGUAGE = { svg: "xml", mermaid: "markdown", dot: "plaintext", csv: "plaintext" };

export class FlowGraphPanel implements vscode.Disposable {
  readonly #ctx: Ctx;
  readonly #listeners: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #shown: GraphResult | undefined;
  #scope: string | undefined;
  #namespace: string | undefined;
  #follows = true;
  /** True from a move of the cursor until the user chooses a namespace. */
  #moved = false;
  /** Where the last manifest's cursor was: the panel itself may have the focus. */
  #place: Pick<GraphParams, "textDocument" | "position"> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (this.#note(textEditor) && this.#follows) this.#refreshSoon();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (this.#note(editor) && this.#follows) this.#refreshSoon();
      }),
      vscode.languages.onDidChangeDiagnostics(() => this.#refreshSoon()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (vscode.languages.match(selector(), document) > 0) this.#refreshSoon();
      }),
      ctx.status.onDidShow(() => this.#refreshSoon()),
    );
  }

  /** What is shown; for the tests, which cannot look into the page. */
  get shown(): GraphResult | undefined {
    return this.#shown;
  }

  /** @param where A namespace, or a place in a file; otherwise the cursor's place. */
  async show(where?: unknown): Promise<void> {
    if (requireClient(this.#ctx) === undefined) return;
    const isPlace = isPlaceArgument(where);
    if (isPlace) this.#goTo({ textDocument: { uri: where.uri }, position: where.position });
    else this.#note(vscode.window.activeTextEditor);
    if (typeof where === "string") this.#choose(where);
    if (this.#panel === undefined) this.#open();
    else this.#panel.reveal(undefined, true);
    await this.refresh(isPlace || (this.#follows && this.#moved));
  }

  /** Asks for the graph, and gives it to the page. @param follow Whether the place goes before what was chosen. */
  async refresh(follow = this.#follows && this.#moved): Promise<void> {
    const client = this.#ctx.client;
    if (this.#panel === undefined || client === undefined) return;
    const asked = ++this.#asked;
    const params: GraphParams = {
      // Without a namespace, the server would unfold the one at the cursor.
      ...(follow || this.#namespace !== undefined ? this.#place : {}),
      follow,
      ...(this.#scope !== undefined && { scope: this.#scope }),
      ...(this.#namespace !== undefined && { namespace: this.#namespace }),
    };
    const graph = await client.sendRequest<GraphResult>(METHODS.graph, params);
    // A later question was asked meanwhile.
    if (asked !== this.#asked || this.#panel === undefined) return;
    this.#shown = graph;
    if (follow) [this.#scope, this.#namespace] = [graph.scope, graph.unfolded?.namespace];
    const here = graph.here?.namespace === graph.unfolded?.namespace ? graph.here?.workloads : undefined;
    this.#send({ type: "graph", graph, focus: here ?? [] });
  }

  /** What the page asks for. Public for the tests, which cannot click in the page. */
  async handle(message: FromPage): Promise<void> {
    switch (message.type) {
      case "ready":
        return this.refresh();
      case "unfold":
        this.#choose(message.namespace);
        if (message.namespace === undefined) this.#follows = false;
        return this.refresh();
      case "scope":
        this.#scope = message.scope;
        this.#choose(undefined);
        return this.refresh();
      case "follow":
        this.#follows = message.on;
        this.#moved = message.on;
        return this.refresh();
      case "openEdge":
        return openPlace(this.#shown?.unfolded?.edges[message.edge]?.at[message.place]);
      case "openVertex": {
        const vertex = this.#shown?.unfolded?.vertices.find((it) => it.id === message.vertex);
        return openPlace(vertex?.members[message.member]?.at);
      }
      case "export":
        return this.#export(message.format);
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.dispose();
    this.#panel?.dispose();
  }

  #open(): void {
    const view = vscode.Uri.joinPath(this.#ctx.extension.extensionUri, "client", "dist");
    const panel = vscode.window.createWebviewPanel(
      "netpol.graph",
      "Flow Graph",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [view], enableFindWidget: true, retainContextWhenHidden: false },
    );
    this.#panel = panel;
    panel.webview.html = pageHtml(panel.webview, view);
    panel.webview.onDidReceiveMessage((message: FromPage) => {
      this.handle(message).catch((error: unknown) => this.#ctx.log.error(String(error)));
    });
    panel.onDidChangeViewState(() => this.#refreshSoon());
    panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      this.#panel = undefined;
      this.#shown = undefined;
    });
  }

  /** Keeps the cursor's place. True for an editor of manifests. */
  #note(editor: vscode.TextEditor | undefined): boolean {
    if (editor === undefined || vscode.languages.match(selector(), editor.document) === 0) return false;
    const { line, character } = editor.selection.active;
    this.#goTo({ textDocument: { uri: editor.document.uri.toString() }, position: { line, character } });
    return true;
  }

  #goTo(place: Required<Pick<GraphParams, "textDocument" | "position">>): void {
    this.#place = place;
    this.#moved = true;
  }

  #choose(namespace: string | undefined): void {
    this.#namespace = namespace;
    this.#moved = false;
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    if (this.#panel?.visible !== true) return;
    this.#timer = setTimeout(() => {
      this.refresh().catch((error: unknown) => this.#ctx.log.error(String(error)));
    }, REST_MS);
  }

  async #export(format: keyof typeof LANGUAGE): Promise<void> {
    const { scope, unfolded } = this.#shown ?? {};
    const client = this.#ctx.client;
    if (scope === undefined || client === undefined) return;
    const namespace = unfolded?.namespace;
    const { text } = await client.sendRequest<GraphTextResult>(METHODS.graphText, { format, scope, namespace });
    const content = format === "mermaid" ? `\`\`\`mermaid\n${text}\`\`\`\n` : text;
    const document = await vscode.workspace.openTextDocument({ content, language: LANGUAGE[format] });
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  }

  #send(message: ToPage): void {
    void this.#panel?.webview.postMessage(message);
  }
}
