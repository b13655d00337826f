/** Text of manifests inside Markdown. */

import { printable } from "./printable.js";

/** As code, so that nothing of a name is Markdown. */
export function codeSpan(text: string): string {
  return `\`${printable(text).replaceAll("`", "'")}\``;
}
