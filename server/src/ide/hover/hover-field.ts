/** Hovers on fields: what one means, and what it means empty, omitted or null. */

import type { SystemObject } from "../../model/scope.js";
import { fieldOf } from "../../schema/lookup.js";
import { kindOf } from "../../systems/kinds.js";
import type { Block } from "../types.js";
import { capital } from "../words.js";

/** @param path Keys from the object's root, list items left out. */
export function fieldBlocks(object: SystemObject, path: readonly string[]): Block[] {
  const field = fieldOf(kindOf(object).schema, path);
  if (field === undefined) return [];
  const blocks: Block[] = [{ type: "text", text: `\`${path.at(-1)}\`: ${field.doc}` }];
  const forms = formLines([
    ["empty", field.empty],
    ["omitted", field.missing],
    ["null", field.null],
  ]);
  if (forms.length > 0) blocks.push({ type: "list", items: forms });
  return blocks;
}

/** `Empty, omitted or null: all ports`: forms that mean the same share a line. */
function formLines(forms: readonly (readonly [form: string, meaning: string | undefined])[]): string[] {
  const meanings = new Set(forms.flatMap(([, meaning]) => meaning ?? []));
  return [...meanings].map((meaning) => {
    const names = forms.flatMap(([form, own]) => (own === meaning ? [form] : []));
    const last = names.length > 1 ? ` or ${names.at(-1)}` : "";
    return `${capital(`${names.slice(0, Math.max(1, names.length - 1)).join(", ")}${last}`)}: ${meaning}`;
  });
}
