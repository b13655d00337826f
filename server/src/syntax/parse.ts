/** A document's text → its node table. */

import { parseWithLibrary } from "./library-parser.js";
import type { YamlDocument } from "./yaml-document.js";

export function parseDocumentText(text: string): Omit<YamlDocument, "id"> {
  return parseWithLibrary(text);
}
