/** From sites inside documents to places in files. */

import type { Site, TextRange } from "../base/source.js";
import { locate } from "../syntax/locate.js";
import type { FileState, ReadDocument } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import type { Place } from "./types.js";

export function placeAt(file: FileState, range: TextRange): Place {
  return {
    file: file.input.id,
    range,
    start: file.lines.positionAt(range.start),
    end: file.lines.positionAt(range.end),
  };
}

/** Undefined when the site's document is no longer in the workspace. */
export function placeOf(snapshot: Snapshot, site: Site): Place | undefined {
  const located = snapshot.locate(site.document);
  if (located === undefined) return undefined;
  return placeAt(located.file, rangeInFile(located.document, site));
}

export function rangeInFile(document: ReadDocument, site: Site): TextRange {
  const { start, end } = locate(document.parsed, site);
  return { start: start + document.start, end: end + document.start };
}

/** The document of a file that holds the offset; between two documents, the one before. */
export function documentAt(file: FileState, offset: number): ReadDocument | undefined {
  return file.documents.find((it) => offset >= it.start && offset <= it.start + it.text.length);
}
