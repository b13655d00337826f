/** An answer of `netpol can` on a terminal. */

import { type Answer, canLines } from "../../ide/index.js";
import { type Colors, printable } from "../terminal.js";

/** @param channel What was asked about: `TCP 5432`; empty for any port. @param named Whether the scope is said too. */
export function canText(answer: Answer, channel: string, named: boolean, colors: Colors): string {
  const lines = canLines(answer, channel, named, {
    plain: printable,
    verdict: (it) => (it === "allowed" ? colors.green(it) : it === "denied" ? colors.red(it) : colors.yellow(it)),
    pathOf: (it) => it,
  });
  return `${lines.join("\n")}\n`;
}
