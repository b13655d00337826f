/** Notices as lines of text: one for each message, with the files that share it. */

import type { Notice } from "../../workspace/inputs.js";

/** Files named in a notice that many of them share. */
const MAX_NAMED = 3;

/** @param nameOf What the reader knows a file by. */
export function noticeLines(notices: readonly Notice[], nameOf: (file: string) => string = (it) => it): string[] {
  const files = new Map<string, string[]>();
  for (const { message, file } of notices) {
    const named = files.get(message) ?? [];
    if (file !== undefined) named.push(nameOf(file));
    files.set(message, named);
  }
  return [...files].map(([message, all]) => {
    const [only, another] = all;
    if (only === undefined) return message;
    if (another === undefined) return `${only}: ${message}`;
    const more = all.length - MAX_NAMED;
    return `${message}: ${all.slice(0, MAX_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  });
}
