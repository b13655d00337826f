/** What features say of a file as a whole, as lines of a scenario's block. */

import type { Workspace } from "../../server/src/ide/index.js";

const ANSWERS = { hints: hintsIn, lenses: lensesIn } as const;

export type FileAnswer = keyof typeof ANSWERS;

export function isFileAnswer(word: string): word is FileAnswer {
  return word in ANSWERS;
}

export function fileAnswer(workspace: Workspace, of: FileAnswer, path: string): string {
  return ANSWERS[of](workspace, path);
}

function hintsIn(workspace: Workspace, path: string): string {
  const text = workspace.textOf(path) ?? "";
  const all = { selectors: true, implied: true, addresses: true };
  const hints = workspace.inlayHints(path, { start: 0, end: text.length }, all);
  return hints
    .map((it) => `${text.slice(text.lastIndexOf("\n", it.offset - 1) + 1, it.offset)} » ${it.text}\n`)
    .join("");
}

function lensesIn(workspace: Workspace, path: string): string {
  const lines = (workspace.textOf(path) ?? "").split("\n");
  return workspace
    .lenses(path)
    .map(({ start, range }) => `${lines[start.line]} » ${workspace.lensText(path, range.start) ?? "nothing"}\n`)
    .join("");
}
