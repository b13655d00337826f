/** Values of variables that nobody knows, document by document: what was filled in, and what of the rest is certain. */

import type { DocumentId } from "../base/source.js";
import type { PlacedObject } from "../gitops/plan.js";
import type { BuiltObject } from "../kustomize/index.js";
import { Certainty } from "../syntax/template/certainty.js";
import type { Unknown } from "../syntax/template/mask.js";
import { cell, COLUMN, type YamlDocument, type YamlNode } from "../syntax/yaml-document.js";
import type { BuiltRoot } from "./built-root.js";

/**
 * `filled`: what a document's variables come to is known, as far as it matters. Else what of the document is certain
 * whatever they come to; `open` where that cannot be told from the document alone.
 */
export type Values = "filled" | "open" | Certainty;

/** Of the documents that objects of builds come from, those with variables that are filled in. */
export function valuesIn(roots: readonly BuiltRoot[]): ReadonlyMap<DocumentId, Values> {
  const values = new Map<DocumentId, "filled" | "open">();
  const unknown = new Map<YamlDocument, Map<number, Unknown>>();
  const asWritten = new Set<DocumentId>();
  for (const { build } of roots) {
    for (const object of build.objects) {
      const document = object.source?.document;
      if (document === undefined || !isPlaced(object)) continue;
      const { id } = document;
      if (object.values === "none") asWritten.add(id);
      else if (object.values === "open") {
        const own = unknown.get(document) ?? new Map<number, Unknown>();
        for (const { at } of object.unknown) if (at.document === document) own.set(at.place, rangeOf(at));
        const isTold = object.unknown.every(({ at }) => at.document === document);
        // An object that is elsewhere open for good is so here.
        if (!isTold || values.get(id) !== "open") values.set(id, isTold ? "filled" : "open");
        unknown.set(document, own);
      } else if (!values.has(id)) values.set(id, "filled");
    }
  }
  // One that is also there as it is written counts as that.
  for (const it of asWritten) values.delete(it);
  const found = new Map<DocumentId, Values>(values);
  for (const [document, ranges] of unknown) {
    if (asWritten.has(document.id)) found.set(document.id, "open");
    else if (values.get(document.id) === "filled") found.set(document.id, certaintyOf(document, ranges));
  }
  return found;
}

function certaintyOf(document: YamlDocument, ranges: ReadonlyMap<number, Unknown>): Certainty {
  const unknown = [...ranges.values()].sort((a, b) => a.start - b.start);
  return new Certainty(document, { unknown, blocks: [] }, 0);
}

/** With its key, in which a variable may stand too. */
function rangeOf({ document, place }: YamlNode): Unknown {
  const key = cell(document, place, COLUMN.keyStart);
  const start = key < 0 ? cell(document, place, COLUMN.start) : key;
  return { start, end: cell(document, place, COLUMN.end), isOpen: false };
}

/** Kustomize alone fills in nothing. */
function isPlaced(object: BuiltObject | PlacedObject): object is PlacedObject {
  return "values" in object;
}
