/** What an editor shows while someone types: with the parts of the language server that decide that, without its clock. */

import type { Diagnostic as Problem } from "vscode-languageserver/node";
import type { Diagnostic } from "../../server/src/ide/index.js";
import { readClient } from "../../server/src/lsp/client.js";
import { type Convert, Findings, type Report } from "../../server/src/lsp/findings.js";
import { toDiagnostic } from "../../server/src/lsp/to-lsp.js";
import { Typing } from "../../server/src/lsp/typing.js";
import { type Files, putAll, workspaceOf } from "./analyse.js";
import type { Stop } from "./typist.js";

const publishDiagnostics = { tagSupport: { valueSet: [1 as const, 2 as const] } };
const client = readClient({ processId: null, rootUri: null, capabilities: { textDocument: { publishDiagnostics } } });
const convert: Convert = (diagnostic, fades) =>
  toDiagnostic(diagnostic, { client, uriOf: (file) => file, linkOf: () => undefined }, fades);

/** An editor with one file of a workspace open. */
export class TypingSession {
  readonly #workspace: ReturnType<typeof workspaceOf>;
  readonly #path: string;
  readonly #findings: Findings;
  readonly #typing = new Typing();

  private constructor(files: Files, path: string, settings: Parameters<typeof workspaceOf>[1]) {
    this.#workspace = workspaceOf(files, settings);
    this.#path = path;
    this.#findings = new Findings(this.#workspace);
  }

  static async open(
    files: Files,
    path: string,
    settings: Parameters<typeof workspaceOf>[1] = {},
  ): Promise<TypingSession> {
    const session = new TypingSession(files, path, settings);
    await session.#run();
    return session;
  }

  /**
   * Makes an edit of the open file and waits as long as a run takes, but not until the file rests.
   * @returns what is shown of it at once, and whether there was a run then.
   */
  async edit({ text, cursor }: Stop): Promise<{ readonly atOnce: readonly Problem[]; readonly ran: boolean }> {
    this.#findings.hold(this.#path);
    const before = this.#workspace.textOf(this.#path) ?? "";
    this.#typing.edited(this.#path, { before, after: text, end: cursor });
    putAll(this.#workspace, new Map([[this.#path, text]]));
    const atOnce = this.reportOf(this.#path).items;
    const ran = !this.#typing.isIncomplete;
    if (ran) await this.#run();
    return { atOnce, ran };
  }

  /** Nobody types for a while. */
  async rest(): Promise<void> {
    this.#typing.rest();
    this.#findings.release();
    await this.#run();
  }

  reportOf(file: string): Report {
    const typed = this.#typing.of(file);
    const isWaiting = !this.#findings.isCurrent && file === this.#path;
    return isWaiting ? this.#findings.interim(file, convert, typed) : this.#findings.complete(file, convert, typed);
  }

  async #run(): Promise<void> {
    await this.#findings.update(convert, () => false);
  }
}

export interface Sight {
  readonly stop: Stop;
  /** Errors and warnings of the typed file that were not there before: at once, and after a run where there was one. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Files besides the typed one of which other things are said than before the typing and after it. */
  readonly flickering: readonly string[];
  /** Whether the documents were looked at together. */
  readonly ran: boolean;
}

/** The severities of the protocol. */
const [ERROR, WARNING] = [1, 2];

/** @param files The workspace before; the typed file is among them, with what it holds then. */
export async function watchTyping(files: Files, path: string, stops: Iterable<Stop>): Promise<readonly Sight[]> {
  const all = [...stops];
  const others = [...files.keys()].filter((it) => it !== path);
  const idsOf = (session: TypingSession): ReadonlyMap<string, string> =>
    new Map(others.map((it) => [it, session.reportOf(it).resultId]));
  const session = await TypingSession.open(files, path);
  const known = new Set(session.reportOf(path).items.map((it) => it.code));
  const before = idsOf(session);
  const after = idsOf(await TypingSession.open(new Map([...files, [path, all.at(-1)?.text ?? ""]]), path));
  const sights: Sight[] = [];
  for (const stop of all) {
    const { atOnce, ran } = await session.edit(stop);
    const seen = [...atOnce, ...session.reportOf(path).items];
    const said = (severity: number): string[] =>
      seen.flatMap((it) => (it.severity === severity && !known.has(it.code) ? [`${it.code} ${it.message}`] : []));
    const flickering = [...idsOf(session)].flatMap(([file, id]) =>
      id === before.get(file) || id === after.get(file) ? [] : [file],
    );
    sights.push({ stop, ran, flickering, errors: said(ERROR), warnings: said(WARNING) });
  }
  return sights;
}

/** Errors and warnings of a workspace that rests. */
export function alarmsOf(files: Files): readonly Diagnostic[] {
  const all = [...workspaceOf(files).allDiagnostics().values()].flat();
  return all.filter(({ severity }) => severity === "error" || severity === "warning");
}
