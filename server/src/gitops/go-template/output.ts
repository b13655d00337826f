/** What a template prints, and from where in it each character comes. */

import type { TextRange } from "../../base/source.js";
import { Undecidable } from "./undecidable.js";

/** What several outputs may still take together, in characters. */
export interface Budget {
  left: number;
}

/** Longer than any manifest. */
const MOST_TEXT = 200_000;

const STEP = 10;

interface Segment {
  /** Where it begins in the output. */
  readonly at: number;
  /** Where it is in the template; of an action with its delimiters. */
  readonly from: number;
  readonly to: number;
  readonly isText: boolean;
}

export class Output {
  readonly #parts: string[] = [];
  readonly #segments: Segment[] = [];
  readonly #budget: Budget;
  #length = 0;
  #spent = 0;

  /** @param budget Of this and other outputs. */
  constructor(budget: Budget = { left: Number.POSITIVE_INFINITY }) {
    this.#budget = budget;
  }

  get text(): string {
    return this.#parts.join("");
  }

  /** A step counts as a few characters, so that ranges in ranges end as well. */
  step(): void {
    this.#spend(STEP);
  }

  /** Text of the template, from an offset on. */
  written(text: string, from: number): void {
    this.#add(text, { at: this.#length, from, to: from + text.length, isText: true });
  }

  /** What an action at that place prints. */
  printed(text: string, from: number, to: number): void {
    this.#add(text, { at: this.#length, from, to, isText: false });
  }

  /** The place in the template that a range of the output comes from. */
  origin({ start, end }: TextRange): TextRange {
    const first = this.#segmentAt(start);
    const last = this.#segmentAt(Math.max(start, end - 1));
    if (first === undefined || last === undefined) return { start: 0, end: 0 };
    const from = first.isText ? first.from + start - first.at : first.from;
    const to = last.isText ? last.from + end - last.at : last.to;
    return { start: from, end: Math.max(from, to) };
  }

  #segmentAt(offset: number): Segment | undefined {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#segments[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#segments[low];
  }

  #add(text: string, segment: Segment): void {
    this.#spend(text.length);
    if (text === "") return;
    this.#parts.push(text);
    this.#segments.push(segment);
    this.#length += text.length;
  }

  #spend(characters: number): void {
    this.#spent += characters;
    this.#budget.left -= characters;
    if (this.#budget.left < 0) throw new Undecidable("templates make too much");
    if (this.#spent > MOST_TEXT) throw new Undecidable("a string becomes too long");
  }
}
