/** Text of manifests as it may be shown: they come from anywhere. */

/**
 * An escape sequence in a name must not reach the terminal, nor a control character a page, nor what XML cannot hold a report.
 * Tabs become one space.
 */
export function printable(text: string): string {
  return text.replace(/\t/g, " ").replace(/[\p{Cc}\p{Bidi_Control}\p{Cs}\uFFFE\uFFFF\u2028\u2029]/gu, "\uFFFD");
}
