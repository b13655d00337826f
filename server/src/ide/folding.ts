/**
 * What of a file folds: each object as a whole, and what is indented under a line, which are its rules and peers. Editors drop
 * their own folding where a server answers, so it is all or nothing: nothing for a file without policies.
 */

import type { FileState } from "../workspace/file-state.js";
import { rangeInFile } from "./places.js";
import type { Fold } from "./types.js";

/** More than editors show. */
const MOST = 5000;

/** Undefined for a file without policies. */
export function foldsIn(file: FileState): Fold[] | undefined {
  const objects = file.documents.flatMap((document) => document.decoded.objects.map((it) => ({ document, it })));
  if (!objects.some(({ it }) => it.type === "policy")) return undefined;
  const whole = objects.map(({ document, it }): Fold => {
    const { start, end } = rangeInFile(document, it.meta.at);
    return { startLine: file.lines.positionAt(start).line, endLine: file.lines.positionAt(end).line };
  });
  const folds = new Map(foldsByIndentation(file.input.text).map((it) => [it.startLine, it]));
  for (const it of whole) if (it.endLine > it.startLine && !folds.has(it.startLine)) folds.set(it.startLine, it);
  return [...folds.values()].sort((a, b) => a.startLine - b.startLine).slice(0, MOST);
}

/** A line folds with the deeper ones below it; a list at the indentation of its key belongs to the key. */
function foldsByIndentation(text: string): Fold[] {
  const folds: Fold[] = [];
  const open: { readonly depth: number; readonly line: number }[] = [];
  let last = -1;
  const close = (depth: number): void => {
    for (let it = open.at(-1); it !== undefined && it.depth >= depth; it = open.at(-1)) {
      open.pop();
      if (last > it.line) folds.push({ startLine: it.line, endLine: last });
    }
  };
  let line = 0;
  for (const words of text.split("\n")) {
    const indent = words.search(/[^\s]/);
    // Blank lines and comments end nothing.
    if (indent >= 0 && words[indent] !== "#") {
      if (/^(?:---|\.\.\.)/.test(words)) close(-1);
      else {
        const isItem = /^-(?:\s|$)/.test(words.slice(indent));
        close(isItem ? indent * 2 + 1 : indent * 2);
        open.push({ depth: isItem ? indent * 2 + 1 : indent * 2, line });
        last = line;
      }
    }
    line++;
  }
  close(-1);
  return folds;
}
