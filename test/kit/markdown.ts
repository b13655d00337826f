/** Just enough Markdown for pages and scenarios: headings, fenced blocks and the path line above a block. */

export interface Heading {
  readonly type: "heading";
  readonly level: number;
  readonly text: string;
  /** Line of the heading, from 0. */
  readonly line: number;
}

export interface Block {
  readonly type: "block";
  /** Words behind the fence: `yaml bad` is `["yaml", "bad"]`. A quoted word may hold blanks. */
  readonly info: readonly string[];
  /** From the line above the block: a path in backticks with a colon. */
  readonly path?: string;
  readonly content: string;
  /** First line of the content, from 0, and the line of the closing fence. */
  readonly start: number;
  readonly end: number;
}

/** Anything that is no heading, block or blank line. */
export interface Prose {
  readonly type: "prose";
  readonly text: string;
  readonly line: number;
}

export type Piece = Heading | Block | Prose;

/**
 * Pieces of a Markdown text in their order. Fences are three or more backticks or tildes at the start of a line.
 * @throws Error for a fence that is never closed.
 */
export function readMarkdown(text: string): Piece[] {
  const lines = text.split(/\r?\n/);
  const pieces: Piece[] = [];
  for (let line = 0; line < lines.length; line++) {
    const own = lines[line] ?? "";
    const fence = /^(`{3,}|~{3,})\s*(.*)$/.exec(own);
    const heading = /^(#{1,6})\s+(.*?)\s*$/.exec(own);
    if (fence !== null) {
      const [, open = "", info = ""] = fence;
      const end = lines.findIndex((it, index) => index > line && closes(it, open));
      if (end < 0) throw new Error(`line ${line + 1}: the block opened by ${open} is never closed`);
      const content = lines.slice(line + 1, end).map((it) => `${it}\n`);
      const path = takePath(pieces);
      const block: Block = { type: "block", info: words(info), content: content.join(""), start: line + 1, end };
      pieces.push(path === undefined ? block : { ...block, path });
      line = end;
    } else if (heading !== null) {
      pieces.push({ type: "heading", level: heading[1]?.length ?? 0, text: heading[2] ?? "", line });
    } else if (own.trim() !== "") pieces.push({ type: "prose", text: own, line });
  }
  return pieces;
}

function closes(line: string, open: string): boolean {
  const trimmed = line.trimEnd();
  return trimmed.length >= open.length && trimmed === (open[0] ?? "").repeat(trimmed.length);
}

/** The anchor that GitHub and VS Code give to a heading: `The word of another API` → `the-word-of-another-api`. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

/** `a.yaml`: as a line of its own, or in the label of a block (`block-labels.ts`). */
const PATH = /^(?:(?:Wrong|Right|Fixed by `[\w-]+`(?: \([a-z ]+\))?), in |With )?`([^`]+)`:\s*$/;

/** The path line directly above a block belongs to the block. */
function takePath(pieces: Piece[]): string | undefined {
  const last = pieces.at(-1);
  if (last?.type !== "prose") return undefined;
  const path = PATH.exec(last.text)?.[1];
  if (path !== undefined) pieces.pop();
  return path;
}

function words(info: string): string[] {
  return [...info.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** The text with new contents for some of its blocks. */
export function replaceContents(text: string, contents: ReadonlyMap<Block, string>): string {
  const lines = text.split("\n");
  for (const [block, content] of [...contents].toSorted(([a], [b]) => b.start - a.start)) {
    const own = content === "" ? [] : content.replace(/\n$/, "").split("\n");
    lines.splice(block.start, block.end - block.start, ...own);
  }
  return lines.join("\n");
}
