/** Where an object of a build is written: the document, and the file that it stands in. */

import type { YamlDocument } from "../syntax/yaml-document.js";
import { documentIn, readIn } from "./document-homes.js";
import type { FileState, ReadDocument } from "./file-state.js";

export interface ObjectSource extends Pick<ReadDocument, "variables" | "text" | "start"> {
  readonly file: FileState;
  /** Undefined for a document that only a build has parsed. */
  readonly read: ReadDocument | undefined;
}

/** Undefined for a document that is a part of another, and for one that the file no longer holds. */
export function sourceIn(file: FileState, document: YamlDocument): ObjectSource | undefined {
  const read = readIn(file, document.id);
  const own = read ?? documentIn(file, document.id);
  if (own?.parsed !== document) return undefined;
  const { start, text, variables } = own;
  return { file, start, text, variables, read };
}
