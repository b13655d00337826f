/** Finds the actions of a Go template in a text, and what each of them does (https://pkg.go.dev/text/template#hdr-Actions). */

import type { TextRange } from "../../base/source.js";

export interface Action extends TextRange {
  /**
   * `output` writes something, and nobody knows what. `open`, `else` and `close` bound a block, which is there or not, or
   * several times. `silent` writes nothing: a comment, a variable.
   */
  readonly kind: "output" | "open" | "else" | "close" | "silent";
  /** The first word: `if`, `range`, `define`, `include`. Empty where there is none. */
  readonly word: string;
}

/** The actions in order; undefined where one does not end, so that the text is no template. Takes time linear in the text. */
export function actionsOf(text: string): readonly Action[] | undefined {
  const actions: Action[] = [];
  for (let start = text.indexOf("{{"); start >= 0; ) {
    const end = endOfAction(text, start);
    if (end === undefined) return undefined;
    actions.push({ start, end, ...meaningOf(text.slice(start, end)) });
    start = text.indexOf("{{", end);
  }
  return actions;
}

/** Offset behind the closing braces. Texts and comments in an action may hold braces. */
function endOfAction(text: string, start: number): number | undefined {
  const inside = start + 2;
  if (/^(?:- )?\s*\/\*/.test(text.slice(inside, inside + 12))) {
    const close = text.indexOf("*/", inside);
    const end = close < 0 ? -1 : text.indexOf("}}", close);
    return end < 0 ? undefined : end + 2;
  }
  for (let at = inside; at < text.length; at++) {
    const char = text[at];
    if (char === "}" && text[at + 1] === "}") return at + 2;
    if (char === '"' || char === "`" || char === "'") {
      const end = endOfQuoted(text, at, char);
      if (end === undefined) return undefined;
      at = end;
    }
  }
  return undefined;
}

/** Offset of the closing quote. Only a text in back quotes may go over several lines. */
function endOfQuoted(text: string, start: number, quote: string): number | undefined {
  if (quote === "`") {
    const end = text.indexOf("`", start + 1);
    return end < 0 ? undefined : end;
  }
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === quote) return at;
  }
  return undefined;
}

const OPENING: ReadonlySet<string> = new Set(["if", "range", "with", "block", "define"]);

function meaningOf(source: string): Pick<Action, "kind" | "word"> {
  const inner = source.replace(/^\{\{-?\s*/, "");
  const word = /^\w+/.exec(inner)?.[0] ?? "";
  if (OPENING.has(word)) return { kind: "open", word };
  if (word === "else") return { kind: "else", word };
  if (word === "end") return { kind: "close", word };
  const isSilent = inner.startsWith("/*") || word === "break" || word === "continue" || /^\$\w*\s*:?=/.test(inner);
  return { kind: isSilent ? "silent" : "output", word };
}
