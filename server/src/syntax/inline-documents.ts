/** YAML that stands as a text inside other YAML: its documents, whose places are pieces of that text. */

import { memoize } from "../base/memoize.js";
import type { Part, Site, TextRange } from "../base/source.js";
import { parseDocumentText } from "./parse.js";
import { splitDocuments } from "./split-documents.js";
import { locate } from "./locate.js";
import type { YamlDocument, YamlNode } from "./yaml-document.js";

/** A text, and the scalar that says it. */
interface Written<T> {
  readonly value: T;
  readonly at: YamlNode;
}

/**
 * The documents of a text. Each place in them is where it stands in the scalar that says it, or all of that: of a text
 * that is not as it is written there, too. A patch of many kustomizations is read once.
 */
export function inlineDocuments({ value, at }: Written<string>): readonly YamlDocument[] {
  const isWritten = at.kind === "scalar" && at.text === value;
  if (!isWritten) return documentsOf(value, at, undefined);
  const known = writtenIn(at.document);
  const offsets = sourceOffsets(at, value);
  const ends: Ends | undefined = offsets && ((start, end) => [offsets(start), offsets(end)]);
  const documents = known.get(at.place) ?? documentsOf(value, at, ends);
  known.set(at.place, documents);
  return documents;
}

const writtenIn = memoize((_: YamlDocument) => new Map<number, readonly YamlDocument[]>());

/** A text that was made of what a scalar says, and which part of that a range of it was made of. */
export interface MadeText {
  readonly text: string;
  readonly origin: (range: TextRange) => TextRange;
}

/**
 * The documents of a text that a template makes, each place where the template writes it. A template whose lines are written
 * otherwise, with variables, is in the same lines of its scalar.
 */
export function madeDocuments({ value, at }: Written<string>, made: MadeText): readonly YamlDocument[] {
  const offsets = sourceOffsets(at, value);
  if (offsets === undefined) return documentsOf(made.text, at, undefined);
  const ends = (start: number, end: number): readonly [number, number] => {
    const from = made.origin({ start, end });
    return [offsets(from.start), offsets(from.end)];
  };
  return documentsOf(made.text, at, ends);
}

/** Offsets in a text → offsets in the scalar's source. */
type Ends = (start: number, end: number) => readonly [number, number];

function documentsOf(text: string, at: YamlNode, ends: Ends | undefined): readonly YamlDocument[] {
  const whole = at.site();
  return splitDocuments(text).map(({ start, end }): YamlDocument => {
    const own = text.slice(start, end);
    const document: YamlDocument = {
      id: whole.document,
      ...parseDocumentText(own),
      origin: (node, part): Site => {
        if (ends === undefined) return { ...whole, differs: "value" };
        const pieceOf = (of: Part): TextRange => {
          // Rows of this document are located in it alone; the site made of them is one of the outer document.
          const range = locate(document, { document: whole.document, node: node.place, part: of });
          const [from, to] = ends(start + range.start, start + range.end);
          return { start: from, end: Math.max(from + 1, to) };
        };
        const inside = { key: pieceOf("key"), value: pieceOf("value"), pair: pieceOf("pair") };
        return { ...whole, part, inside, piece: inside[part] };
      },
    };
    return document;
  });
}

/**
 * Offsets in the text → offsets in the scalar's source; undefined where folding or escapes part the two. A line of another text is
 * at the same line of the source.
 */
function sourceOffsets(scalar: YamlNode, text: string): ((offset: number) => number) | undefined {
  const { source, style } = scalar;
  if (style === "folded") return undefined;
  if (style !== "literal") {
    const at = source.indexOf(text);
    return at < 0 ? undefined : (offset) => at + offset;
  }
  const lines = text.split("\n");
  if (text !== scalar.text && lines.length !== scalar.text.split("\n").length) return undefined;
  const written = source.split("\n").slice(1);
  const starts: { readonly text: number; readonly source: number; readonly end: number }[] = [];
  let inText = 0;
  let inSource = source.length - written.join("\n").length;
  for (const [at, line] of lines.entries()) {
    const raw = written[at];
    if (raw === undefined) break;
    const found = raw.lastIndexOf(line);
    const indent = line === "" ? raw.length : found < 0 ? raw.search(/\S|$/) : found;
    starts.push({ text: inText, source: inSource + indent, end: inSource + raw.length });
    inText += line.length + 1;
    inSource += raw.length + 1;
  }
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle]?.text ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const line = starts[low];
    return line === undefined ? 0 : Math.min(line.end, line.source + offset - line.text);
  };
}
