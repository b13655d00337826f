/** Hovers on fields: what one means, and how its empty, missing and null forms are read. */

import type { SystemObject } from "../model/scope.js";
import { fieldOf } from "../schema/lookup.js";
import { kindOf } from "../systems/kinds.js";
import type { Block } from "./types.js";

/** @param path Keys from the object's root, list items left out. */
export function fieldBlocks(object: SystemObject, path: readonly string[]): Block[] {
  const field = fieldOf(kindOf(object).schema, path);
  if (field === undefined) return [];
  const readings = [
    field.empty === undefined ? [] : [`empty: ${field.empty}`],
    field.missing === undefined ? [] : [`missing: ${field.missing}`],
    field.null === undefined ? [] : [`nothing after the colon: ${field.null}`],
  ].flat();
  const blocks: Block[] = [{ type: "text", text: `\`${path.at(-1)}\`: ${field.doc}` }];
  if (readings.length > 0) blocks.push({ type: "list", items: readings });
  return blocks;
}
