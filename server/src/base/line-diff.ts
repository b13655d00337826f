/** Which lines of a text another text changes: the shortest way from one to the other (Myers 1986, "An O(ND) Difference Algorithm"). */

/** Lines `[start, end)` of the old text give way to lines `[start, end)` of the new one; either may be empty. Counted from 0. */
export interface LineChange {
  readonly before: LineSpan;
  readonly after: LineSpan;
}

export interface LineSpan {
  readonly start: number;
  readonly end: number;
}

/** Texts that differ in more lines than this are told apart as one change: the exact answer costs the square of it. */
const MOST_EDITS = 2000;

/** The lines of a text, each with its line feed; joined they are the text again. An empty text has none. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What changes from one list of lines to the other, in order; between two changes there is at least one equal line. */
export function lineChanges(before: readonly string[], after: readonly string[]): LineChange[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const [oldEnd, newEnd] = [before.length - tail, after.length - tail];
  const equal = equalLines(before.slice(head, oldEnd), after.slice(head, newEnd));

  const changes: LineChange[] = [];
  let [oldLine, newLine] = [head, head];
  for (const [x, y] of [...equal.map(([x, y]) => [x + head, y + head] as const), [oldEnd, newEnd] as const]) {
    if (x > oldLine || y > newLine) {
      changes.push({ before: { start: oldLine, end: x }, after: { start: newLine, end: y } });
    }
    [oldLine, newLine] = [x + 1, y + 1];
  }
  return changes;
}

/** Pairs of lines that stay, as indexes into both lists. */
function equalLines(before: readonly string[], after: readonly string[]): (readonly [number, number])[] {
  const most = Math.min(before.length + after.length, MOST_EDITS);
  // The furthest line reached on each diagonal `x - y`, moved by `most + 1` so that no index is negative.
  const furthest = new Int32Array(2 * most + 3);
  const at = (diagonal: number): number => furthest[diagonal + most + 1] ?? 0;
  const steps: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits++) {
    steps.push(furthest.slice(most + 1 - edits - 1, most + 1 + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const inserts = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
      let x = inserts ? at(diagonal + 1) : at(diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      furthest[diagonal + most + 1] = x;
      if (x >= before.length && x - diagonal >= after.length) return walkedBack(steps, before.length, after.length);
    }
  }
  return [];
}

/** @param steps Of each number of edits, the furthest lines before it: diagonals from `-edits - 1` to `edits + 1`. */
function walkedBack(steps: readonly Int32Array[], oldLength: number, newLength: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [oldLength, newLength];
  for (let edits = steps.length - 1; edits >= 0; edits--) {
    const at = (diagonal: number): number => steps[edits]?.[diagonal + edits + 1] ?? 0;
    const diagonal = x - y;
    const inserts = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
    const from = inserts ? diagonal + 1 : diagonal - 1;
    const [startX, startY] = edits === 0 ? [0, 0] : [at(from), at(from) - from];
    while (x > startX && y > startY) pairs.push([--x, --y]);
    [x, y] = [startX, startY];
  }
  return pairs.reverse();
}
