/**
 * Puts text of the same length in the place of a template's actions, so that what is literal can be read as YAML and every
 * place stays where it is.
 */

import type { TextRange } from "../../base/source.js";
import { lineEnd, nextLine } from "../layout.js";
import { type Action, actionsOf } from "./actions.js";
import { type Block, blocksOf } from "./blocks.js";

/** What comes out here, nobody knows. */
export interface Unknown extends TextRange {
  /** True for a line of its own: entries or items may come out, any number of them. */
  readonly isOpen: boolean;
  /** Where these begin on their lines, where an action tells: `nindent 4`. */
  readonly column?: number;
}

export interface Mask {
  /** As long as the template. */
  readonly text: string;
  /** In order. */
  readonly unknown: readonly Unknown[];
  /** What is there or not, in order. */
  readonly blocks: readonly Block[];
}

/** A stretch of a template's line that comes to something unknown, or to nothing. */
interface Piece extends TextRange {
  readonly unknown: boolean;
}

/** Stands for each character of an unknown piece of a value. */
const FILLER = "x";

/**
 * The template without its actions. One that is a whole value, item or line becomes blanks, because it may come to any
 * value, to many lines or to none; within a value or key it becomes letters. What `define` holds is written elsewhere.
 * Undefined where actions do not end or blocks do not nest. Takes time linear in the text.
 */
export function maskOf(text: string): Mask | undefined {
  const actions = actionsOf(text);
  const blocks = actions === undefined ? undefined : blocksOf(actions);
  if (actions === undefined || blocks === undefined) return undefined;
  const pieces = piecesOf(text, actions, blocks);
  const unknown: Unknown[] = [];
  let masked = "";
  let next = 0;
  for (let start = 0; start < text.length; ) {
    let end = lineEnd(text, start);
    const first = next;
    for (
      let piece = pieces[next];
      piece !== undefined && piece.start < Math.max(end, start + 1);
      piece = pieces[next]
    ) {
      if (piece.end > end) end = lineEnd(text, piece.end);
      next++;
    }
    const own = pieces.slice(first, next);
    masked += own.length === 0 ? text.slice(start, end) : maskedLine(text, { start, end }, own, unknown);
    const after = end < text.length ? nextLine(text, end) : end;
    masked += text.slice(end, after);
    start = after;
  }
  return { text: masked, unknown, blocks: blocks.filter((it) => it.word !== "define") };
}

/** Actions as pieces, those of a block that ends on its own line as one. */
function piecesOf(text: string, actions: readonly Action[], blocks: readonly Block[]): Piece[] {
  const blockAt = new Map(blocks.map((it) => [it.start, it]));
  const pieces: Piece[] = [];
  let end = 0;
  for (const action of actions) {
    if (action.start < end) continue;
    const block = blockAt.get(action.start);
    const isDefinition = block?.word === "define";
    if (block !== undefined && (isDefinition || block.end <= lineEnd(text, action.start))) {
      pieces.push({ start: block.start, end: block.end, unknown: !isDefinition });
      end = block.end;
    } else pieces.push({ start: action.start, end: action.end, unknown: action.kind === "output" });
  }
  return pieces;
}

function maskedLine(text: string, line: TextRange, pieces: readonly Piece[], unknown: Unknown[]): string {
  const literal: string[] = [];
  let at = line.start;
  for (const { start, end } of pieces) {
    literal.push(text.slice(at, start));
    at = end;
  }
  const rest = text.slice(at, line.end);
  literal.push(rest);
  if (literal.every(isBlank)) {
    const open = pieces.filter((it) => it.unknown);
    const column = Math.min(...open.map((it) => columnOf(text.slice(it.start, it.end)) ?? 0));
    if (open.length > 0) unknown.push({ ...line, isOpen: true, ...(column > 0 ? { column } : {}) });
    return " ".repeat(line.end - line.start);
  }
  let masked = "";
  for (const [index, piece] of pieces.entries()) {
    masked += literal[index] ?? "";
    const length = piece.end - piece.start;
    const isWhole = pieces.length === index + 1 && /^\s*(?:#.*)?$/.test(rest) && introducesValue(masked);
    if (piece.unknown) unknown.push({ start: piece.start, end: piece.end, isOpen: false });
    masked += (piece.unknown && !isWhole ? FILLER : " ").repeat(length);
  }
  return masked + rest;
}

/** The last function of an action that puts all lines into one column. */
function columnOf(action: string): number | undefined {
  const [, columns] = /\|\s*nindent\s+(\d+)\s*-?\}\}$/.exec(action) ?? [];
  return columns === undefined ? undefined : Number(columns);
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** True where a value or an item comes next: behind a colon or a hyphen. */
function introducesValue(before: string): boolean {
  return /(?:^\s*|:\s+|^\s*(?:-\s+)+)$/.test(before) || /^\s*-$|:$/.test(before);
}
