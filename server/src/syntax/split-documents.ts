/** Cuts a YAML stream into its documents at the `---` and `...` markers, without parsing. */

import { lineStart } from "./layout.js";

/** Characters of a marker. */
const MARKER = 3;

export interface DocumentSlice {
  /** Offset of the document's first character: past a `---` marker, or at its directives or first line. */
  readonly start: number;
  readonly end: number;
}

/**
 * Slices in order, none of them blank. A marker is three characters at the start of a line followed by white space or
 * the line's end, wherever it stands: block scalars cannot hold one. Content behind `---` on its line belongs
 * to the document that the marker opens.
 */
export function splitDocuments(text: string): DocumentSlice[] {
  const slices: DocumentSlice[] = [];
  // A byte order mark is no content.
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = start;
  const close = (end: number) => {
    if (hasContent(text, start, end)) slices.push({ start, end });
  };
  while (line < text.length) {
    if (isMarker(text, line)) {
      // Directives (`%YAML 1.2`) belong to the document they precede, and say nothing that we read.
      close(line);
      start = line + MARKER;
    }
    const feed = text.indexOf("\n", line);
    if (feed < 0) break;
    line = feed + 1;
  }
  close(text.length);
  return slices;
}

/**
 * Bounds of the document round an offset, blank ones too: from behind its marker, or from its start, to the next marker.
 * Undefined on the line of a marker.
 */
export function documentBounds(text: string, offset: number): DocumentSlice | undefined {
  const line = lineStart(text, offset);
  if (isMarker(text, line)) return undefined;
  let start = line;
  while (start > 0 && !isMarker(text, start)) start = lineStart(text, start - 1);
  let end = line;
  while (end >= 0 && !isMarker(text, end)) end = text.indexOf("\n", end) + 1 || -1;
  return { start: isMarker(text, start) ? start + MARKER : start, end: end < 0 ? text.length : end };
}

/** @param at Start of a line. */
function isMarker(text: string, at: number): boolean {
  const isOne = text.startsWith("---", at) || text.startsWith("...", at);
  return isOne && isBlank(text.charCodeAt(at + MARKER));
}

/** True for white space and for the end of the text. */
function isBlank(char: number): boolean {
  return Number.isNaN(char) || char === 0x20 || char === 0x09 || char === 0x0a || char === 0x0d;
}

/** False when there is nothing but blanks, comments and directives. */
function hasContent(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const char = text.charCodeAt(at);
    if (isBlank(char)) {
      at++;
      continue;
    }
    if (char !== 0x23 && char !== 0x25) return true;
    const lineEnd = text.indexOf("\n", at);
    if (lineEnd < 0 || lineEnd >= end) return false;
    at = lineEnd + 1;
  }
  return false;
}
