/** Reads a flow collection, `{}` or `[]`, closed or still being typed, and says what the cursor is at in it. */

import { endsToken, isFlowIndicator } from "../fast/chars.js";
import { columnOf, lineEnd } from "../layout.js";
import { type Draft, emptyWord, nameOfKey, type PathStep, plainWord, quotedWord, type Word } from "./draft.js";
import { isBlank, isComment, nextContent, quotedAt, skipBlanks, skipProperties } from "./tokens.js";

export interface FlowReading {
  /** Past the closing bracket; where none closes it, the end of the last line that belongs to it. */
  readonly end: number;
  /** What the cursor is at; undefined where it is at nothing, or outside. */
  readonly found?: Draft;
}

interface Collection {
  readonly kind: "map" | "sequence";
  /** Key or index of the entry that is being read. */
  step: PathStep;
  /** Of a map: the colon was read, so that a value follows. */
  hasColon: boolean;
  /** A key or value was read where one was due. */
  isFilled: boolean;
  /** Keys of a map in the order written; texts of a list's scalar items by their index. */
  readonly names: (string | undefined)[];
}

/**
 * @param path Leads to the collection that opens at `start`.
 * @param column That of the block collection round it: lines that begin no further right end a collection that nobody has
 *   closed yet. -1 for the root.
 */
export function readFlow(
  text: string,
  start: number,
  path: readonly PathStep[],
  column: number,
  cursor: number,
): FlowReading {
  return new FlowReader(text, path, column, cursor).read(start);
}

class FlowReader {
  readonly #text: string;
  readonly #path: readonly PathStep[];
  readonly #column: number;
  readonly #cursor: number;
  readonly #open: Collection[] = [];
  #found: Draft | undefined;
  /** A stretch without a break, up to the break. */
  #line = { start: 0, end: -1 };

  constructor(text: string, path: readonly PathStep[], column: number, cursor: number) {
    this.#text = text;
    this.#path = path;
    this.#column = column;
    this.#cursor = cursor;
  }

  read(start: number): FlowReading {
    const end = this.#collections(start);
    return this.#found === undefined ? { end } : { end, found: this.#found };
  }

  #collections(start: number): number {
    const text = this.#text;
    let at = start;
    for (;;) {
      const top = this.#open.at(-1);
      const next = this.#skip(at);
      if (next === undefined) return this.#breakOff(at, top);
      if (top !== undefined && at <= this.#cursor && this.#cursor < next) this.#gap(top, at);
      at = next;
      const char = text.charAt(at);
      if (char === "{" || char === "[") {
        if (top !== undefined) this.#before(at, top).isFilled = true;
        const step = char === "{" ? "" : 0;
        this.#open.push({ kind: char === "{" ? "map" : "sequence", step, hasColon: false, isFilled: false, names: [] });
        at++;
      } else if (top === undefined) return at;
      else if (char === "}" || char === "]") {
        this.#before(at, top);
        this.#open.pop();
        at++;
        if (this.#open.length === 0) return at;
      } else if (char === ",") {
        this.#before(at, top);
        if (typeof top.step === "number") top.step++;
        else top.step = "";
        top.hasColon = false;
        top.isFilled = false;
        at++;
      } else if (char === ":" && this.#isColon(at, top)) {
        top.hasColon = true;
        top.isFilled = false;
        at++;
      } else at = this.#scalar(at, top);
    }
  }

  /** Past blanks, breaks and comments; undefined where the collection ends without a bracket. */
  #skip(from: number): number | undefined {
    const text = this.#text;
    let at = from;
    for (;;) {
      at = skipBlanks(text, at);
      if (at < this.#lineEnd(at) && !isComment(text, at)) return at;
      const next = nextContent(text, at);
      if (next === undefined) return undefined;
      const char = text.charAt(next.start);
      const isFurther = next.column > this.#column || (next.column === this.#column && /[\]}]/.test(char));
      if (!isFurther && char !== "#") return undefined;
      at = next.start;
    }
  }

  /** Nobody has closed it. Empty lines below belong to it where they reach further right than what is round it. */
  #breakOff(at: number, top: Collection | undefined): number {
    const text = this.#text;
    const cursor = this.#cursor;
    const next = nextContent(text, at)?.start ?? text.length + 1;
    const isBelow = cursor > this.#lineEnd(at) && cursor < next && columnOf(text, cursor) > this.#column;
    const end = this.#lineEnd(isBelow ? cursor : at);
    if (top !== undefined && at <= cursor && cursor <= end) this.#gap(top, at);
    return end;
  }

