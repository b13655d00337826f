/** What the server found in all files: marked in their editors, and listed. */

import { type Diagnostic as Mark, setDiagnostics } from "@codemirror/lint";
import { type LSPClient, type LSPClientExtension, LSPPlugin } from "@codemirror/lsp-client";
import type { EditorView } from "@codemirror/view";
import type { Diagnostic, PublishDiagnosticsParams } from "vscode-languageserver-protocol";
import { button, make, withCode } from "./dom.js";
import { nameOf } from "./serve-files.js";

export interface Problem {
  readonly uri: string;
  readonly diagnostic: Diagnostic;
}

const SEVERITIES = ["error", "warning", "info", "hint"] as const;

/** What can be done with a problem that is shown. */
export interface ProblemActions {
  /** Buttons with fixes, which are asked for when they are shown. */
  readonly fixes: (problem: Problem) => Node;
  /** Shows where it is. */
  readonly reveal: (problem: Problem) => void;
  /** The same, and goes there. */
  readonly open: (problem: Problem) => void;
  readonly explain: (code: string) => unknown;
}

export class Problems {
  readonly #list: HTMLElement;
  readonly #actions: ProblemActions;
  readonly #byFile = new Map<string, readonly Diagnostic[]>();
  /** The problem whose fixes are unfolded, by what it says and where. */
  #unfolded: string | undefined;
  #isKnown = false;

  constructor(list: HTMLElement, actions: ProblemActions) {
    this.#list = list;
    this.#actions = actions;
  }

  /** For CodeMirror's client, whose own one keeps the message alone. */
  get extension(): LSPClientExtension {
    return {
      notificationHandlers: {
        "textDocument/publishDiagnostics": (client, params: PublishDiagnosticsParams) =>
          this.#published(client, params),
      },
    };
  }

  /** Folds what is unfolded. */
  fold(): void {
    this.#unfolded = undefined;
    if (this.#isKnown) this.#show();
  }

  /** All that there is has been published: if that is nothing, there are no problems. */
  published(): void {
    this.#isKnown = true;
    this.#show();
  }

  #published(client: LSPClient, { uri, version, diagnostics }: PublishDiagnosticsParams): boolean {
    const file = client.workspace.getFile(uri);
    // Of an older text, or of one that was closed and is open again: others are on their way.
    if (file !== null && version !== file.version) return true;
    if (diagnostics.length === 0) this.#byFile.delete(uri);
    else this.#byFile.set(uri, diagnostics);
    const view = file?.getView();
    if (view) this.#mark(view, uri, diagnostics);
    if (this.#isKnown || this.#byFile.size > 0) this.#show();
    return true;
  }

  #mark(view: EditorView, uri: string, diagnostics: readonly Diagnostic[]): void {
    const plugin = LSPPlugin.get(view);
    if (plugin === null) return;
    const at = (position: Diagnostic["range"]["start"]): number =>
      plugin.unsyncedChanges.mapPos(plugin.fromPosition(position, plugin.syncedDoc));
    const marks = diagnostics.map(
      (diagnostic): Mark => ({
        from: at(diagnostic.range.start),
        to: at(diagnostic.range.end),
        severity: severityOf(diagnostic),
        message: textOf(diagnostic),
        renderMessage: () => this.#inFull({ uri, diagnostic }),
      }),
    );
    view.dispatch(setDiagnostics(view.state, marks));
  }

  #show(): void {
    const problems = [...this.#byFile].flatMap(([uri, all]) => all.map((diagnostic) => ({ uri, diagnostic })));
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    this.#list.replaceChildren(
      ...(problems.length === 0 ? [make("li", "none", "No problems.")] : problems.map((it) => this.#item(it))),
    );
    if (focused === null) return;
    // With what it was on, the focus would be gone, and the next key would begin at the top of the page.
    const key = focused.closest("li[data-key]")?.getAttribute("data-key") ?? "";
    const same = this.#list.querySelector(`[data-key="${CSS.escape(key)}"] .problem`);
    if (same instanceof HTMLElement) same.focus();
    else this.#list.focus();
  }

  #item(problem: Problem): HTMLElement {
    const { uri, diagnostic } = problem;
    const [message = "", ...note] = textOf(diagnostic).split("\n");
    const place = `${nameOf(uri)}:${diagnostic.range.start.line + 1}`;
    const key = `${place} ${message}`;
    const isOpen = this.#unfolded === key;
    const severity = severityOf(diagnostic);
    const head = button("", "problem", () => {
      this.#unfolded = isOpen ? undefined : key;
      this.#show();
      // The focus stays here, so that the next key leads to the fixes.
      if (!isOpen) this.#actions.reveal(problem);
    });
    head.append(make("span", `severity ${severity}`, severity), make("span", "message", ...withCode(message)));
    head.setAttribute("aria-expanded", String(isOpen));
    const goTo = button(place, "place", () => this.#actions.open(problem));
    const line = make("div", "line", head, goTo, this.#code(diagnostic));
    const item = make("li", "", line);
    item.setAttribute("data-key", key);
    if (!isOpen) return item;
    const why = make("p", "", ...withCode(note.join(" ")));
    item.append(make("div", "more", ...(note.length === 0 ? [] : [why]), this.#actions.fixes(problem)));
    return item;
  }

  /** For a tooltip in the editor. */
  #inFull(problem: Problem): Node {
    const [message = "", ...note] = textOf(problem.diagnostic).split("\n");
    return make(
      "div",
      "",
      make("div", "", ...withCode(message), " ", this.#code(problem.diagnostic)),
      ...(note.length === 0 ? [] : [make("div", "note", ...withCode(note.join(" ")))]),
      this.#actions.fixes(problem),
    );
  }

  #code({ code }: Diagnostic): HTMLElement {
    const it = button(String(code), "code", () => this.#actions.explain(String(code)));
    it.title = "Explain this rule";
    return it;
  }
}

function severityOf({ severity = 1 }: Diagnostic): (typeof SEVERITIES)[number] {
  return SEVERITIES[severity - 1] ?? "error";
}

function textOf({ message }: Diagnostic): string {
  return typeof message === "string" ? message : message.value;
}
