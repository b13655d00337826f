/**
 * What is shown of a file while it is being typed: findings that depend on what is not there yet are withheld, but none that
 * was shown before the edit.
 */

import { changeBetween } from "../base/text-change.js";
import { type Diagnostic, dependsOnRest, type HalfTyped } from "../ide/index.js";

/** A finding as it is shown: one that fades the text does so only when nobody types. */
export interface ShownDiagnostic {
  readonly diagnostic: Diagnostic;
  readonly fades: boolean;
}

export interface Shown {
  readonly text: string;
  readonly diagnostics: readonly ShownDiagnostic[];
}

/** All of them. */
export function allShown(text: string, diagnostics: readonly Diagnostic[]): Shown {
  return { text, diagnostics: diagnostics.map((diagnostic) => ({ diagnostic, fades: true })) };
}

/** @param before What was shown before the edit, with its text. */
export function shownWhileTyped(
  before: Shown,
  text: string,
  diagnostics: readonly Diagnostic[],
  typed: HalfTyped,
): Shown {
  const earlier = finder(before, text);
  const news = diagnostics.filter((it) => earlier(it) === undefined);
  const waiting = new Set(news.filter((it) => dependsOnRest(it, typed)));
  // A text that cannot be read yet says nothing new for sure.
  const isBroken = [...waiting].some((it) => it.about === "syntax");
  const isTyped = ({ range }: Diagnostic): boolean =>
    range.start <= typed.document.end && range.end >= typed.document.start;
  const shown = diagnostics.flatMap((diagnostic): ShownDiagnostic[] => {
    const known = earlier(diagnostic);
    if (known !== undefined) return [{ diagnostic, fades: known.fades }];
    if (waiting.has(diagnostic) || (isBroken && isTyped(diagnostic))) return [];
    return [{ diagnostic, fades: !isTyped(diagnostic) }];
  });
  return { text, diagnostics: shown };
}

/** Finds the same finding before the edit: of the same rule, and begun before or ended behind what has changed. */
function finder(before: Shown, text: string): (diagnostic: Diagnostic) => ShownDiagnostic | undefined {
  const change = changeBetween(before.text, text);
  const starts = new Map<string, ShownDiagnostic>();
  const ends = new Map<string, ShownDiagnostic>();
  for (const it of before.diagnostics) {
    const { code, range } = it.diagnostic;
    if (range.start <= change.before.start) starts.set(`${code}:${range.start}`, it);
    if (range.end >= change.before.end) ends.set(`${code}:${before.text.length - range.end}`, it);
  }
  return ({ code, range }) =>
    (range.start <= change.after.start ? starts.get(`${code}:${range.start}`) : undefined) ??
    (range.end >= change.after.end ? ends.get(`${code}:${text.length - range.end}`) : undefined);
}
