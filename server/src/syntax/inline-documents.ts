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
  const documents = known.get(at.place) ?? documentsOf(value, at, sourceOffsets(at, value));
  known.set(at.place, documents);
  return documents;
}

const writtenIn = memoize((_: YamlDocument) => new Map<number, readonly YamlDocument[]>());

function documentsOf(text: string, at: YamlNode, offsets: ReturnType<typeof sourceOffsets>): readonly YamlDocument[] {
  const whole = at.site();
  return splitDocuments(text).map(({ start, end }): YamlDocument => {
    const own = text.slice(start, end);
    const document: YamlDocument = {
      id: whole.document,
      ...parseDocumentText(own),
      origin: (node, part): Site => {
        if (offsets === undefined) return { ...whole, differs: "value" };
        const pieceOf = (of: Part): TextRange => {
          // Rows of this document are located in it alone; the site made of them is one of the outer document.
          const range = locate(document, { document: whole.document, node: node.place, part: of });
          const from = offsets(start + range.start);
          return { start: from, end: Math.max(from + 1, offsets(start + range.end)) };
        };
        const inside = { key: pieceOf("key"), value: pieceOf("value"), pair: pieceOf("pair") };
        return { ...whole, part, inside, piece: inside[part] };
      },
    };
    return document;
  });
}

/** Offsets in the text → offsets in the scalar's source; undefined where folding or escapes part the two. */
function sourceOffsets(scalar: YamlNode, text: string): ((offset: number) => number) | undefined {
  const { source, style } = scalar;
  if (style === "folded") return undefined;
  if (style !== "literal") {
    const at = source.indexOf(text);
    return at < 0 ? undefined : (offset) => at + offset;
  }
  const lines = text.split("\n");
  const written = source.split("\n").slice(1);
  const starts: { readonly text: number; readonly source: number }[] = [];
  let inText = 0;
  let inSource = source.length - written.join("\n").length;
  for (const [at, line] of lines.entries()) {
    const raw = written[at];
    if (raw === undefined) break;
    const indent = line === "" ? raw.length : Math.max(0, raw.lastIndexOf(line));
    starts.push({ text: inText, source: inSource + indent });
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
    return line === undefined ? 0 : Math.min(source.length, line.source + offset - line.text);
  };
}
