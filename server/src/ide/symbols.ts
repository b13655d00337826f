/** Objects as an outline: those of one file, and those of the workspace that a query finds. */

import { compareTexts } from "../base/compare.js";
import type { DecodedObject } from "../systems/decode-document.js";
import type { FileState } from "../workspace/file-state.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { placeAt, rangeInFile } from "./places.js";
import type { ObjectSymbol } from "./types.js";

/** More than anybody reads of one query. */
const MOST = 500;

/** One for each object, in the order written: keys are what a YAML outline shows. */
export function symbolsIn(file: FileState): ObjectSymbol[] {
  return file.documents.flatMap((document) =>
    document.decoded.objects.map(({ type, meta }) => {
      const whole = rangeInFile(document, meta.at);
      const selection = placeAt(file, rangeInFile(document, (meta.name ?? meta.kind).at));
      return { ...placeAt(file, whole), kind: meta.kind.value, name: nameOf(meta), type: typeOf(type), selection };
    }),
  );
}

/** Objects whose kind, namespace and name hold the query's letters in order; without a query, the first ones. */
export function symbolsMatching(snapshot: Snapshot, query: string): ObjectSymbol[] {
  const wanted = query.toLowerCase().replaceAll(/\s/g, "");
  const found: { readonly symbol: ObjectSymbol; readonly distance: number }[] = [];
  for (const file of snapshot.sortedFiles) {
    for (const symbol of symbolsIn(file)) {
      const distance = distanceOf(wanted, symbol);
      if (distance !== undefined) found.push({ symbol, distance });
    }
  }
  found.sort((a, b) => a.distance - b.distance || compareTexts(a.symbol.name, b.symbol.name));
  return found.slice(0, MOST).map((it) => it.symbol);
}

/** 0 for the whole name, then where it begins with the query, holds it, or holds its letters; undefined where it does not. */
function distanceOf(wanted: string, { kind, name }: ObjectSymbol): number | undefined {
  const own = name.slice(name.indexOf("/") + 1).toLowerCase();
  const all = `${kind}${name}`.toLowerCase();
  if (own === wanted) return 0;
  if (own.startsWith(wanted)) return 1;
  if (all.includes(wanted)) return 2;
  let at = 0;
  for (const letter of all) if (letter === wanted[at]) at++;
  return at === wanted.length ? 3 : undefined;
}

function nameOf({ name, namespace }: DecodedObject["meta"]): string {
  const own = name?.value ?? "";
  return namespace === undefined ? own : `${namespace.value}/${own}`;
}

function typeOf(type: DecodedObject["type"]): ObjectSymbol["type"] {
  return type === "policy" || type === "workload" || type === "namespace" || type === "service" ? type : "other";
}
