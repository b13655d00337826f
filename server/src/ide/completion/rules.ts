/** Names of our rules, where a comment asks to ignore some. */

import { RULES } from "../../rules/registry.js";
import type { CompletionItem } from "./item.js";

const OPEN_LIST = /#\s*netpol:\s*ignore(?:-file)?\[([^\]\n]*)$/;

/** Undefined where no such comment is. */
export function ruleItems(text: string, offset: number): CompletionItem[] | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const list = OPEN_LIST.exec(text.slice(lineStart, offset))?.[1];
  if (list === undefined) return undefined;
  const named = new Set(list.split(",").map((it) => it.trim()));
  const typed = /[^\s,]*$/.exec(list)?.[0] ?? "";
  const rest = /^[-\w]*/.exec(text.slice(offset))?.[0] ?? "";
  const range = { start: offset - typed.length, end: offset + rest.length };
  return RULES.filter((it) => !named.has(it.name) && !named.has(it.code)).map(({ code, name, title }) => ({
    ...{
      label: name,
      kind: "rule" as const,
      detail: code,
      doc: title,
      range,
      snippet: name,
      filter: `${name} ${code}`,
    },
  }));
}
