/** A hover as golden text: its range drawn under the line, the Markdown, then what a terminal shows. */

import { type Hover, renderMarkdown, renderText } from "../../server/src/ide/index.js";

export function drawHover({ start, end, blocks }: Hover, text: string): string {
  const line = text.split(/\r?\n/)[start.line] ?? "";
  const continues = end.line > start.line;
  const length = (continues ? line.length : end.character) - start.character;
  const run = `${" ".repeat(start.character)}${"^".repeat(length)}${continues ? "..." : ""}`;
  return `${line}\n${run}\n\n${renderMarkdown(blocks)}\n\n---- plain ----\n\n${renderText(blocks)}\n`;
}
