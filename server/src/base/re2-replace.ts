/** Replacing by RE2, as Go's regexp does it. */

import { RE2JS } from "re2js";

/** Longer expressions are nobody's. */
const MAX_LENGTH = 1_000;

/**
 * Each match of the expression replaced by the text as it is, in time linear in the text; undefined where the expression does
 * not compile.
 */
export function re2Replaced(expression: string, text: string, by: string): string | undefined {
  if (expression.length > MAX_LENGTH) return undefined;
  try {
    return RE2JS.compile(expression).matcher(text).replaceAll(RE2JS.quoteReplacement(by));
  } catch {
    // The compiler has no other way of saying that this is no expression.
    return undefined;
  }
}
