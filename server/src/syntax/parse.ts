/** A document's text → its node table, by the fastest parser that owns the text. */

import { parseFast } from "./fast/fast-parser.js";
import { parseJson } from "./fast/json-parser.js";
import { parseWithLibrary } from "./library-parser.js";
import type { ParsedText } from "./yaml-document.js";

/** Parses one document. Never throws: faults are problems with a place, and the table holds what could be read. */
export function parseDocumentText(text: string): ParsedText {
  return parseFast(text) ?? parseJson(text) ?? parseWithLibrary(text);
}
