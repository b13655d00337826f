/**
 * What of a file that is being typed is not there yet, and which findings depend on it: those say nothing until it is
 * there, or until nobody types any more.
 */

import type { TextRange } from "../../base/source.js";
import { changeBetween } from "../../base/text-change.js";
import { type Incomplete, incompleteAt } from "../../syntax/incomplete.js";
import { lineEnd, lineStart, nextLine } from "../../syntax/layout.js";
import { documentBounds } from "../../syntax/split-documents.js";
import type { Diagnostic } from "../types.js";

/** A file at the place of the last edit. */
export interface HalfTyped {
  /** The document that is typed, in the file. */
  readonly document: TextRange;
  readonly incomplete?: Incomplete;
}

/** The last edit of a file. */
export interface Edit {
  readonly before: string;
  readonly after: string;
  /** Where it has ended, in the text after it; told from the texts where the editor does not say. */
  readonly end?: number;
}

/** @param rested The file's text when nobody was typing, before the first of the edits. */
export function halfTyped(rested: string, { before, after, end }: Edit): HalfTyped {
  const put = insertion(before, after);
  const at = end ?? put.end;
  const document = documentBounds(after, at);
  if (document === undefined) return markerAt(after, at);
  // Several lines at once are not typed but put in: they are as long as they are meant to be.
  const isTyped = linesIn(after.slice(put.start, put.end)) <= 1;
  const all = changeBetween(rested, after);
  const grown = linesAround(after, all.after) > linesAround(rested, all.before);
  const incomplete = incompleteAt(after, document, at, isTyped && grown);
  return incomplete === undefined ? { document } : { document, incomplete };
}

/** What the edit has put in. A new line is put in behind a line and not before the next. */
function insertion(before: string, after: string): TextRange {
  const { start, end } = changeBetween(before, after).after;
  const isBehind = start > 0 && end > start && after[start - 1] === "\n" && after[end - 1] === "\n";
  return isBehind ? { start: start - 1, end: end - 1 } : { start, end };
}

/** The marker that ends one document begins another, which has nothing in it as long as nothing is behind the marker. */
function markerAt(text: string, at: number): HalfTyped {
  const start = lineStart(text, at);
  const span = { start, end: lineEnd(text, at) };
  const document = { start: span.end, end: documentBounds(text, nextLine(text, at))?.end ?? span.end };
  const isEmpty = text.slice(document.start, document.end).trim() === "";
  return isEmpty ? { document, incomplete: { span, heads: new Set(), whole: false } } : { document };
}

/**
 * True for a finding that would be another, or none, if more were there: about the place that is typed or what holds it,
 * about something that is not there, or, where nothing comes behind, about the policy as a whole.
 */
export function dependsOnRest(diagnostic: Diagnostic, { document, incomplete }: HalfTyped): boolean {
  const { range, file, about, related } = diagnostic;
  if (range.end < document.start || range.start > document.end) return false;
  if (about === "absence") return true;
  if (incomplete === undefined) return false;
  const { span, heads, whole } = incomplete;
  if (about === "whole" && whole) return true;
  if (about === "syntax" && range.end >= span.start) return true;
  const places = [range, ...related.filter((it) => it.file === file).map((it) => it.range)];
  return places.some((it) => heads.has(it.start) || (it.start <= span.end && it.end >= span.start));
}

/** Lines with something on them. */
function linesIn(text: string): number {
  return text.split("\n").filter((it) => it.trim() !== "").length;
}

/** The same of whole lines that a range is on. */
function linesAround(text: string, { start, end }: TextRange): number {
  return linesIn(text.slice(lineStart(text, start), lineEnd(text, end)));
}
