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
 * line that the plain result has no longer, while it has fewer lines than before.
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
  const isRemoved = (line: string): boolean => after.length < before.length && count(after, line) < count(before, line);
  return commented.split("\n").flatMap((line, index) => {
    const comment = / # kept \d+$/.exec(line)?.[0];
    if (comment === undefined || left.some((it) => it.endsWith(comment))) return [];
    return isRemoved(before[index] ?? "") ? [] : [{ line: index + 1, comment: comment.trim() }];
  });
}

function count(lines: readonly string[], line: string): number {
  return lines.filter((it) => it === line).length;
}
