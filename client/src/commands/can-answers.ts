/** Answers to "Can A talk to B?" as read-only documents, asked anew when the files change, with links to the lines named. */

import * as vscode from "vscode";
import type { CanAnswer, CanParams } from "../../../server/src/lsp/ext";
import { METHODS } from "../client";
import type { Ctx } from "../ctx";

const SCHEME = "netpol-can";
/** How long the files have to rest before an answer is asked for again, in milliseconds. */
const REST_MS = 200;

/** The question is the document's address, so that VS Code can open it again. */
export function questionUri(question: CanParams): vscode.Uri {
  const { from, to, protocol = "TCP", port } = question;
  const title = `${from} to ${to}${port === undefined ? "" : ` ${protocol} ${port}`}`.replaceAll("/", "∕");
  return vscode.Uri.from({ scheme: SCHEME, path: `/${title}`, query: JSON.stringify(question) });
}

export class CanAnswers implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable {
  readonly #ctx: Ctx;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #answers = new Map<string, CanAnswer>();
  readonly #registration: vscode.Disposable;
  readonly onDidChange = this.#changed.event;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
    this.#registration = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME }, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forgetSoon(uri.toString())),
      // What others change on disk shows in the status; what is typed may change an answer and no count.
      ctx.status.onDidShow(() => this.#refreshSoon()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme !== SCHEME) this.#refreshSoon();
      }),
    );
  }

  refresh(uri: vscode.Uri): void {
    this.#changed.fire(uri);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string | undefined> {
    const question = JSON.parse(uri.query) as CanParams;
    const answer = await this.#ctx.client?.sendRequest<CanAnswer>(METHODS.can, question);
    if (answer !== undefined) this.#answers.set(uri.toString(), answer);
    return answer?.text;
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const text = document.getText();
    const answer = this.#answers.get(document.uri.toString());
    const links: vscode.DocumentLink[] = allowLinks(document, answer);
    for (const [words, { uri, line }] of Object.entries(answer?.places ?? {})) {
      const target = vscode.Uri.parse(uri).with({ fragment: `L${line + 1}` });
      for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
        // `a.yaml:1` is also the beginning of `a.yaml:12`.
        if (/\d/.test(text[at + words.length] ?? "")) continue;
        const range = new vscode.Range(document.positionAt(at), document.positionAt(at + words.length));
        links.push(new vscode.DocumentLink(range, target));
      }
    }
    return links;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#registration.dispose();
    this.#changed.dispose();
  }

  /** A change of its language closes a document and opens it again. */
  #forgetSoon(uri: string): void {
    setTimeout(() => {
      if (!vscode.workspace.textDocuments.some((it) => it.uri.toString() === uri)) this.#answers.delete(uri);
    }, REST_MS);
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    if (this.#answers.size === 0) return;
    this.#timer = setTimeout(() => {
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) this.refresh(uri);
    }, REST_MS);
  }
}

/** Over the words that offer to allow what is denied. */
function allowLinks(document: vscode.TextDocument, answer: CanAnswer | undefined): vscode.DocumentLink[] {
  const words = answer?.allow;
  const at = words === undefined ? -1 : document.getText().indexOf(words);
  if (words === undefined || at < 0) return [];
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + words.length));
  const argument = encodeURIComponent(JSON.stringify([JSON.parse(document.uri.query)]));
  const link = new vscode.DocumentLink(range, vscode.Uri.parse(`command:netpol.allowThis?${argument}`));
  link.tooltip = "Write it";
  return [link];
}
