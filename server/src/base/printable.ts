/** Text without the characters that a terminal or another tool would obey instead of showing. */

/** Manifests come from anywhere: an escape sequence in a name must not reach the terminal. Tabs become one space. */
export function printable(text: string): string {
  return text.replace(/\t/g, " ").replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, "\uFFFD");
}
