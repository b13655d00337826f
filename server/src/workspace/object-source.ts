/** Where an object of a build is written: the document, and the file that it stands in. */

import { memoize } from "../base/memoize.js";
import type { YamlDocument } from "../syntax/yaml-document.js";
import { documentIn } from "./document-homes.js";
import type { FileState, ReadDocument } from "./file-state.js";

export interface ObjectSource extends Pick<ReadDocument, "variables" | "text" | "start"> {
  readonly file: FileState;
  /** Undefined for a document that only a build has parsed. */
  readonly read: ReadDocument | undefined;
}

/** Undefined for a document that is a part of another, and for one that the file no longer holds. */
export function sourceIn(file: FileState, document: YamlDocument): ObjectSource | undefined {
  const known = sourcesOf(file);
  const source = known.get(document) ?? found(file, document);
  if (source !== undefined) known.set(document, source);
  return source;
}

const sourcesOf = memoize((_: FileState) => new Map<YamlDocument, ObjectSource>());

function found(file: FileState, document: YamlDocument): ObjectSource | undefined {
  const own = documentIn(file, document.id);
  if (own?.parsed !== document) return undefined;
  const { start, text, variables } = own;
  return { file, start, text, variables, read: file.documents.includes(own) ? own : undefined };
}
