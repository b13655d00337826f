/** A difference of flows on a terminal. */

import {
  changeSummary,
  changeWords,
  countChanges,
  type FlowDiff,
  reasonWords,
  uncomparedLines,
} from "../../ide/index.js";
import { type Colors, printable } from "../terminal.js";

export function diffText(diff: FlowDiff, colors: Colors): string {
  const color = { "+": colors.green, "-": colors.red, "~": colors.yellow };
  const lines = diff.changes.flatMap((change) =>
    changeWords(change).flatMap(({ sign, ends, traffic, because, unrestricted }) => [
      `${color[sign](sign)} ${printable(ends)}: ${printable(traffic)}`,
      ...because.map((it) => colors.dim(`    by ${printable(reasonWords(it))}`)),
      ...(unrestricted === undefined ? [] : [colors.dim(`    ${unrestricted}`)]),
    ]),
  );
  const { opened, closed } = countChanges(diff);
  return `${[...lines, ...uncomparedLines(diff).map(printable), changeSummary(opened, closed)].join("\n")}\n`;
}
