/** Offset ↔ line and character, in UTF-16 units, counted from 0 (as the language server protocol does). */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export class LineIndex {
  readonly #starts: Uint32Array;
  readonly #length: number;
  readonly #text: string;

  constructor(text: string) {
    const starts = [0];
    for (let at = nextBreak(text, 0); at !== -1; at = nextBreak(text, at)) starts.push(at);
    this.#starts = Uint32Array.from(starts);
    this.#length = text.length;
    this.#text = text;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Offset at which the line starts; past the last line, the length of the text. */
  startOf(line: number): number {
    return line < 0 ? 0 : (this.#starts[line] ?? this.#length);
  }

  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: Math.max(0, Math.min(offset, this.#length) - (this.#starts[low] ?? 0)) };
  }

  /** A character past the end of its line is that end, before the line break (LSP: Position). */
  offsetAt(position: Position): number {
    const start = this.startOf(position.line);
    let end = position.line + 1 < this.lineCount ? this.startOf(position.line + 1) : this.#length;
    if (end > start && this.#text[end - 1] === "\n") end--;
    if (end > start && this.#text[end - 1] === "\r") end--;
    return Math.min(start + Math.max(0, position.character), end);
  }
}

/** Offset just past the next line break at or after `from`, or -1. `\r\n`, `\n` and a lone `\r` break lines. */
function nextBreak(text: string, from: number): number {
  const lf = text.indexOf("\n", from);
  const cr = text.indexOf("\r", from);
  if (cr !== -1 && (lf === -1 || cr < lf)) return cr + 1 === lf ? lf + 1 : cr + 1;
  return lf === -1 ? -1 : lf + 1;
}
