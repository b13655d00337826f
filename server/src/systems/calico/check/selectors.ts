/** Selector expressions of an object: whether they can be read, and where `global()` may be (GV-5, GV-6). */

import type { ObjectCheck } from "../../../schema/object-check.js";
import { stringAt } from "../../../syntax/children.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import type { Gates } from "../gates.js";
import { placeIn } from "../model.js";
import { partsOf } from "../selector/expression.js";
import { parseSelector } from "../selector/parse.js";

/** @param mayBeGlobal The keys whose selector may be `global()`, and then that alone. */
export function selectorsAreSound(
  keys: readonly string[],
  { agent }: Gates,
  mayBeGlobal: readonly string[] = [],
): ObjectCheck {
  return ({ node, path, report }) => {
    for (const key of keys) {
      const selector = stringAt(node, key);
      if (selector === undefined || selector.text.trim() === "") continue;
      const { text } = selector;
      const parsed = parseSelector(text);
      const place = { path: `${path}.${key}`, text };
      if (!parsed.ok) {
        const { range, says, flaw, instead } = parsed.fault;
        report(
          { about: "selector", check: "GV-5", refusedBy: agent },
          { ...place, at: placeOf(selector, range), ...(instead === undefined ? {} : { instead }) },
          {
            is: "malformed",
            flaw,
            says: `Invalid selector: ${says}`,
            ...(range.end >= text.trimEnd().length ? { atEnd: true as const } : {}),
          },
        );
        continue;
      }
      const global = [...partsOf(parsed.expression)].find((it) => it.type === "global");
      if (global === undefined || (mayBeGlobal.includes(key) && parsed.expression.type === "global")) continue;
      const says = mayBeGlobal.includes(key)
        ? "`global()` cannot be combined with other conditions"
        : "`global()` is allowed only in the `namespaceSelector` of a `source` or `destination`";
      report(
        { about: "selector", check: "GV-6", refusedBy: agent },
        { ...place, at: placeOf(selector, global.range) },
        { is: "malformed", flaw: "global", says },
      );
    }
  };
}

/** Not to be edited by itself: a fix writes the whole text. */
function placeOf(node: YamlNode, range: { readonly start: number; readonly end: number }) {
  const at = node.site("value");
  const start = node.source.indexOf(node.text);
  if (start < 0) return at;
  const { piece } = placeIn({ at, value: node.text, parsed: { ok: true, expression: ALL }, start }, range);
  return piece === undefined ? at : { ...at, piece };
}

const ALL = { type: "all", range: { start: 0, end: 0 } } as const;
