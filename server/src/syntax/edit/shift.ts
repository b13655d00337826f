/** Moves whole lines to the right or left. */

import { lineEnd, nextLine } from "../layout.js";
import type { TextEdit } from "../text-edit.js";

/**
 * Edits that move every line starting in `from` … `to` (offsets; `from` is the start of a line) by so many columns.
 * Empty lines stay empty; a comment that stands too far left to follow goes as far as it can. Undefined when another
 * line has not enough blanks in front.
 */
export function shiftLines(text: string, from: number, to: number, columns: number): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  if (columns === 0) return edits;
  for (let start = from; start < to; start = nextLine(text, start)) {
    const line = text.slice(start, lineEnd(text, start));
    if (line === "") continue;
    if (columns > 0) {
      edits.push({ range: { start, end: start }, newText: " ".repeat(columns) });
      continue;
    }
    const blanks = /^ */.exec(line)?.[0].length ?? 0;
    if (blanks < -columns && blanks < line.length && line[blanks] !== "#") return undefined;
    const gone = Math.min(blanks, -columns);
    if (gone > 0) edits.push({ range: { start, end: start + gone }, newText: "" });
  }
  return edits;
}

/** The lines between two offsets, `from` at the start of a line, moved by so many columns; undefined as above. */
export function shiftedLines(text: string, from: number, to: number, columns: number): string[] | undefined {
  const lines = text.slice(from, to).split(/\r?\n/);
  const shifted: string[] = [];
  for (const line of lines) {
    const blanks = /^ */.exec(line)?.[0].length ?? 0;
    if (columns >= 0 || blanks === line.length)
      shifted.push(
        columns > 0 && line !== "" ? " ".repeat(columns) + line : line.slice(Math.min(blanks, Math.max(0, -columns))),
      );
    else if (blanks >= -columns || line[blanks] === "#") shifted.push(line.slice(Math.min(blanks, -columns)));
    else return undefined;
  }
  return shifted;
}
