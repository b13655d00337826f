/** Answers of `netpol can` on a terminal. */

import { type Answer, canGroups } from "../../ide/index.js";
import { type Colors, printable } from "../terminal.js";

/** @param channel What was asked about: `TCP 5432`; empty for any port. */
export function canText(answers: readonly Answer[], channel: string, colors: Colors): string {
  const style = {
    plain: printable,
    verdict: (it: Answer["verdict"]) =>
      it === "allowed" ? colors.green(it) : it === "denied" ? colors.red(it) : colors.yellow(it),
    pathOf: (it: string) => it,
  };
  const groups = canGroups(
    answers.map((answer) => ({ answer, style })),
    channel,
  );
  return groups.map(({ lines }) => `${lines.join("\n")}\n`).join("\n");
}
