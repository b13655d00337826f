/**
 * Types a text as people do in an editor: line by line, key by key, with the indentation that an editor gives a new line.
 * Each stop is a text at which one might pause, and where the cursor then is.
 */

export interface Stop {
  readonly text: string;
  /** Offset of the cursor. */
  readonly cursor: number;
}

export interface Hands {
  /** Whole lines that are there already, above and below what is typed. Default: none. */
  readonly above?: string;
  readonly below?: string;
  /** True in an editor that writes the closing bracket with the opening one. */
  readonly closesBrackets?: boolean;
  /** True for a stop after each letter. */
  readonly letters?: boolean;
}

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "[": "]" };

/** Every stop on the way from nothing to `text`; the last one holds all of it. */
export function* typed(
  text: string,
  { above, below, closesBrackets = false, letters = false }: Hands = {},
): Generator<Stop> {
  let before = above ?? "";
  let open: readonly string[] = [];
  const behind = below === undefined ? "" : `\n${below}`;
  const stop = (closers: readonly string[] = []): Stop => ({
    text: before + closers.toReversed().join("") + behind,
    cursor: before.length,
  });
  for (const [index, line] of text.split("\n").entries()) {
    if (index > 0 || above !== undefined) {
      const indentation = /^ */.exec(line)?.[0] ?? "";
      const given = indentationAfter(before.slice(before.lastIndexOf("\n") + 1));
      before += `\n${given}`;
      yield stop();
      if (given !== indentation) {
        before = before.slice(0, before.length - given.length) + indentation;
        yield stop();
      }
    }
    for (const piece of piecesOf(line.trimStart())) {
      for (const part of letters ? piece : [piece]) {
        before += part;
        open = openAfter(open, part);
        yield stop(closesBrackets ? open : []);
      }
    }
  }
}

/** An editor keeps the indentation of the line before, and adds to it behind a colon or hyphen. */
function indentationAfter(line: string): string {
  const own = /^ */.exec(line)?.[0] ?? "";
  return /[:-]\s*$/.test(line) ? `${own}  ` : own;
}

/** What is typed in one go: a hyphen with its blank, a key, its colon, a blank, a bracket, a word; a comment as a whole. */
function piecesOf(line: string): readonly string[] {
  return line.match(/#.*|-(?: +|$)|[[\]{},] *|"[^"]*"?|'[^']*'?|:(?=\s|$)| +|(?:(?!:(?:\s|$))[^\s[\]{},])+/g) ?? [];
}

/** The closing brackets that are still to come, the outermost first. */
function openAfter(open: readonly string[], piece: string): readonly string[] {
  if (/^["'#]/.test(piece)) return open;
  const now = [...open];
  for (const char of piece) {
    const closing = CLOSING[char];
    if (closing !== undefined) now.push(closing);
    else if (now.at(-1) === char) now.pop();
  }
  return now;
}
