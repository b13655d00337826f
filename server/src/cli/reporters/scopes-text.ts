/** Scopes for people: each with its lines below it. */

import { leftOutLine, type Notice, type ScopeList, scopeLines } from "../../ide/index.js";
import { type Colors, printable } from "../terminal.js";

export function scopesText(list: ScopeList, notices: readonly Notice[], colors: Colors): string {
  const lines = list.scopes.flatMap((it) => [
    colors.bold(printable(it.name)),
    ...scopeLines(it).map((line) => `  ${printable(line)}`),
    "",
  ]);
  const leftOut = leftOutLine(list);
  if (leftOut !== undefined) lines.push(printable(leftOut), "");
  for (const { file, message } of notices) {
    lines.push(colors.dim(`note: ${file === undefined ? "" : `${printable(file)}: `}${printable(message)}`));
  }
  lines.push(list.scopes.length === 1 ? "1 scope." : `${list.scopes.length} scopes.`);
  return `${lines.join("\n")}\n`;
}
