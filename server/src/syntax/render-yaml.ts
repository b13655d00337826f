/** Plain data → YAML text: lines of a block, one line of flow, or a whole document with comments. */

import type { YamlValue } from "../base/yaml-value.js";
import { type ScalarContext, scalarText } from "./write-scalar.js";

export interface BlockStyle {
  /** Columns by which a map under a key stands further right than the key. */
  readonly indent: number;
  /** Columns by which the hyphens of a list under a key stand further right than the key; 0 is as good YAML. */
  readonly listIndent: number;
  /** Characters from the start of a hyphen to its item: 2 unless items are set wider. */
  readonly itemIndent: number;
  /** Comments by path, see `RenderOptions`. */
  readonly comments?: ReadonlyMap<string, string>;
}

export interface RenderOptions {
  /** Columns per level; 2 by default. */
  readonly indent?: number;
  /** Whether the hyphens of a list stand further right than its key; true by default. */
  readonly indentLists?: boolean;
  /**
   * Comment lines to put above entries and items, by path: `/spec/egress/0`, with keys and indices as written; the empty
   * path is the head of the document. A comment of several lines has line breaks; the `# ` is added here.
   */
  readonly comments?: Readonly<Record<string, string>>;
}

/** A whole document in block style, ending with a line break. */
export function renderYaml(value: YamlValue, options: RenderOptions = {}): string {
  const indent = Math.max(1, options.indent ?? 2);
  const comments = new Map(Object.entries(options.comments ?? {}));
  const style: BlockStyle = {
    indent,
    listIndent: options.indentLists === false ? 0 : indent,
    itemIndent: 2,
    comments,
  };
  return [...commentLines(comments.get("")), ...blockLines(value, style), ""].join("\n");
}

/** Lines of a value in block style, the first at column 0. Scalars and empty collections are one line. */
export function blockLines(value: YamlValue, style: BlockStyle, path = ""): string[] {
  if (isList(value) && value.length > 0) {
    return value.flatMap((item, index) => {
      const own = `${path}/${index}`;
      return [...commentLines(style.comments?.get(own)), ...itemLines(blockLines(item, style, own), style)];
    });
  }
  if (isMap(value)) {
    const entries = Object.entries(value);
    if (entries.length > 0) {
      return entries.flatMap(([key, inner]) => {
        const own = `${path}/${key}`;
        return [...commentLines(style.comments?.get(own)), ...entryLines(key, inner, style, own)];
      });
    }
  }
  return [flowText(value, "block")];
}

/** Lines of one entry, its key at column 0. */
export function entryLines(key: string, value: YamlValue, style: BlockStyle, path = ""): string[] {
  const keyText = scalarText(key, "block");
  const lines = blockLines(value, style, path);
  if (!isFilled(value)) return [`${keyText}: ${lines[0] ?? ""}`];
  return [`${keyText}:`, ...indented(lines, isList(value) ? style.listIndent : style.indent)];
}

/** Lines of one list item from the lines of its value: the hyphen stands at column 0. */
export function itemLines(lines: readonly string[], style: Pick<BlockStyle, "itemIndent">): string[] {
  const [first = "", ...rest] = lines;
  // A comment cannot stand between the hyphen and its item, so it keeps a line of its own behind a bare hyphen.
  const head = first.startsWith("#")
    ? ["-", first.padStart(first.length + style.itemIndent)]
    : [`-${" ".repeat(style.itemIndent - 1)}${first}`];
  return [...head, ...indented(rest, style.itemIndent)];
}

/** The value on one line in flow style; `{}` and `[]` for the empty ones. A context of "json" gives strict JSON. */
export function flowText(value: YamlValue, context: ScalarContext = "flow"): string {
  const inner = context === "json" ? "json" : "flow";
  if (isList(value)) return `[${value.map((it) => flowText(it, inner)).join(", ")}]`;
  if (isMap(value)) {
    return `{${Object.entries(value)
      .map(([key, it]) => flowEntry(key, it, inner))
      .join(", ")}}`;
  }
  return scalarText(value, context);
}

export function flowEntry(key: string, value: YamlValue, context: ScalarContext): string {
  return `${scalarText(key, context)}: ${flowText(value, context)}`;
}

/** True for a map or list that holds something, and so needs lines of its own in block style. */
export function isFilled(value: YamlValue): boolean {
  return isList(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0;
}

export function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

export function isMap(value: YamlValue): value is { readonly [key: string]: YamlValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Each line moved to the right; blank ones stay blank. */
export function indented(lines: readonly string[], columns: number): string[] {
  const indent = " ".repeat(columns);
  return lines.map((line) => (line === "" ? line : indent + line));
}

function commentLines(comment: string | undefined): string[] {
  return comment === undefined ? [] : comment.split("\n").map((line) => (line === "" ? "#" : `# ${line}`));
}
