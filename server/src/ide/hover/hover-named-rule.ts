/** Hovers on the name or code of one of our rules. */

import { RULES } from "../../rules/registry.js";
import type { Block } from "../types.js";

export function namedRuleBlocks(asked: string): Block[] {
  const rule = RULES.find((it) => it.name === asked || it.code === asked);
  if (rule === undefined) return [];
  return [
    { type: "heading", text: `${rule.code} ${rule.name}` },
    { type: "text", text: `${rule.title}.` },
  ];
}
