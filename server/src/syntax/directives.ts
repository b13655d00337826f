/** Finds `# netpol: ignore[name, code] reason` and `# netpol: ignore-file[…] reason` in comments. */

import type { TextRange } from "../base/source.js";
import { endOf, lineEnd, lineStart, nextLine, skipTrivia } from "./layout.js";
import { cell, COLUMN, FLAG, isQuoted, STRIDE, type YamlDocument, YamlNode } from "./yaml-document.js";

export interface DirectiveName {
  /** A rule's name or code as written. */
  readonly text: string;
  readonly range: TextRange;
}

/** Offsets count from the start of the document's own text. */
export interface Directive {
  readonly kind: "ignore" | "ignore-file" | "malformed";
  /** From `netpol:` to the closing bracket. */
  readonly range: TextRange;
  readonly names: readonly DirectiveName[];
  /** What stands behind the bracket; empty when nothing does. */
  readonly reason: string;
  /**
   * The text that an `ignore` speaks of; findings that start in it are silenced. Missing for the other kinds, and for a
   * comment with nothing below it.
   */
  readonly covers?: TextRange;
}

const DIRECTIVE = /#[ \t]*(netpol:[ \t]*([\w-]*)[ \t]*(?:\[([^\]]*)(\])?)?)(.*)$/;

/**
 * Directives of a document, in order. In a comment behind a key, `ignore` covers the key with all of its value; behind
 * anything else, the line. In a comment on a line of its own it covers the entry or item on the next line of text, other
 * comments between them aside. For text that holds comments only, pass an empty table.
 */
export function directivesOf(document: Pick<YamlDocument, "text" | "table">): Directive[] {
  const { text } = document;
  if (!text.includes("netpol:")) return [];
  const directives: Directive[] = [];
  let outline: Outline | undefined;
  for (let at = text.indexOf("netpol:"); at >= 0; ) {
    outline ??= new Outline(document);
    const comment = outline.commentOf(lineStart(text, at));
    if (comment !== undefined) directives.push(...read(text, comment, outline));
    const next = nextLine(text, at);
    at = next < text.length ? text.indexOf("netpol:", next) : -1;
  }
  return directives;
}

function read(text: string, comment: number, outline: Outline): Directive[] {
  const match = DIRECTIVE.exec(text.slice(comment, lineEnd(text, comment)));
  if (match === null) return [];
  const [, written = "", word = "", inner, close, rest = ""] = match;
  const start = comment + match.index + match[0].indexOf(written);
  const range = { start, end: start + written.trimEnd().length };
  const names = inner === undefined ? [] : namesIn(inner, start + written.indexOf("[") + 1);
  // A sentence may begin with our name; only what looks like a directive is held to be one.
  if (inner === undefined && !word.startsWith("ignore")) return [];
  const known = word === "ignore" || word === "ignore-file" ? word : undefined;
  if (known === undefined || close === undefined || names.length === 0) {
    return [{ kind: "malformed", range, names, reason: rest.trim() }];
  }
  const covers = known === "ignore" ? outline.coveredBy(comment) : undefined;
  return [{ kind: known, range, names, reason: rest.trim(), ...(covers === undefined ? {} : { covers }) }];
}

function namesIn(inner: string, start: number): DirectiveName[] {
  return [...inner.matchAll(/[^\s,]+/g)].map((it) => ({
    text: it[0],
    range: { start: start + it.index, end: start + it.index + it[0].length },
  }));
}

/** What the lines of a document hold: texts in which a `#` is no comment, and the entries that begin on each. */
class Outline {
  readonly #document: YamlDocument;
  readonly #text: string;
  readonly #texts: TextRange[] = [];
  /** The first node with a key on each line, and the first item, by the line's start. */
  readonly #keyed = new Map<number, YamlNode>();
  readonly #items = new Map<number, YamlNode>();
  /** Where the item last seen in a list ends: the hyphen of the next one follows. */
  readonly #itemEnds = new Map<number, number>();

  constructor({ text, table }: Pick<YamlDocument, "text" | "table">) {
    this.#document = { id: 0, text, table, strings: new Map(), problems: [] };
    this.#text = text;
    for (let row = 0; row * STRIDE < table.length; row++) this.#note(new YamlNode(this.#document, row));
    this.#texts.sort((a, b) => a.start - b.start);
  }

  #note(node: YamlNode): void {
    const text = this.#text;
    const column = (name: keyof typeof COLUMN) => cell(this.#document, node.place, COLUMN[name]);
    const [start, end, keyStart] = [column("start"), column("end"), column("keyStart")] as const;
    if (keyStart >= 0) {
      if ((column("shape") & FLAG.quotedKey) !== 0) this.#texts.push({ start: keyStart, end: column("keyEnd") });
      const line = lineStart(text, keyStart);
      if (!this.#keyed.has(line)) this.#keyed.set(line, node);
    } else if (node.parent?.kind === "sequence" && !node.parent.flow) {
      const { place, index } = node.parent;
      const hyphen = skipTrivia(text, this.#itemEnds.get(place) ?? cell(this.#document, index, COLUMN.start));
      const line = lineStart(text, hyphen);
      this.#itemEnds.set(place, Math.max(hyphen, end));
      if (!this.#items.has(line)) this.#items.set(line, node);
    }
    if (node.isAlias || node.kind !== "scalar") return;
    if (isQuoted(node.style)) this.#texts.push({ start, end });
    // The header of a block scalar may have a comment.
    else if (node.style !== "plain") this.#texts.push({ start: lineEnd(text, start), end });
  }

  /** Offset of the `#` that begins the line's comment. */
  commentOf(line: number): number | undefined {
    const text = this.#text;
    const end = lineEnd(text, line);
    for (let at = text.indexOf("#", line); at >= 0 && at < end; at = text.indexOf("#", at + 1)) {
      if (at > line && !/[ \t]/.test(text.charAt(at - 1))) continue;
      if (!this.#isText(at)) return at;
    }
    return undefined;
  }

  #isText(offset: number): boolean {
    // Texts do not overlap, so the last that starts before the offset decides.
    let low = 0;
    let high = this.#texts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#texts[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const before = this.#texts[low - 1];
    return before !== undefined && offset < before.end;
  }

  coveredBy(comment: number): TextRange | undefined {
    const text = this.#text;
    const own = /^[ \t]*$/.test(text.slice(lineStart(text, comment), comment));
    const line = own ? this.#lineBelow(comment) : lineStart(text, comment);
    if (line === undefined) return undefined;
    // Above a hyphen a comment speaks of the item; behind it, of the key that it follows.
    const item = this.#items.get(line);
    const keyed = this.#keyed.get(line);
    const node = own ? (item ?? keyed) : (keyed ?? item);
    return { start: line, end: Math.max(lineEnd(text, line), node === undefined ? 0 : endOf(node)) };
  }

  /** Start of the next line that is no comment; none behind a blank line. */
  #lineBelow(comment: number): number | undefined {
    const text = this.#text;
    for (let line = nextLine(text, comment); line < text.length; line = nextLine(text, line)) {
      const content = text.slice(line, lineEnd(text, line)).trim();
      if (content === "") return undefined;
      if (!content.startsWith("#")) return line;
    }
    return undefined;
  }
}
