/** Text for terminals: whether colours may be used, and characters that a terminal would obey instead of showing. */

import picocolors from "picocolors";

export { printable } from "../base/printable.js";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** For files. */
export const NO_COLORS: Colors = picocolors.createColors(false);

/** Colours for standard output; none when `NO_COLOR` is set, whatever to, or the output is no terminal. */
export function terminalColors(): Colors {
  const { NO_COLOR, TERM } = process.env;
  return picocolors.createColors(process.stdout.isTTY === true && NO_COLOR === undefined && TERM !== "dumb");
}
