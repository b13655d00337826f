/** The files of the playground, each with an editor behind a tab. */

import { acceptCompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { Compartment, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { GraphPlace } from "../../../server/src/lsp/ext.js";
import { make } from "./dom.js";
import type { LanguageClient } from "./language-client.js";
import { nameOf, uriOf } from "./serve-files.js";
import { faultOfName, MOST_FILES } from "./share.js";
import { THEME } from "./theme.js";

interface Editor {
  readonly view: EditorView;
  readonly panel: HTMLElement;
  readonly tab: HTMLButtonElement;
}

export interface EditorsOptions {
  readonly tabs: HTMLElement;
  /** What editors are put into: their styles are handed to a shadow root, because the page's policy lets no others in. */
  readonly host: HTMLElement;
  /** A text, or the set of files, is another. */
  readonly onChange: () => void;
  /** The cursor is elsewhere. */
  readonly onMove: () => void;
}

export class Editors {
  readonly #client: LanguageClient;
  readonly #options: EditorsOptions;
  readonly #root: ShadowRoot;
  readonly #editors = new Map<string, Editor>();
  readonly #scheme = new Compartment();
  #extension: Extension = [];
  #shown: string | undefined;

  constructor(client: LanguageClient, options: EditorsOptions) {
    this.#client = client;
    this.#options = options;
    this.#root = options.host.attachShadow({ mode: "open" });
    this.#root.adoptedStyleSheets = [panelStyle()];
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => {
      const effects = this.#scheme.reconfigure(EditorView.darkTheme.of(dark.matches));
      for (const { view } of this.#editors.values()) view.dispatch({ effects });
    });
    this.#root.addEventListener("click", (event) => this.#followLink(event));
    options.tabs.addEventListener("keydown", (event) => this.#moveBetweenTabs(event));
  }

  /** Gives editors that are made from now on something more. */
  extend(extension: Extension): void {
    this.#extension = [this.#extension, extension];
  }

  get shown(): string | undefined {
    return this.#shown;
  }

  get shownView(): EditorView | undefined {
    return this.#shown === undefined ? undefined : this.#editors.get(this.#shown)?.view;
  }

  texts(): ReadonlyMap<string, string> {
    return new Map([...this.#editors].map(([name, { view }]) => [name, view.state.doc.toString()]));
  }

  viewOf(uri: string): EditorView | undefined {
    return [...this.#editors].find(([name]) => uriOf(name) === uri)?.[1].view;
  }

  /** @returns undefined for a file that is not there. */
  versionOf(uri: string): number | undefined {
    return this.#client.workspace.getFile(uri)?.version;
  }

  /** Takes other files in place of those that are there. */
  replaceAll(texts: ReadonlyMap<string, string>, shown: string | undefined): void {
    for (const name of [...this.#editors.keys()]) this.#close(name);
    for (const [name, text] of texts) this.#open(name, text);
    this.show(shown ?? [...texts.keys()][0] ?? "");
  }

  /** @returns Why there can be no such file; undefined when it is there. */
  add(name: string, text: string): string | undefined {
    const fault = this.#editors.has(name) ? `There is a ${name} already` : faultOfName(name);
    if (fault !== undefined) return fault;
    if (this.#editors.size >= MOST_FILES) return `There are ${MOST_FILES} files already`;
    this.#open(name, text);
    this.show(name);
    return undefined;
  }

  remove(name: string): void {
    const names = [...this.#editors.keys()];
    const at = names.indexOf(name);
    this.#close(name);
    this.show(names[at + 1] ?? names[at - 1] ?? "");
  }

  show(name: string): EditorView | undefined {
    const editor = this.#editors.get(name);
    if (editor === undefined) return undefined;
    this.#shown = name;
    for (const [other, { panel, tab }] of this.#editors) {
      panel.hidden = other !== name;
      tab.setAttribute("aria-selected", String(other === name));
      tab.tabIndex = other === name ? 0 : -1;
    }
    editor.view.requestMeasure();
    this.#options.onMove();
    return editor.view;
  }

  /** Puts the cursor at a place, and the focus into its editor. */
  open(place: Pick<GraphPlace, "uri" | "range">): void {
    this.reveal(place)?.focus();
  }

  /** Puts the cursor at a place. */
  reveal({ uri, range }: Pick<GraphPlace, "uri" | "range">): EditorView | undefined {
    const name = [...this.#editors.keys()].find((it) => uriOf(it) === uri);
    const view = name === undefined ? undefined : this.show(name);
    if (view === undefined || range.start.line >= view.state.doc.lines) return undefined;
    const line = view.state.doc.line(range.start.line + 1);
    const anchor = Math.min(line.from + range.start.character, line.to);
    view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    return view;
  }

  #open(name: string, text: string): void {
    const tab = make("button", "tab", name);
    tab.type = "button";
    tab.setAttribute("role", "tab");
    tab.addEventListener("click", () => this.show(name));
    const panel = make("div", "");
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-label", name);
    panel.hidden = true;
    this.#root.append(panel);
    this.#options.tabs.append(tab);
    const view = new EditorView({ parent: panel, root: this.#root, doc: text, extensions: this.#extensions(name) });
    this.#editors.set(name, { view, panel, tab });
    this.#tellServer(name, "created");
    this.#options.onChange();
  }

  #close(name: string): void {
    const editor = this.#editors.get(name);
    if (editor === undefined) return;
    this.#editors.delete(name);
    editor.view.destroy();
    editor.panel.remove();
    editor.tab.remove();
    this.#tellServer(name, "deleted");
    this.#options.onChange();
  }

  /** Hovers link to lines: `playground:/files/a.yaml#L12`. */
  #followLink(event: Event): void {
    const href = event.target instanceof Element ? event.target.closest("a")?.getAttribute("href") : undefined;
    const [, uri, line] = /^(.*)#L(\d+)$/.exec(href ?? "") ?? [];
    if (uri === undefined || nameOf(uri) === undefined) return;
    event.preventDefault();
    const start = { line: Number(line) - 1, character: 0 };
    this.open({ uri, range: { start, end: start } });
  }

  #tellServer(name: string, change: "created" | "deleted"): void {
    const type = { created: 1, deleted: 3 }[change];
    this.#client.notification("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(name), type }] });
  }

  #extensions(name: string): Extension {
    return [
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      drawSelection(),
      history(),
      bracketMatching(),
      closeBrackets(),
      indentOnInput(),
      yaml(),
      THEME,
      this.#scheme.of(EditorView.darkTheme.of(matchMedia("(prefers-color-scheme: dark)").matches)),
      EditorView.contentAttributes.of({ "aria-label": name, tabindex: "0" }),
      // Tab is left to the browser, so that the keyboard gets out of the editor.
      keymap.of([
        { key: "Tab", run: acceptCompletion },
        { key: "F8", run: nextDiagnostic },
        { key: "Shift-F8", run: previousDiagnostic },
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...historyKeymap,
      ]),
      this.#client.plugin(uriOf(name), "yaml"),
      this.#extension,
      EditorView.updateListener.of(({ docChanged, selectionSet }) => {
        if (docChanged) this.#options.onChange();
        else if (selectionSet) this.#options.onMove();
      }),
    ];
  }

  #moveBetweenTabs(event: KeyboardEvent): void {
    const names = [...this.#editors.keys()];
    const at = names.indexOf(this.#shown ?? "");
    const next = {
      ArrowRight: names[(at + 1) % names.length],
      ArrowLeft: names.at(at - 1),
      Home: names[0],
      End: names.at(-1),
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.show(next);
    this.#editors.get(next)?.tab.focus();
  }
}

function panelStyle(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("[role=tabpanel] { height: 100%; } [role=tabpanel][hidden] { display: none; }");
  return sheet;
}
