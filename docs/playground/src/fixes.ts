/** Fixes and other actions: as a list beside a problem, and as a menu at the cursor. CodeMirror's client has none. */

import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { type EditorView, keymap, showTooltip, type Tooltip } from "@codemirror/view";
import { LSPPlugin } from "@codemirror/lsp-client";
import type { CodeAction, CodeActionParams } from "vscode-languageserver-protocol";
import { applyEdit } from "./apply-edit.js";
import { button, make } from "./dom.js";
import type { Editors } from "./editors.js";
import type { LanguageClient } from "./language-client.js";
import { say, sayWhyNot } from "./messages.js";
import type { Problem } from "./problems.js";

/** What an action says that cannot be taken any more. */
const GONE = "This action no longer applies here";

export class Fixes {
  readonly #client: LanguageClient;
  readonly #editors: Editors;

  constructor(client: LanguageClient, editors: Editors) {
    this.#client = client;
    this.#editors = editors;
  }

  /** A list that fills itself. */
  of({ uri, diagnostic }: Problem): HTMLElement {
    const list = make("ul", "fixes");
    const params = {
      textDocument: { uri },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic], only: ["quickfix"] },
    };
    this.#ask(params)
      .then((actions) => {
        const own = actions.filter((it) => it.diagnostics?.some(({ code }) => code === diagnostic.code));
        list.replaceChildren(...own.map((it) => make("li", "", this.#button(it))));
      })
      .catch(sayWhyNot);
    return list;
  }

  /** `Mod-.` opens the menu at the cursor; Escape closes it. */
  get extension(): Extension {
    return [menu, keymap.of([{ key: "Mod-.", run: (view) => this.#open(view) }])];
  }

  #open(view: EditorView): boolean {
    const plugin = LSPPlugin.get(view);
    if (plugin === null) return false;
    this.#client.sync();
    const { from, to, head } = view.state.selection.main;
    const range = { start: plugin.toPosition(from), end: plugin.toPosition(to) };
    const asked = view.state;
    this.#ask({ textDocument: { uri: plugin.uri }, range, context: { diagnostics: [] } })
      .then((actions) => {
        if (!isSame(asked, view.state)) return;
        if (actions.length === 0) say("There are no fixes here");
        else view.dispatch({ effects: setMenu.of(this.#menuAt(head, actions, view)) });
      })
      .catch(sayWhyNot);
    return true;
  }

  #menuAt(pos: number, actions: readonly CodeAction[], view: EditorView): Tooltip {
    const close = (): void => {
      view.dispatch({ effects: setMenu.of(null) });
      view.focus();
    };
    const buttons = actions.map((it) => this.#button(it, close));
    const list = make("ul", "fixes", ...buttons.map((it) => make("li", "", it)));
    list.setAttribute("aria-label", "Fixes");
    const dom = make("div", "fix-menu", list);
    dom.addEventListener("keydown", (event) => {
      const focused = (dom.getRootNode() as ShadowRoot).activeElement;
      const at = (buttons as readonly unknown[]).indexOf(focused);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") close();
      else if (step !== undefined) buttons.at((at + step) % buttons.length)?.focus();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    const tooltip: Tooltip = { pos, create: () => ({ dom, mount: () => buttons[0]?.focus() }) };
    dom.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && dom.contains(relatedTarget)) return;
      // The focus also goes when the menu is taken away, in the middle of an update.
      queueMicrotask(() => {
        if (view.state.field(menu) === tooltip) view.dispatch({ effects: setMenu.of(null) });
      });
    });
    return tooltip;
  }

  #button(action: CodeAction, done: () => void = () => undefined): HTMLButtonElement {
    return button(action.title, "fix", () => {
      done();
      this.#take(action).catch(sayWhyNot);
    });
  }

  async #take(action: CodeAction): Promise<void> {
    this.#client.sync();
    const { edit } = action.edit === undefined ? await this.#resolved(action) : action;
    say(edit === undefined ? GONE : (applyEdit(this.#editors, edit) ?? `Done: ${action.title}`));
  }

  #resolved(action: CodeAction): Promise<CodeAction> {
    return this.#client.request("codeAction/resolve", action);
  }

  /** Those that are edits: commands are for other clients. */
  async #ask(params: CodeActionParams): Promise<readonly CodeAction[]> {
    this.#client.sync();
    const actions = await this.#client.request<CodeActionParams, CodeAction[] | null>(
      "textDocument/codeAction",
      params,
    );
    return (actions ?? []).filter((it) => it.command === undefined);
  }
}

const setMenu = StateEffect.define<Tooltip | null>();

const menu = StateField.define<Tooltip | null>({
  create: () => null,
  update(shown, transaction) {
    const set = transaction.effects.find((it) => it.is(setMenu));
    if (set !== undefined) return set.value;
    return transaction.docChanged || transaction.selection !== undefined ? null : shown;
  },
  provide: (field) => showTooltip.from(field),
});

function isSame(a: EditorState, b: EditorState): boolean {
  return a.doc === b.doc && a.selection.eq(b.selection);
}
