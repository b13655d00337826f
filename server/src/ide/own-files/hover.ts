/** Hovers in netpol's own files: what a key, a rule or a level means. */

import { nodeAt } from "../../syntax/node-at.js";
import { locate } from "../../syntax/locate.js";
import type { FileState } from "../../workspace/file-state.js";
import { namedRuleBlocks } from "../hover/hover-named-rule.js";
import { placeAt } from "../places.js";
import type { Block, Hover } from "../types.js";
import type { JsonSchema } from "./json-schema.js";
import { isMapOfRules, pathOf, schemaAt } from "./schema-at.js";

/** @param root The schema of the file. */
export function ownFileHover(root: JsonSchema, file: FileState, offset: number): Hover | undefined {
  const [document] = file.yaml.documents;
  if (document === undefined || offset < document.start) return undefined;
  const parsed = document.later.get();
  const at = nodeAt(parsed, offset - document.start);
  // A collection's white space is nothing to point at.
  if (at === undefined || (at.on === "value" && at.node.kind !== "scalar")) return undefined;
  const path = pathOf(at.node);
  const isRule = at.on === "key" && isMapOfRules(path.slice(0, -1));
  const blocks = isRule ? namedRuleBlocks(at.node.key ?? "") : schemaBlocks(schemaAt(root, path));
  const { start, end } = locate(parsed, at.node.site(at.on));
  const range = { start: start + document.start, end: end + document.start };
  return blocks.length === 0 ? undefined : { ...placeAt(file, range), blocks };
}

function schemaBlocks(schema: JsonSchema | undefined): Block[] {
  if (schema?.description === undefined) return [];
  const items = [
    ...(schema.enum === undefined ? [] : [`Values: ${schema.enum.map((it) => `\`${it}\``).join(", ")}`]),
    ...(typeof schema.default === "string" ? [`Default: \`${schema.default}\``] : []),
  ];
  const text: Block = { type: "text", text: schema.description };
  return items.length === 0 ? [text] : [text, { type: "list", items }];
}
