/** A difference of flows on a terminal. */

import { countChanges, type FlowDiff } from "../../ide/index.js";
import { type Colors, printable } from "../terminal.js";
import { changeWords, scopeLines, summaryLine } from "./diff-words.js";

export function diffText(diff: FlowDiff, colors: Colors): string {
  const color = { "+": colors.green, "-": colors.red, "~": colors.yellow };
  const lines = diff.changes.flatMap((change) =>
    changeWords(change).flatMap(({ sign, ends, traffic, because }) => [
      `${color[sign](sign)} ${printable(ends)}: ${printable(traffic)}`,
      ...because.map((it) => colors.dim(`    by ${printable(it)}`)),
    ]),
  );
  const { opened, closed } = countChanges(diff);
  return `${[...lines, ...scopeLines(diff).map(printable), summaryLine(opened, closed)].join("\n")}\n`;
}
