/** Site → range inside the document's own text. Add the document's start in its file for a place in the file. */

import type { Site, TextRange } from "../base/source.js";
import { cell, COLUMN, type YamlDocument } from "./yaml-document.js";

export function locate(document: YamlDocument, site: Site): TextRange {
  const start = cell(document, site.node, COLUMN.start);
  const end = cell(document, site.node, COLUMN.end);
  const keyStart = cell(document, site.node, COLUMN.keyStart);
  const keyEnd = cell(document, site.node, COLUMN.keyEnd);
  if (start < 0) return { start: 0, end: 0 };
  if (site.piece !== undefined) {
    return { start: Math.min(start + site.piece.start, end), end: Math.min(start + site.piece.end, end) };
  }
  switch (site.part) {
    case "key":
      return keyStart < 0 ? itemRange(document, start, end) : { start: keyStart, end: keyEnd };
    case "pair":
      return { start: keyStart < 0 ? start : keyStart, end: Math.max(end, keyEnd) };
    case "value":
      // A value that is not there is shown at its key.
      return start === end && keyStart >= 0 ? { start: keyStart, end: keyEnd } : { start, end };
  }
}

/** A list item has no key: its first line stands for it. */
function itemRange(document: YamlDocument, start: number, end: number): TextRange {
  const lineEnd = document.text.indexOf("\n", start);
  const firstLineEnd = lineEnd < 0 || lineEnd > end ? end : lineEnd;
  return { start, end: start + document.text.slice(start, firstLineEnd).trimEnd().length };
}
