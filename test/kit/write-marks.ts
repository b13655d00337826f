/** Marks → comment lines of YAML text, in the grammar that `marks.ts` reads. */

import type { Flags, Mark, MarkedText } from "./marks.js";

/** Longest line that a mark is written in before its text goes on in a line of its own. */
const WIDTH = 120;

/** Lines of one mark, as they stand under `target`, the line it belongs to. */
export function markLines(mark: Mark, target: string): string[] {
  const indent = /^[ \t]*/.exec(target)?.[0].length ?? 0;
  const { start, end, continues } = mark;
  const atHash = start === 0;
  // The hash stands at the line's indentation, further left where the range starts there.
  const hash = atHash ? 0 : start > indent ? indent : Math.max(0, Math.min(indent - 2, start - 1));
  const run = atHash ? runAtHash(end, continues) : `#${" ".repeat(start - hash - 1)}${"^".repeat(end - start) || "!"}`;
  const head = [`${" ".repeat(hash)}${run}${continues ? "..." : ""}`, ...wordsOf(mark)].join(" ");
  const [text, ...more] = "texts" in mark ? mark.texts : [];
  if (text === undefined) return [head];
  const goOn = (it: string): string => `${" ".repeat(hash)}#  | ${it}`;
  // Text goes on the mark's own line where there is room for it; what a related place says always does.
  const fits = mark.type === "see" || head.length + text.length < WIDTH;
  return fits ? [`${head} ${text}`, ...more.map(goOn)] : [head, goOn(text), ...more.map(goOn)];
}

function runAtHash(length: number, continues: boolean): string {
  if (continues) return "#<--";
  return length === 0 ? "#<!" : length === 1 ? "#=" : `#<${"-".repeat(length - 2)}`;
}

/** What stands behind the run, texts apart. */
function wordsOf(mark: Mark): string[] {
  switch (mark.type) {
    case "finding":
      return [mark.code, ...(mark.flags === undefined ? [] : [`(${flagWords(mark.flags).join(", ")})`])];
    case "see":
      return ["see"];
    default:
      return [`${mark.type}?`, mark.id];
  }
}

export function flagWords({ severity, fix, tag }: Flags): string[] {
  return [...(severity === undefined ? [] : [severity]), ...(fix ? ["fix"] : []), ...(tag === undefined ? [] : [tag])];
}

/** The text with its marks under their lines: in the order of their columns. */
export function writeMarks({ text, marks }: MarkedText): string {
  const byLine = new Map<number, Mark[]>();
  for (const mark of marks) byLine.set(mark.line, [...(byLine.get(mark.line) ?? []), mark]);
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? [])
    .map((whole, index) => {
      const own = byLine.get(index);
      if (own === undefined) return whole;
      const target = whole.replace(/\r?\n$/, "");
      const lines = own.toSorted(inOrder).flatMap((it) => markLines(it, target));
      const end = /\r?\n$/.exec(whole)?.[0];
      return end === undefined ? `${whole}\n${lines.join("\n")}` : `${whole}${lines.map((it) => it + end).join("")}`;
    })
    .join("");
}

function inOrder(a: Mark, b: Mark): number {
  return a.start - b.start || a.end - b.end;
}