  /** A colon ends a key where a blank or bracket follows, and behind a quoted key always. */
  #isColon(at: number, top: Collection): boolean {
    if (top.kind === "sequence" || top.hasColon) return false;
    const after = this.#text.charCodeAt(at + 1);
    return endsToken(after) || isFlowIndicator(after) || /["']/.test(this.#text.charAt(at - 1));
  }

  /** Right in front of a bracket or comma. */
  #before(at: number, top: Collection): Collection {
    if (at === this.#cursor) this.#gap(top, at);
    return top;
  }

  /** Where the cursor is between what was read and what comes next: something may be begun there, or nothing. */
  #gap(top: Collection, from: number): void {
    const text = this.#text;
    const cursor = this.#cursor;
    if (top.isFilled || isInComment(text, from, cursor)) return;
    const needsSpace = top.hasColon && text[cursor - 1] === ":";
    this.#note(top, emptyWord(cursor), undefined, needsSpace ? { needsSpace } : {});
  }

  #scalar(start: number, top: Collection): number {
    const text = this.#text;
    const from = skipProperties(text, start);
    const cursor = this.#cursor;
    if (text[from] === '"' || text[from] === "'") {
      const token = { start: from, ...quotedAt(text, from, this.#column) };
      const word = quotedWord(text, token, cursor);
      this.#read(top, text.slice(from + 1, token.closed ? token.end - 1 : token.end), token.end, word);
      return token.end;
    }
    const end = this.#plainEnd(from, top);
    // Right behind an anchor or a tag, whatever is written belongs to that.
    const isProperty = cursor === from && from > start && !isBlank(text, from - 1);
    // A value of several words goes on behind a blank, where nothing follows yet; a key ends there.
    const isKey = top.kind === "map" && !top.hasColon;
    const lineEnd = this.#lineEnd(end);
    const isUnfinished = !isKey && skipBlanks(text, end) === lineEnd;
    const isWord = from <= cursor && cursor <= (isUnfinished ? lineEnd : end) && !isProperty;
    this.#read(top, text.slice(from, end), end, isWord ? plainWord(text, from, end, cursor) : undefined);
    // Whatever is written here, the reader gets on.
    return Math.max(end, start + 1);
  }

  #plainEnd(from: number, top: Collection): number {
    const text = this.#text;
    const line = this.#lineEnd(from);
    let end = from;
    for (let at = from; at < line; at++) {
      if (isFlowIndicator(text.charCodeAt(at)) || isComment(text, at)) break;
      if (text[at] === ":" && this.#isColon(at, top)) break;
      if (!isBlank(text, at)) end = at + 1;
    }
    return end;
  }

  /** @param word The scalar as a word, where the cursor is at it. */
  #read(top: Collection, name: string, end: number, word: Word | undefined): void {
    const isKey = top.kind === "map" && !top.hasColon;
    if (word !== undefined) {
      const hasColon = isKey && this.#text[skipBlanks(this.#text, end)] === ":";
      this.#note(top, word, top.names.length, hasColon ? { hasColon } : {});
    }
    top.isFilled = true;
    if (typeof top.step === "number") top.names[top.step] = name;
    else if (isKey) {
      top.step = name;
      top.names.push(nameOfKey(name));
    }
  }

  #note(
    top: Collection,
    word: Word,
    own: number | undefined,
    more: { readonly needsSpace?: true; readonly hasColon?: true },
  ): void {
    const outer = this.#open.slice(0, -1).map((it) => it.step);
    const isKey = top.kind === "map" && !top.hasColon;
    const ownOfValue = typeof top.step === "number" ? top.step : top.hasColon ? top.names.length - 1 : own;
    this.#found = {
      path: [...this.#path, ...outer, ...(isKey ? [] : [top.step])],
      typing: isKey ? "key" : "value",
      word,
      column: this.#column,
      names: top.names,
      flow: true,
      ...(ownOfValue === undefined ? {} : { own: ownOfValue }),
      ...more,
    };
  }

  /** As `lineEnd`; a collection on one line may have all of its entries there. */
  #lineEnd(at: number): number {
    if (at < this.#line.start || at > this.#line.end) this.#line = { start: at, end: lineEnd(this.#text, at) };
    return this.#line.end;
  }
}

/** True where a comment begins between the two offsets and reaches the second. */
function isInComment(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (isComment(text, at) && lineEnd(text, at) >= to) return true;
  return false;
}
