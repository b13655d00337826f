/** Text of manifests as it may be shown: they come from anywhere. */

/** An escape sequence in a name must not reach the terminal, nor a control character a page. Tabs become one space. */
export function printable(text: string): string {
  return text.replace(/\t/g, " ").replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, "\uFFFD");
}
