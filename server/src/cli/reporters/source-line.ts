/** Draws a line of source with carets under a range, cut to what fits beside it. */

import { printable } from "../terminal.js";

/** UTF-16 units shown of a line; a minified document is one line of any length. */
const MAX_SHOWN = 110;
/** Units kept in front of a range that lies too far right to be shown from the line's start. */
const LEAD = 30;

interface At {
  readonly line: number;
  readonly character: number;
}

/** @param line The line on which the range starts; of a range that goes on below, the part on this line is drawn. */
export function drawLine(line: string, start: At, end: At): { readonly text: string; readonly carets: string } {
  const goesOn = end.line > start.line;
  const last = goesOn ? line.trimEnd().length : end.character;
  const from = last > MAX_SHOWN && start.character > LEAD ? start.character - LEAD : 0;
  const to = from + MAX_SHOWN;
  const before = from > 0 ? "…" : "";
  const after = line.length > to ? "…" : "";
  const width = Math.max(1, columns(line.slice(start.character, Math.min(last, to))));
  return {
    text: before + printable(line.slice(from, to)) + after,
    carets: `${" ".repeat(columns(before + line.slice(from, start.character)))}${"^".repeat(width)}${goesOn ? "…" : ""}`,
  };
}

/** Terminal columns: ideographs and emoji take two, marks that join the character before none. */
function columns(text: string): number {
  let sum = 0;
  for (const it of printable(text)) {
    if (/\p{M}|\u200D|\uFE0F/u.test(it)) continue;
    sum +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u.test(
        it,
      )
        ? 2
        : 1;
  }
  return sum;
}
