/** A word to be typed as a key or a value, quoted where the field takes a string and YAML would read something else. */

import type { Schema } from "../../schema/schema.js";
import { isPlain, scalarText } from "../../syntax/write-scalar.js";
import type { CompletionItem } from "./item.js";
import { plainSnippet } from "./item.js";
import { schemaOfPath } from "./schema-path.js";
import type { TypedPlace } from "./typed-place.js";

export interface Scalar {
  readonly text: string;
  readonly kind: CompletionItem["kind"];
  /** A few words beside it. */
  readonly says?: string;
  readonly doc?: string;
}

export function scalarItem(place: TypedPlace, { text, kind, says, doc }: Scalar): CompletionItem {
  const { context, before, range } = place;
  const isKey = context.typing === "key";
  const word = context.quote === undefined ? wordFor(text, place, isKey) : text;
  const hyphen = context.typing === "item" && !context.flow ? "- " : "";
  const colon = isKey && !context.hasColon ? ": " : "";
  return {
    label: text,
    kind,
    range,
    snippet: `${before}${hyphen}${plainSnippet(word)}${colon}`,
    ...(says === undefined ? {} : { detail: says }),
    ...(doc === undefined ? {} : { doc }),
  };
}

function wordFor(text: string, place: TypedPlace, isKey: boolean): string {
  const context = place.context.flow ? "flow" : "block";
  if (isKey || isPlain(text, context)) return scalarText(text, context);
  return takesNumbers(schemaOfPath(place)) && /^\d+$/.test(text) ? text : scalarText(text, context, "double");
}

function takesNumbers(schema: Schema | undefined): boolean {
  return schema === undefined || schema.type === "integer" || schema.type === "integer or string";
}
