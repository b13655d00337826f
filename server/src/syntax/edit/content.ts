/** What is to be written, as lines for block style and as one line for flow style. */

import type { YamlValue } from "../../base/yaml-value.js";
import {
  blockLines,
  entryLines,
  flowEntry,
  flowText,
  isFilled,
  isList,
  itemLines,
  type BlockStyle,
} from "../render-yaml.js";
import type { ScalarContext } from "../write-scalar.js";

/** A value: `filled` says which collection it is, if it is one that holds something and so takes lines of its own. */
export interface Content {
  readonly filled: "map" | "sequence" | undefined;
  lines(style: BlockStyle): string[];
  inline(context: ScalarContext): string;
}

/** An entry or item: its lines from its key or hyphen on. */
export interface Part {
  lines(style: BlockStyle): string[];
  inline(context: ScalarContext): string;
}

export function contentOf(value: YamlValue): Content {
  return {
    filled: !isFilled(value) ? undefined : isList(value) ? "sequence" : "map",
    lines: (style) => blockLines(value, style),
    inline: (context) => flowText(value, context),
  };
}

export function entryOf(key: string, value: YamlValue): Part {
  return {
    lines: (style) => entryLines(key, value, style),
    inline: (context) => flowEntry(key, value, context),
  };
}

export function itemOf(item: YamlValue): Part {
  return {
    lines: (style) => itemLines(blockLines(item, style), style),
    inline: (context) => flowText(item, context),
  };
}

/** The collection that holds one part only. */
export function collectionOf(part: Part, kind: "map" | "sequence"): Content {
  return {
    filled: kind,
    lines: (style) => part.lines(style),
    inline: (context) => (kind === "map" ? `{${part.inline(inner(context))}}` : `[${part.inline(inner(context))}]`),
  };
}

function inner(context: ScalarContext): ScalarContext {
  return context === "json" ? "json" : "flow";
}
