/** The lines of a chart's template: what of each is literal, and where its key and its value are. */

import type { TextRange } from "../base/source.js";

export interface TemplateLine {
  /** Column of the first character that is not blank. */
  readonly start: number;
  /** Column of what follows the dashes of list items. */
  readonly column: number;
  readonly dashed: boolean;
  /** Undefined for a line that begins with no literal key. */
  readonly key: string | undefined;
  /** What is written after the key, or all of it: `*` for each action. Undefined where that is nothing. */
  readonly value: string | undefined;
  /** Offsets in the file. The value of a key without one is empty. */
  readonly keyAt: TextRange | undefined;
  readonly valueAt: TextRange;
  /** `text`: a part of it at least is literal; `output`: only actions, of which one may write lines; `control`: neither. */
  readonly is: "text" | "output" | "control" | "blank";
  /** How many `if`, `with`, `range`, `define` and `block` are round it. */
  readonly depth: number;
}

interface Action extends TextRange {
  /** What is between the braces. */
  readonly body: string;
}

const OPENS = /^\s*(?:if|with|range|define|block)\b/;
const CLOSES = /^\s*end\b/;
const SILENT = /^\s*(?:if|with|range|define|block|else|end|\/\*|break|continue|\$\w*\s*:?=)/;
const KEY = /^(?:"([^"\\{]*)"|'([^'{]*)'|([^\s"'{}[\]#&*!|>%@`,:](?:[^\s:{}]|:(?!\s|$))*)):(?=\s|$)/;

/** The lines of a file; what an action that spans several lines covers counts as lines of nothing but that action. */
export function templateLines(text: string): readonly TemplateLine[] {
  const actions = actionsIn(text);
  const lines: TemplateLine[] = [];
  let [next, depth, offset] = [0, 0, 0];
  for (const line of text.split("\n")) {
    const end = offset + line.length;
    const own: Action[] = [];
    for (let at = next; at < actions.length; at++) {
      const action = actions[at];
      if (action === undefined || action.start > end) break;
      own.push(action);
      if (action.end <= end) next = at + 1;
    }
    const before = depth;
    for (const it of own) {
      // An action counts where it begins.
      if (it.start < offset) continue;
      if (OPENS.test(it.body)) depth++;
      else if (CLOSES.test(it.body)) depth = Math.max(0, depth - 1);
    }
    lines.push(lineOf(line, offset, own, Math.min(before, depth)));
    offset = end + 1;
  }
  return lines;
}

function actionsIn(text: string): Action[] {
  const found: Action[] = [];
  for (let start = text.indexOf("{{"); start >= 0; ) {
    const close = text.indexOf("}}", start + 2);
    // What is never closed, Helm refuses.
    if (close < 0) break;
    const body = text.slice(start + 2, close).replace(/^-(?=\s)/, "");
    found.push({ start, end: close + 2, body });
    start = text.indexOf("{{", close + 2);
  }
  return found;
}

function lineOf(line: string, offset: number, actions: readonly Action[], depth: number): TemplateLine {
  const literal = masked(line, offset, actions);
  const start = line.length - line.trimStart().length;
  const rest = literal.replaceAll("\0", "").trim();
  if (rest === "" || rest.startsWith("#")) {
    const is = actions.length === 0 ? "blank" : actions.every((it) => SILENT.test(it.body)) ? "control" : "output";
    return { ...nothingAt(offset + start, start), is: rest.startsWith("#") ? "blank" : is, depth };
  }
  const dashes = /^(?:- +)*/.exec(literal.slice(start))?.[0] ?? "";
  const column = start + dashes.length;
  const found = KEY.exec(literal.slice(column));
  const valueStart = found === null ? column : column + found[0].length;
  const tail = literal.slice(valueStart).replace(/\s#.*$/, "");
  const valueFrom = valueStart + (tail.length - tail.trimStart().length);
  const valueEnd = valueStart + tail.trimEnd().length;
  const value = literal.slice(valueFrom, valueEnd).replace(/\0+/g, "*");
  const hasValue = valueEnd > valueFrom;
  const at = hasValue ? { start: offset + valueFrom, end: offset + valueEnd } : undefined;
  const key = found === null ? undefined : (found[1] ?? found[2] ?? found[3]);
  return {
    start,
    column,
    dashed: dashes !== "",
    key: key?.includes("\0") === true ? undefined : key,
    value: hasValue ? value : undefined,
    keyAt: found === null ? undefined : { start: offset + column, end: offset + column + found[0].length - 1 },
    valueAt: at ?? { start: offset + valueStart, end: offset + valueStart },
    is: "text",
    depth,
  };
}

/** The line with a character of no text in the place of each character of an action. */
function masked(line: string, offset: number, actions: readonly TextRange[]): string {
  let made = line;
  for (const action of actions) {
    const [from, to] = [Math.max(0, action.start - offset), Math.min(line.length, action.end - offset)];
    if (to > from) made = made.slice(0, from) + "\0".repeat(to - from) + made.slice(to);
  }
  return made;
}

function nothingAt(at: number, start: number): Omit<TemplateLine, "is" | "depth"> {
  return {
    start,
    column: start,
    dashed: false,
    key: undefined,
    value: undefined,
    keyAt: undefined,
    valueAt: { start: at, end: at },
  };
}
