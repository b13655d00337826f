/** Text for terminals: whether colours may be used, and characters that a terminal would obey instead of showing. */

import picocolors from "picocolors";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Colours for standard output; none when `NO_COLOR` is set, whatever to, or the output is no terminal. */
export function terminalColors(): Colors {
  const { NO_COLOR, TERM } = process.env;
  return picocolors.createColors(process.stdout.isTTY === true && NO_COLOR === undefined && TERM !== "dumb");
}

/** Manifests come from anywhere: an escape sequence in a name must not reach the terminal. Tabs become one space. */
export function printable(text: string): string {
  return text.replace(/\t/g, " ").replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, "\uFFFD");
}
