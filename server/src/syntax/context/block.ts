/** Reads a document line by line, by indentation alone, and says what the cursor is at and which entries are beside it. */

import { columnOf, lineEnd, lineStart, nextLine } from "../layout.js";
import { type Ahead, type Collection, Collections, type Place } from "./collections.js";
import { type Draft, emptyWord, nameOfKey, plainWord, quotedWord, type Word } from "./draft.js";
import { readFlow } from "./flow.js";
import {
  codeEnd,
  isComment,
  isHyphen,
  type KeyToken,
  keyAt,
  nextContent,
  quotedAt,
  skipBlanks,
  skipProperties,
} from "./tokens.js";

const NOTHING_AHEAD: Ahead = { column: 0, begins: "other" };

/** @returns What the cursor may be at, the likeliest first; nothing in comments and block scalars. */
export function readBlock(text: string, cursor: number): readonly Draft[] {
  return new BlockReader(text, cursor).read();
}

class BlockReader {
  readonly #text: string;
  readonly #cursor: number;
  readonly #open = new Collections();
  #drafts: readonly Draft[] = [];
  /** True once it is known what the cursor is at, be it nothing. */
  #settled = false;

  constructor(text: string, cursor: number) {
    this.#text = text;
    this.#cursor = cursor;
  }

  read(): readonly Draft[] {
    const text = this.#text;
    // A byte order mark is in no column.
    for (let line = text.charCodeAt(0) === 0xfeff ? 1 : 0; line < text.length; ) {
      const start = skipBlanks(text, line);
      if (isEmpty(text, start)) {
        if (this.#isAtCursor(line, lineEnd(text, line))) this.#emptyLine(start);
        line = nextLine(text, line);
        continue;
      }
      // In the indentation of a line nothing is begun.
      if (this.#isAtCursor(line, start - 1)) this.#settle();
      const last = this.#entry(start, start - line);
      if (this.#isAtCursor(line, lineEnd(text, last))) this.#settle();
      line = nextLine(text, last);
      if (this.#isDone()) break;
    }
    if (!this.#settled) this.#emptyLine(text.length);
    return this.#drafts;
  }

  /** True when what is left adds nothing: the collections that the drafts speak of have ended. */
  #isDone(): boolean {
    return this.#settled && !this.#drafts.some((it) => this.#open.isGathering(it.names));
  }

  /**
   * Reads what begins at `at`: hyphens, then an entry or a value alone.
   * @returns an offset on the last line that was read.
   */
  #entry(at: number, column: number): number {
    const text = this.#text;
    let first = at;
    while (isHyphen(text, first)) first = this.#item(first, column + first - at);
    const start = skipProperties(text, first);
    if (isEmpty(text, start)) return start;
    const key = keyAt(text, start);
    return key === undefined ? this.#alone(start, column + start - at) : this.#keyed(key, column + first - at);
  }

  /** @returns the offset of what comes behind the hyphen. */
  #item(hyphen: number, column: number): number {
    const text = this.#text;
    const list = this.#open.sequenceAt(column);
    list.step = Number(list.step) + 1;
    list.holds = "nothing";
    const start = skipBlanks(text, hyphen + 1);
    if (!isEmpty(text, start)) {
      if (this.#isAtCursor(hyphen, start - 1)) this.#settle();
    } else if (this.#isAtCursor(hyphen + 1, start)) {
      const needsSpace = this.#cursor === hyphen + 1;
      const places = this.#open.placesAt(
        columnOf(text, this.#cursor) + (needsSpace ? 1 : 0),
        this.#ahead(start),
        "empty",
      );
      this.#settle(...places.map((it) => ({ ...this.#here(it), ...(needsSpace ? { needsSpace } : {}) })));
    }
    return start;
  }

  #keyed(key: KeyToken, column: number): number {
    const text = this.#text;
    const map = this.#key(key, column);
    const value = skipBlanks(text, key.colon + 1);
    if (this.#isAtCursor(key.colon + 1, isEmpty(text, value) ? value : value - 1)) {
      const needsSpace = this.#cursor === key.colon + 1;
      this.#settle({ ...this.#here(this.#open.valueOf(map)), ...(needsSpace ? { needsSpace } : {}) });
    }
    const start = skipProperties(text, value);
    return isEmpty(text, start) ? start : this.#value(start, map);
  }

  #key(key: Omit<KeyToken, "colon"> & Partial<KeyToken>, column: number): Collection {
    const text = this.#text;
    const map = this.#open.mapAt(column);
    map.step = key.text;
    map.holds = "nothing";
    map.names.push(nameOfKey(key.text));
    if (this.#isAtCursor(key.start, key.end)) {
      const isQuoted = key.end - key.start > key.text.length;
      const word = isQuoted
        ? quotedWord(text, { ...key, closed: true }, this.#cursor)
        : plainWord(text, key.start, key.end, this.#cursor);
      const hasColon = key.colon !== undefined;
      const place = { ...this.#open.keyOf(map), own: map.names.length - 1, ...(hasColon ? { hasColon } : {}) };
      this.#settle(...(word === undefined ? [] : [{ ...place, word }]));
    }
    return map;
  }

  /** The value of the last entry of `holder`, behind its key or hyphen, or alone on a line below. */
  #value(start: number, holder: Collection): number {
    holder.holds = "scalar";
    switch (this.#text.charAt(start)) {
      case "|":
      case ">":
        return this.#blockScalar(start, holder.column);
      case "{":
      case "[":
        return this.#flow(start, holder);
      default:
        return this.#scalar(start, holder);
    }
  }

  /** Lines further right than `column` are its text, and so is an empty line below it with the cursor further right. */
  #blockScalar(start: number, column: number): number {
    const text = this.#text;
    let end = lineEnd(text, start);
    for (let line = nextContent(text, end); line !== undefined && line.column > column; line = nextContent(text, end)) {
      end = lineEnd(text, line.start);
    }
    const isBelow = text.slice(end, lineEnd(text, this.#cursor)).trim() === "";
    if (this.#isAtCursor(start, end)) this.#settle();
    else if (this.#cursor > end && isBelow && columnOf(text, this.#cursor) > column) this.#settle();
    return end;
  }

  /** @param holder Undefined for a collection that is the whole document. */
  #flow(start: number, holder: Collection | undefined): number {
    const path = holder === undefined ? [] : this.#open.pathInto(holder);
    const column = holder?.column ?? -1;
    const { end, found } = readFlow(this.#text, start, path, column, this.#cursor);
    if (this.#isAtCursor(start, lineEnd(this.#text, end))) {
      const before = this.#cursor === start ? this.#here(this.#open.valueOf(holder)) : undefined;
      this.#settle(...[before ?? found ?? []].flat());
    }
    return end;
  }

  #scalar(start: number, holder: Collection): number {
    const { end, name, word } = this.#wordAt(start, holder.column);
    if (word !== undefined) this.#settle({ ...this.#open.valueOf(holder), word });
    if (typeof holder.step === "number") holder.names[holder.step] = name;
    return end;
  }

  /** The plain or quoted scalar at `start`, and what the cursor sees of it. */
  #wordAt(start: number, column: number): { readonly end: number; readonly name: string; readonly word?: Word } {
    const text = this.#text;
    const cursor = this.#cursor;
    if (/["']/.test(text.charAt(start))) {
      const token = { start, ...quotedAt(text, start, column) };
      const name = text.slice(start + 1, token.closed ? token.end - 1 : token.end);
      const word = this.#settled ? undefined : quotedWord(text, token, cursor);
      return { end: token.end, name, ...(word === undefined ? {} : { word }) };
    }
    const code = codeEnd(text, start);
    const name = text.slice(start, code).trimEnd();
    const end = start + name.length;
    return { end, name, ...(this.#isAtCursor(start, code) ? { word: plainWord(text, start, end, cursor) } : {}) };
  }

  /** What has no colon, on a line of its own or behind a hyphen: a value, the rest of one, or a key that is half typed. */
  #alone(start: number, column: number): number {
    const text = this.#text;
    const holder = this.#open.holderOf(column);
    const isInLine = this.#open.hasIn(column);
    const isValue = !isInLine && (holder === undefined || holder.holds === "nothing");
    if (isValue && /[[{|>]/.test(text.charAt(start))) {
      return holder === undefined ? this.#flow(start, undefined) : this.#value(start, holder);
    }
    const { end, name, word } = this.#wordAt(start, column);
    const isRest = !isInLine && holder?.holds === "scalar";
    const ahead = this.#ahead(end);
    const hasItems = ahead.column === column && ahead.begins === "hyphen" && !this.#open.hasIn(column, "sequence");
    // No scalar holds entries: a key that lacks its colon.
    if (!isRest && (hasItems || (ahead.column > column && ahead.begins !== "other"))) {
      this.#key({ start, end, text: name }, column);
      return end;
    }
    const places = isRest ? [this.#open.valueOf(holder)] : this.#open.placesAt(column, ahead, "word");
    if (word !== undefined) this.#settle(...places.map((it) => ({ ...it, word })));
    const isKey = word !== undefined && places.some((it) => it.typing === "key");
    if (holder !== undefined && isValue && !isKey) {
      holder.holds = "scalar";
      if (typeof holder.step === "number") holder.names[holder.step] = name;
    }
    return end;
  }

  #emptyLine(start: number): void {
    if (this.#cursor > start) {
      // Behind the sign of a comment nothing is begun.
      this.#settle();
      return;
    }
    const ahead = this.#ahead(this.#cursor);
    // What is begun here must leave the next line where it belongs.
    const column = Math.max(columnOf(this.#text, this.#cursor), ahead.column);
    this.#settle(...this.#open.placesAt(column, ahead, "empty").map((it) => this.#here(it)));
  }

  #ahead(from: number): Ahead {
    const text = this.#text;
    let line = nextContent(text, from);
    while (line !== undefined && isComment(text, line.start)) line = nextContent(text, line.start);
    if (line === undefined) return NOTHING_AHEAD;
    const { start, column } = line;
    if (isHyphen(text, start)) return { column, begins: "hyphen" };
    return { column, begins: keyAt(text, skipProperties(text, start)) === undefined ? "other" : "key" };
  }

  #here(place: Place): Draft {
    return { ...place, word: emptyWord(this.#cursor) };
  }

  /** True while it is open what the cursor is at, and it is between the two offsets or at one of them. */
  #isAtCursor(from: number, to: number): boolean {
    return !this.#settled && from <= this.#cursor && this.#cursor <= to;
  }

  #settle(...drafts: readonly Draft[]): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#drafts = drafts;
  }
}

/** True where the line has no code from `at` on. */
function isEmpty(text: string, at: number): boolean {
  return at === lineEnd(text, at) || isComment(text, at) || (text[at] === "%" && lineStart(text, at) === at);
}
