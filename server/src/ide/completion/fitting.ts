/** Leaves out fields and words that the policy's system does not take beside what is there: the object is read with each. */

import type { TextRange } from "../../base/source.js";
import type { Versions } from "../../base/version.js";
import type { Fault } from "../../model/fault.js";
import type { Schema } from "../../schema/schema.js";
import { parseDocumentText } from "../../syntax/parse.js";
import { decodeDocument } from "../../systems/decode-document.js";
import { type CompletionItem, withoutStops } from "./item.js";
import { schemaOfPath } from "./schema-path.js";
import type { TypedPlace } from "./typed-place.js";

/** Faults that no later word takes away; what is still missing beside or below, the next suggestion brings. */
const LASTING: ReadonlySet<Fault["is"]> = new Set(["clash", "forbidden-field", "several-of", "repeated"]);
const NO_DOCUMENT = -1;

/** @param bounds Of the document in the text. */
export function withoutMisfits(
  items: readonly CompletionItem[],
  place: TypedPlace,
  text: string,
  bounds: TextRange,
  versions: Versions,
): readonly CompletionItem[] {
  if (items.length === 0 || !hasChecks(place)) return items;
  const before = text.slice(bounds.start, bounds.end);
  const known = new Set(faultsOf(before, versions));
  return items.filter(({ range, snippet }) => {
    const [start, end] = [range.start - bounds.start, range.end - bounds.start];
    const after = `${before.slice(0, start)}${withoutStops(snippet)}${before.slice(end)}`;
    return faultsOf(after, versions).every((it) => known.has(it));
  });
}

/** True where the object or one that holds it is compared with what is beside it. What an object as a whole needs is left out. */
function hasChecks(place: TypedPlace): boolean {
  const { path } = place;
  for (let length = path.length; length > 0 && length >= path.length - REACH; length--) {
    const schema: Schema | undefined = schemaOfPath({ ...place, path: path.slice(0, length) });
    if (schema?.type === "object" && schema.checks !== undefined) return true;
  }
  return false;
}

/** Steps from a word to the object that holds its list: `ports: [{protocol: …}]` in an item of `toPorts`. */
const REACH = 4;

function faultsOf(text: string, versions: Versions): string[] {
  const { objects } = decodeDocument({ id: NO_DOCUMENT, ...parseDocumentText(text) }, { versions });
  return objects
    .flatMap((it) => it.problems)
    .flatMap((it) => (it.type === "bad-value" && LASTING.has(it.fault.is) ? [`${it.path} ${it.fault.says}`] : []));
}
