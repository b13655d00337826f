/**
 * The limits of a rule's page: what the rule cannot know, leaves to another rule, or says less loudly.
 *
 * Under `## Limits` each is one item of a list with a link to the heading of the example that shows it:
 *
 * ```markdown
 * - Labels in `metadata` are not checked. [Example](#labels-in-metadata)
 * ```
 *
 * Examples that show nothing but a limit follow the list; a limit may also name one of those above.
 */

import { anchorOf, type Heading, type Piece, readMarkdown } from "./markdown.js";
import type { Page } from "./pages.js";

export interface Limit {
  readonly sentence: string;
  /** Heading of the example, as `Example.title` has it. */
  readonly example: string;
}

const FORM = "- What it does not know. [Example](#heading)";
const ITEM = /^- (?<sentence>.+\.) \[Example\]\(#(?<anchor>[^)]+)\)$/;

/**
 * Reads the limits of a page.
 * @throws Error that names the line (from 1) of one that is not an item of the form above, or names
 *   a heading that the page does not have once, or that has no example.
 */
export function limitsOf(text: string, page: Page): Limit[] {
  const pieces = readMarkdown(text);
  const headings = pieces.filter((it) => it.type === "heading");
  return itemsOf(pieces).map(({ line, item }) => {
    const fault = (message: string): Error => new Error(`line ${line + 1}: ${message}`);
    const { sentence, anchor } = ITEM.exec(item)?.groups ?? {};
    if (sentence === undefined || anchor === undefined) throw fault(`a limit is written \`${FORM}\`: ${item}`);
    return { sentence, example: exampleAt(anchor, headings, page, fault) };
  });
}

/** Items of the list under the heading; lines that go on with one are joined to it. */
function itemsOf(pieces: readonly Piece[]): { readonly line: number; readonly item: string }[] {
  const start = pieces.findIndex((it) => it.type === "heading" && it.level === 2 && it.text === "Limits");
  if (start < 0) return [];
  const rest = pieces.slice(start + 1);
  const end = rest.findIndex((it) => it.type !== "prose");
  const items: { line: number; item: string }[] = [];
  for (const piece of end < 0 ? rest : rest.slice(0, end)) {
    if (piece.type !== "prose") continue;
    const last = items.at(-1);
    if (last !== undefined && /^\s+\S/.test(piece.text)) last.item += ` ${piece.text.trim()}`;
    else items.push({ line: piece.line, item: piece.text });
  }
  return items;
}

function exampleAt(anchor: string, headings: readonly Heading[], page: Page, fault: (it: string) => Error): string {
  const [heading, ...more] = headings.filter((it) => anchorOf(it.text) === anchor);
  if (heading === undefined) throw fault(`the page has no heading for #${anchor}`);
  if (more.length > 0) throw fault(`the page has several headings for #${anchor}`);
  if (!page.examples.some((it) => it.title === heading.text)) throw fault(`"${heading.text}" has no example`);
  return heading.text;
}
