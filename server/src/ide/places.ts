/** From sites inside documents to places in files. */

import { memoize } from "../base/memoize.js";
import type { Site, TextRange } from "../base/source.js";
import { locate } from "../syntax/locate.js";
import { cell, COLUMN } from "../syntax/yaml-document.js";
import type { Decoded, DecodedObject } from "../systems/decode-document.js";
import type { FileState, ReadDocument } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import type { Place } from "./types.js";
import type { FileId } from "../workspace/inputs.js";

/** What people know a file by: its path in the workspace. An id is an address in editors. */
export function nameOfFile({ files }: Pick<Snapshot, "files">, file: FileId): string {
  return files.get(file)?.input.path ?? file;
}

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

/** True where both are made of one manifest: what a build makes of an object is written where the object is. */
export function isSameObject(a: Pick<DecodedObject, "meta">, b: Pick<DecodedObject, "meta">): boolean {
  return a.meta.at.document === b.meta.at.document && a.meta.at.node === b.meta.at.node;
}

/** The innermost object of a document that holds the node: of several in a `List`, the item. */
export function objectAround(
  { parsed, decoded, embedded }: Pick<ReadDocument, "parsed" | "decoded" | "embedded">,
  node: number,
): DecodedObject | undefined {
  const objects = objectsByNode(decoded);
  const inside = embedded && objectsByNode(embedded.decoded);
  for (let at = node; at >= 0; at = cell(parsed, at, COLUMN.parent)) {
    const object = objects.get(at) ?? inside?.get(at);
    if (object !== undefined) return object;
  }
  return undefined;
}

const objectsByNode = memoize(({ objects }: Decoded): ReadonlyMap<number, DecodedObject> => {
  return new Map(objects.map((it) => [it.meta.at.node, it]));
});
