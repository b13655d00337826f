/** What a complete run has found in several documents together, by file: for its own state, and for later ones what still holds. */

import type { FileId } from "../../workspace/inputs.js";
import type { FileState } from "../../workspace/file-state.js";
import { type Found, rangeOf } from "./found.js";

export class ScopedFindings {
  readonly #byFile = new Map<FileId, Found[]>();

  constructor(findings: readonly Found[]) {
    for (const found of findings) {
      const file = found.file.input.id;
      const known = this.#byFile.get(file);
      if (known === undefined) this.#byFile.set(file, [found]);
      else known.push(found);
    }
  }

  /** Those in documents that are in the file still, unchanged, at the places where they are now. */
  in(file: FileState): Found[] {
    const documents = new Map(file.documents.map((it) => [it.parsed.id, it]));
    return (this.#byFile.get(file.input.id) ?? []).flatMap((found) => {
      if (found.file === file) return [found];
      const document = documents.get(found.finding.at.document);
      return document === undefined ? [] : [{ ...found, file, range: rangeOf(document, found.finding) }];
    });
  }
}
