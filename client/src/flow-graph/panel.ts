/** The panel beside the editor that shows the flow graph: follows the cursor and the files, and opens the lines that decide. */

import * as vscode from "vscode";
import type { GraphResult, GraphTextResult } from "../../../server/src/lsp/ext";
import { METHODS, selector } from "../client";
import { columnBeside } from "../commands/column-beside";
import { isPlaceArgument } from "../commands/place-argument";
import { requireClient } from "../commands/require-client";
import type { Ctx } from "../ctx";
import type { FromPage, ToPage } from "./messages";
import { openPlace } from "./open-place";
import { pageHtml } from "./page-html";
import { savePicture } from "./save-picture";
import { WantedGraph } from "./wanted-graph";

/** How long the cursor or the files have to rest before the graph is asked for again, in milliseconds. */
const REST_MS = 250;

const LANGUAGE = { mermaid: "markdown", dot: "plaintext", csv: "plaintext" };

export class FlowGraphPanel implements vscode.Disposable {
  readonly #ctx: Ctx;
  readonly #listeners: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #shown: GraphResult | undefined;
  readonly #wanted = new WantedGraph();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (this.#note(textEditor) && this.#wanted.follows) this.#refreshSoon();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (this.#note(editor) && this.#wanted.follows) this.#refreshSoon();
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
    if (isPlace) this.#wanted.goTo({ textDocument: { uri: where.uri }, position: where.position });
    else this.#note(vscode.window.activeTextEditor);
    if (typeof where === "string") this.#wanted.unfold(where);
    if (this.#panel === undefined) this.#open();
    else this.#panel.reveal(undefined, true);
    await this.refresh(isPlace || this.#wanted.goesByPlace);
  }

  /** Asks for the graph, and gives it to the page. @param follow Whether the place goes before what was chosen. */
  async refresh(follow = this.#wanted.goesByPlace): Promise<void> {
    const client = this.#ctx.client;
    if (this.#panel === undefined || client === undefined) return;
    const asked = ++this.#asked;
    const graph = await client.sendRequest<GraphResult>(METHODS.graph, this.#wanted.params(follow));
    // A later question was asked meanwhile.
    if (asked !== this.#asked || this.#panel === undefined) return;
    this.#shown = graph;
    const focus = this.#wanted.answered(graph, follow);
    this.#send({ type: "graph", graph, focus, follows: this.#wanted.follows });
  }

  /** What the page asks for. Public for the tests, which cannot click in the page. */
  async handle(message: FromPage): Promise<void> {
    switch (message.type) {
      case "ready":
        return this.refresh();
      case "unfold":
        this.#wanted.unfold(message.namespace);
        return this.refresh();
      case "scope":
        this.#wanted.chooseScope(message.scope);
        return this.refresh();
      case "follow":
        this.#wanted.follow(message.on);
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
      { viewColumn: columnBeside(), preserveFocus: true },
      { enableScripts: true, localResourceRoots: [view], enableFindWidget: true, retainContextWhenHidden: false },
    );
    this.#panel = panel;
    panel.webview.html = pageHtml(panel.webview, view);
    panel.webview.onDidReceiveMessage((message: FromPage) => {
      this.handle(message).catch((error: unknown) => this.#ctx.fail(error));
    });
    panel.onDidChangeViewState(() => this.#refreshSoon());
    panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      this.#panel = undefined;
      this.#shown = undefined;
      this.#wanted.reset();
    });
  }

  /** Keeps the cursor's place. True for an editor of manifests. */
  #note(editor: vscode.TextEditor | undefined): boolean {
    if (editor === undefined || vscode.languages.match(selector(), editor.document) === 0) return false;
    const { line, character } = editor.selection.active;
    this.#wanted.goTo({ textDocument: { uri: editor.document.uri.toString() }, position: { line, character } });
    return true;
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    if (this.#panel?.visible !== true) return;
    this.#timer = setTimeout(() => {
      this.refresh().catch((error: unknown) => this.#ctx.fail(error));
    }, REST_MS);
  }

  async #export(format: "svg" | keyof typeof LANGUAGE): Promise<void> {
    const { scope, unfolded } = this.#shown ?? {};
    const client = this.#ctx.client;
    if (scope === undefined || client === undefined) return;
    const namespace = unfolded?.namespace;
    const { text } = await client.sendRequest<GraphTextResult>(METHODS.graphText, { format, scope, namespace });
    if (format === "svg") return savePicture(text, `flows${namespace === undefined ? "" : `-${namespace}`}.svg`);
    const content = format === "mermaid" ? `\`\`\`mermaid\n${text}\`\`\`\n` : text;
    const document = await vscode.workspace.openTextDocument({ content, language: LANGUAGE[format] });
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  }

  #send(message: ToPage): void {
    void this.#panel?.webview.postMessage(message);
  }
}
