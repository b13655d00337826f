/** What rules have found, and where that is now. */

import type { View } from "../../analysis/view.js";
import type { Site, TextRange } from "../../base/source.js";
import type { Finding, Rule } from "../../rules/rule.js";
import type { FileState, ReadDocument } from "../../workspace/file-state.js";
import { rangeInFile } from "../places.js";

/** A finding with the rule that found it and the place it has now. */
export interface Found {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly view: View;
  readonly file: FileState;
  readonly range: TextRange;
  /** Scopes in which it was found; undefined for what the document alone shows. */
  readonly scopes?: readonly string[];
}

/** A finding by itself, kept as long as what it was found in. Its place counts from the document's start. */
export type Placeless = Pick<Found, "rule" | "finding" | "view"> & {
  /** Where the object is written that the rule was asked about; the finding's place may be in a patch of it. */
  readonly about?: Site;
};

/** Where the finding is in the file that holds the document. */
export function rangeOf(document: ReadDocument, finding: Finding): TextRange {
  if (finding.span === undefined) return rangeInFile(document, finding.at);
  return { start: finding.span.start + document.start, end: finding.span.end + document.start };
}
