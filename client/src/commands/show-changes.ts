/** What an edit changes: an item in the status bar, "+2 −0 ~1", and behind it a preview of the flows that are opened, closed and changed in part. */

import * as vscode from "vscode";
import type { ChangesParams, ChangesResult } from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";
import { HeadTexts, type OlderText, savedTexts, watchRepositories } from "../older-texts";
import { columnBeside, focusHolder } from "./column-beside";
import { requireClient } from "./require-client";

const TITLE = "What Your Edit Changes.md";
const URI = vscode.Uri.from({ scheme: "netpol-changes", path: `/${TITLE}` });
/** The view of VS Code's Markdown extension. */
const MARKDOWN_PREVIEW = "vscode.markdown.preview.editor";
/** How long the files have to rest before they are compared, in milliseconds. */
const REST_MS = 400;

interface Compared {
  /** Whether what Git's HEAD has could be looked at. */
  readonly hasHead: boolean;
  readonly saved?: ChangesResult;
  readonly head?: ChangesResult;
}

export class Changes implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #ctx: Ctx;
  readonly #headTexts = new HeadTexts();
  readonly #item: vscode.StatusBarItem;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registrations: vscode.Disposable[];
  readonly onDidChange = this.#changed.event;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDisposed = false;

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
    this.#item = vscode.window.createStatusBarItem("netpol.changes", vscode.StatusBarAlignment.Left);
    this.#item.name = "netpol: what your edit changes";
    this.#item.command = "netpol.showChanges";
    this.#registrations = [
      this.#item,
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(URI.scheme, this),
      ctx.status.onDidShow(({ state }) => state === "ready" && this.#refreshSoon()),
      vscode.workspace.onDidChangeTextDocument(
        ({ document }) => document.uri.scheme !== URI.scheme && this.#refreshSoon(),
      ),
      vscode.workspace.onDidSaveTextDocument(() => this.#refreshSoon()),
    ];
    void watchRepositories(() => this.#refreshSoon()).then((it) => {
      if (this.#isDisposed) it.dispose();
      else this.#registrations.push(it);
    });
  }

  /** What the status bar shows; undefined where it shows nothing. */
  get text(): string | undefined {
    return this.#item.text === "" ? undefined : this.#item.text;
  }

  async show(): Promise<void> {
    if (requireClient(this.#ctx) === undefined) return;
    this.#changed.fire(URI);
    // Whoever asks what an edit changes goes on with the edit. VS Code's own command for this takes the focus.
    const goOn = focusHolder();
    const options: vscode.TextDocumentShowOptions = { viewColumn: columnBeside(), preserveFocus: true };
    await vscode.commands.executeCommand("vscode.openWith", URI, MARKDOWN_PREVIEW, options);
    await goOn();
  }

  async provideTextDocumentContent(): Promise<string> {
    const { saved, head, hasHead } = await this.#compare();
    const parts = [
      ["## Not saved yet", saved],
      ["## Since Git's HEAD", head],
    ] as const;
    const texts = parts.flatMap(([title, it]) => (it === undefined ? [] : [`${title}\n\n${it.markdown}`]));
    if (texts.length > 0) return texts.join("\n");
    return hasHead
      ? "No manifest differs from the saved file or from Git's HEAD.\n"
      : "No manifest differs from the saved file. Git's HEAD is not known here, or too many files differ from it.\n";
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    for (const it of this.#registrations) it.dispose();
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), REST_MS);
  }

  async #refresh(): Promise<void> {
    const compared = await this.#compare();
    this.#display(compared);
    if (vscode.workspace.textDocuments.some((it) => it.uri.scheme === URI.scheme)) this.#changed.fire(URI);
  }

  /** What is not saved is nearer than what is not committed. */
  #display({ saved, head }: Compared): void {
    const nearest = [saved, head].find((it) => it !== undefined && it.opened + it.closed > 0);
    if (nearest === undefined) {
      this.#item.text = "";
      this.#item.hide();
      return;
    }
    const { opened, closed, widened, narrowed, world } = nearest;
    const partly = widened + narrowed === 0 ? "" : ` ~${widened + narrowed}`;
    this.#item.text = `$(shield) +${opened - widened} −${closed - narrowed}${partly}${world > 0 ? " $(globe)" : ""}`;
    const since = nearest === saved ? "the saved files" : "Git's HEAD";
    this.#item.tooltip = `Network flows, compared with ${since}: ${summaryOf(nearest)}`;
    this.#item.backgroundColor = world > 0 ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.#item.show();
  }

  async #compare(): Promise<Compared> {
    const [saved, head] = [await savedTexts(), await this.#headTexts.texts()];
    return {
      hasHead: head !== undefined,
      ...(saved.length > 0 && (await this.#ask("saved", saved))),
      ...(head !== undefined && head.length > 0 && (await this.#ask("head", head))),
    };
  }

  async #ask(as: "saved" | "head", older: readonly OlderText[]): Promise<Omit<Compared, "hasHead">> {
    const params: ChangesParams = { older, ...linkBase() };
    const result = await this.#ctx.client?.sendRequest<ChangesResult>(METHODS.changes, params);
    return result === undefined ? {} : { [as]: result };
  }
}

/** `2 opened, 0 closed, 1 narrowed; some to or from anywhere outside the cluster` */
export function summaryOf({ summary, world }: ChangesResult): string {
  return world > 0 ? `${summary}; some to or from anywhere outside the cluster` : summary;
}

/** The Markdown view resolves absolute paths in the first folder, whatever the document that it shows. */
function linkBase(): Pick<ChangesParams, "linkBase"> {
  const first = vscode.workspace.workspaceFolders?.[0];
  return first === undefined ? {} : { linkBase: first.uri.toString() };
}
