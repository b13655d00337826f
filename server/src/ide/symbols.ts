/** Objects as an outline: those of one file, and those of the workspace that a query finds. */

import { compareTexts } from "../base/compare.js";
import { memoize } from "../base/memoize.js";
import type { DecodedObject } from "../systems/decode-document.js";
import type { FileState, ReadDocument } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { placeAt, rangeInFile } from "./places.js";
import type { ObjectSymbol } from "./types.js";

/** More than anybody reads of one query. */
const MOST = 500;

/** One for each object, in the order written: keys are what a YAML outline shows. */
export function symbolsIn(file: FileState): ObjectSymbol[] {
  return file.documents.flatMap((document) =>
    document.decoded.objects.map((object) => symbolOf({ file, document, object })),
  );
}

/** Objects whose kind, namespace and name hold the query's letters in order; without a query, the first ones. */
export function symbolsMatching(snapshot: Snapshot, query: string): ObjectSymbol[] {
  const wanted = query.toLowerCase().replaceAll(/\s/g, "");
  const found: (Written & { readonly distance: number })[] = [];
  for (const file of snapshot.sortedFiles) {
    for (const document of file.documents) {
      for (const object of document.decoded.objects) {
        const distance = distanceOf(wanted, wordsOf(object.meta));
        if (distance !== undefined) found.push({ file, document, object, distance });
      }
    }
  }
  found.sort(
    (a, b) => a.distance - b.distance || compareTexts(wordsOf(a.object.meta).name, wordsOf(b.object.meta).name),
  );
  // Most that are found are not shown, and finding a place costs more than comparing words.
  return found.slice(0, MOST).map(symbolOf);
}

interface Written {
  readonly file: FileState;
  readonly document: ReadDocument;
  readonly object: DecodedObject;
}

function symbolOf({ file, document, object: { type, meta } }: Written): ObjectSymbol {
  const whole = rangeInFile(document, meta.at);
  const selection = placeAt(file, rangeInFile(document, (meta.name ?? meta.kind).at));
  return {
    ...placeAt(file, whole),
    kind: meta.kind.value,
    name: wordsOf(meta).name,
    type: typeOf(type),
    selection,
  };
}

/** 0 for the whole name, then where it begins with the query, holds it, or holds its letters; undefined where it does not. */
function distanceOf(wanted: string, { own, all }: Words): number | undefined {
  if (own === wanted) return 0;
  if (own.startsWith(wanted)) return 1;
  if (all.includes(wanted)) return 2;
  let at = 0;
  for (const letter of all) if (letter === wanted[at]) at++;
  return at === wanted.length ? 3 : undefined;
}

interface Words {
  readonly name: string;
  /** For comparing: without the namespace, and with all that is said. */
  readonly own: string;
  readonly all: string;
}

const wordsOf = memoize(({ kind, name, namespace }: DecodedObject["meta"]): Words => {
  const own = name?.value ?? "";
  const whole = namespace === undefined ? own : `${namespace.value}/${own}`;
  const last = whole.slice(whole.indexOf("/") + 1).toLowerCase();
  return { name: whole, own: last, all: `${kind.value}${whole}`.toLowerCase() };
});

function typeOf(type: DecodedObject["type"]): ObjectSymbol["type"] {
  return type === "policy" || type === "workload" || type === "namespace" || type === "service" ? type : "other";
}
