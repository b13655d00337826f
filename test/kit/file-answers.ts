/** What features say of a file as a whole, as lines of a scenario's block. */

import type { Workspace } from "../../server/src/ide/index.js";

const ANSWERS = { hints: hintsIn, lenses: lensesIn, links: linksIn, folds: foldsIn, tokens: tokensIn } as const;

export type FileAnswer = keyof typeof ANSWERS;

export function isFileAnswer(word: string): word is FileAnswer {
  return word in ANSWERS;
}

export function fileAnswer(workspace: Workspace, of: FileAnswer, path: string): string {
  return ANSWERS[of](workspace, path);
}

function hintsIn(workspace: Workspace, path: string): string {
  const text = workspace.textOf(path) ?? "";
  const all = { selectors: true, implied: true, addresses: true, peers: true, empty: true };
  const hints = workspace.inlayHints(path, { start: 0, end: text.length }, all);
  return hints
    .map(({ offset, text: hint, isBefore }) => {
      const start = text.lastIndexOf("\n", offset - 1) + 1;
      const end = isBefore === true ? text.indexOf("\n", offset) : offset;
      return `${text.slice(start, offset)}${isBefore === true ? `«${hint}» ` : ` » ${hint}`}${text.slice(offset, end)}\n`;
    })
    .join("");
}

function linksIn(workspace: Workspace, path: string): string {
  const text = workspace.textOf(path) ?? "";
  return workspace
    .documentLinks(path)
    .map(({ range, start, to }) => {
      const words = text.slice(range.start, range.end);
      return `${start.line + 1} ${words} → ${"rule" in to ? to.rule : to.file}\n`;
    })
    .join("");
}

/** The first line of each, and the number of its last. */
function foldsIn(workspace: Workspace, path: string): string {
  const lines = (workspace.textOf(path) ?? "").split("\n");
  const folds = workspace.folds(path);
  if (folds === undefined) return "left to the editor\n";
  return folds.map((it) => `${it.startLine + 1}–${it.endLine + 1} ${lines[it.startLine]?.trim()}\n`).join("");
}

function tokensIn(workspace: Workspace, path: string): string {
  const text = workspace.textOf(path) ?? "";
  const lines = workspace.lineIndexOf(path);
  return workspace
    .semanticTokens(path)
    .map(({ start, end, type }) => `${(lines?.positionAt(start).line ?? 0) + 1} ${type} ${text.slice(start, end)}\n`)
    .join("");
}

function lensesIn(workspace: Workspace, path: string): string {
  const lines = (workspace.textOf(path) ?? "").split("\n");
  return workspace
    .lenses(path)
    .map(({ start, range }) => `${lines[start.line]} » ${workspace.lensText(path, range.start) ?? "nothing"}\n`)
    .join("");
}
