/** Comments for the law that fixes keep them: put behind every line that can carry one, looked for afterwards. */

import { parseAllDocuments } from "yaml";

const COMMENT = / # kept \d+/g;

export function withoutComments(text: string): string {
  return text.replace(COMMENT, "");
}

/** The text with a numbered comment behind each line that means the same with one; unchanged when it does not parse. */
export function withComments(text: string): string {
  const lines = text.split("\n");
  const meaning = meaningOf(text);
  if (meaning === undefined) return text;
  const candidates = lines.flatMap((line, index) =>
    line.trim() === "" || /(^|\s)#/.test(line) || line.startsWith("---") || line.endsWith("\r") ? [] : [index],
  );
  return commented(lines, candidates, meaning).join("\n");
}

/** Tries all lines at once, and halves of them where that changes the meaning. */
function commented(lines: readonly string[], candidates: readonly number[], meaning: string): readonly string[] {
  if (candidates.length === 0) return lines;
  const chosen = new Set(candidates);
  const result = lines.map((line, index) => (chosen.has(index) ? `${line} # kept ${index + 1}` : line));
  if (meaningOf(result.join("\n")) === meaning) return result;
  if (candidates.length === 1) return lines;
  const middle = candidates.length >> 1;
  return commented(commented(lines, candidates.slice(0, middle), meaning), candidates.slice(middle), meaning);
}

/** What the text says, whatever its comments: its documents as JSON; undefined when it does not parse. */
function meaningOf(text: string): string | undefined {
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent" });
  const sound = documents.every((it) => it.errors.length === 0);
  return sound ? JSON.stringify(documents.map((it) => it.toJS() as unknown)) : undefined;
}

export interface CommentedChange {
  /** The text before the change, and with comments. */
  readonly text: string;
  readonly commented: string;
  /** What the change makes of each. */
  readonly plainResult: string;
  readonly result: string;
}

/**
 * Comments that the change loses, with their lines from 1. The comment of a line that the change removes may go with it: a
 * line that the plain result has no longer, while there are fewer lines than before between the nearest comments that stay.
 */
export function lostComments({
  text,
  commented,
  plainResult,
  result,
}: CommentedChange): { line: number; comment: string }[] {
  const before = text.split("\n").map((it) => it.trim());
  const after = plainResult.split("\n").map((it) => it.trim());
  const left = result.split("\n");
  const comments = commented.split("\n").map((it) => COMMENT_AT_END.exec(it)?.[0]);
  const places = comments.map((comment) => (comment === undefined ? -1 : left.findIndex((it) => it.endsWith(comment))));
  const isRemoved = (index: number): boolean => {
    const above = places.findLastIndex((place, at) => at < index && place >= 0);
    const below = places.findIndex((place, at) => at > index && place >= 0);
    const lines = (below < 0 ? before.length : below) - above;
    const linesLeft = (below < 0 ? after.length : (places[below] ?? 0)) - (above < 0 ? -1 : (places[above] ?? 0));
    const line = before[index] ?? "";
    return linesLeft < lines && count(after, line) < count(before, line);
  };
  return comments.flatMap((comment, index) =>
    comment === undefined || (places[index] ?? -1) >= 0 || isRemoved(index)
      ? []
      : [{ line: index + 1, comment: comment.trim() }],
  );
}

const COMMENT_AT_END = / # kept \d+$/;

function count(lines: readonly string[], line: string): number {
  return lines.filter((it) => it === line).length;
}
