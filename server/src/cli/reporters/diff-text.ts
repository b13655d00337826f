/** A difference of flows on a terminal. */

import {
  changeSummary,
  changeWords,
  countMerged,
  type FlowDiff,
  mergedChanges,
  reasonWords,
  uncomparedLines,
} from "../../ide/index.js";
import { type Colors, printable } from "../terminal.js";

export function diffText(diff: FlowDiff, colors: Colors): string {
  const color = { "+": colors.green, "-": colors.red, "~": colors.yellow };
  const changes = mergedChanges(diff);
  const counts = countMerged(changes);
  const lines = changes.flatMap((change) =>
    changeWords(change, counts).flatMap(({ kind, sign, ends, traffic, because, unrestricted }) => [
      `${color[sign](sign)} ${printable(ends)}${kind === "widened" || kind === "narrowed" ? ` (${kind})` : ""}: ${printable(traffic)}`,
      ...because.map((it) => colors.dim(`    by ${printable(reasonWords(it))}`)),
      ...(unrestricted === undefined ? [] : [colors.dim(`    ${unrestricted}`)]),
    ]),
  );
  const summary = printable(`${changeSummary(counts)}.`);
  return `${[...lines, ...uncomparedLines(diff).map(printable), summary].join("\n")}\n`;
}
