/** The flow graph: the page of VS Code's panel in a frame, and the answers that it asks for. */

import type { FromPage, ToPage } from "../../../client/src/flow-graph/messages.js";
import { WantedGraph } from "../../../client/src/flow-graph/wanted-graph.js";
import type { GraphResult, GraphTextResult } from "../../../server/src/lsp/ext.js";
import { LSPPlugin } from "@codemirror/lsp-client";
import { make } from "./dom.js";
import type { Editors } from "./editors.js";
import type { LanguageClient } from "./language-client.js";
import { sayWhyNot } from "./messages.js";

const EXTENSIONS = { svg: "svg", mermaid: "mmd", dot: "dot", csv: "csv" };

export class Flows {
  readonly #client: LanguageClient;
  readonly #editors: Editors;
  readonly #frame: HTMLIFrameElement;
  readonly #wanted = new WantedGraph();
  #shown: GraphResult | undefined;
  #asked = 0;
  #isReady = false;

  constructor(client: LanguageClient, editors: Editors, frame: HTMLIFrameElement) {
    this.#client = client;
    this.#editors = editors;
    this.#frame = frame;
    window.addEventListener("message", ({ source, data }: MessageEvent<FromPage>) => {
      if (source === frame.contentWindow) this.#handle(data).catch(sayWhyNot);
    });
    // Not before somebody listens to what it says.
    frame.src = "graph.html";
  }

  /** True where a move of the cursor changes what is shown. */
  get follows(): boolean {
    return this.#wanted.follows;
  }

  /** Notes where the cursor is. */
  note(): void {
    const view = this.#editors.shownView;
    const plugin = view === undefined ? null : LSPPlugin.get(view);
    if (view === undefined || plugin === null) return;
    const position = plugin.toPosition(view.state.selection.main.head);
    this.#wanted.goTo({ textDocument: { uri: plugin.uri }, position });
  }

  /** Asks for the graph, and gives it to the page. */
  async refresh(): Promise<void> {
    if (!this.#isReady || !this.#client.connected) return;
    const asked = ++this.#asked;
    const follow = this.#wanted.goesByPlace;
    const graph = await this.#client.ask<GraphResult>("netpol/graph", this.#wanted.params(follow));
    // A later question was asked meanwhile.
    if (asked !== this.#asked) return;
    this.#shown = graph;
    const focus = this.#wanted.answered(graph, follow);
    this.#send({ type: "graph", graph, focus, follows: this.#wanted.follows });
  }

  async #handle(message: FromPage): Promise<void> {
    switch (message.type) {
      case "ready":
        this.#isReady = true;
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
      case "openEdge": {
        const place = this.#shown?.unfolded?.edges[message.edge]?.at[message.place];
        if (place !== undefined) this.#editors.open(place);
        return;
      }
      case "openVertex": {
        const vertex = this.#shown?.unfolded?.vertices.find((it) => it.id === message.vertex);
        const place = vertex?.members[message.member]?.at;
        if (place !== undefined) this.#editors.open(place);
        return;
      }
      case "export":
        return this.#save(message.format);
    }
  }

  /** Hands the browser a file to save. */
  async #save(format: keyof typeof EXTENSIONS): Promise<void> {
    const { scope, unfolded } = this.#shown ?? {};
    if (scope === undefined) return;
    const namespace = unfolded?.namespace;
    const { text } = await this.#client.ask<GraphTextResult>("netpol/graphText", { format, scope, namespace });
    const link = make("a", "");
    link.href = URL.createObjectURL(new Blob([text]));
    link.download = `flows.${EXTENSIONS[format]}`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  #send(message: ToPage): void {
    this.#frame.contentWindow?.postMessage(message, location.origin);
  }
}
