/** A file line by line, as a document: for places in a template, which is no YAML before it is rendered. */

import type { DocumentId } from "../base/source.js";
import { TableBuilder } from "../syntax/table-builder.js";
import { FLAG, type Style, type YamlDocument } from "../syntax/yaml-document.js";
import { templateLines, type TemplateLine } from "./template-lines.js";

export interface LineDocument {
  readonly document: YamlDocument;
  /** The line at an index is the node after it: node 0 stands for the file, at its first line that says something. */
  readonly lines: readonly TemplateLine[];
}

/** Node of the whole file. */
export const HEAD = 0;

export function lineDocument(text: string, id: DocumentId): LineDocument {
  const lines = templateLines(text);
  const builder = new TableBuilder();
  const first = lines.find((it) => it.is === "text") ?? lines.find((it) => it.is !== "blank") ?? lines[0];
  const start = first?.keyAt?.start ?? first?.valueAt.start ?? 0;
  const lineEnd = text.indexOf("\n", start);
  const end = start + text.slice(start, lineEnd < 0 ? text.length : lineEnd).trimEnd().length;
  builder.add(-1, { kind: "sequence", start, end });
  for (const { keyAt, valueAt } of lines) {
    const written = text.slice(valueAt.start, valueAt.end);
    const style = styleOf(written);
    const quoted = keyAt !== undefined && /["']/.test(text[keyAt.start] ?? "");
    builder.add(
      HEAD,
      { kind: "scalar", style, flags: quoted ? FLAG.quotedKey : 0, start: valueAt.start, end: valueAt.end },
      keyAt === undefined ? undefined : { ...keyAt, quoted },
    );
  }
  const document = { id, text, table: builder.table(), strings: builder.strings, problems: [] };
  return { document, lines };
}

/** Quotes are taken off only where nothing in them would have to be read. */
function styleOf(written: string): Style {
  if (/^"[^"\\{]*"$/.test(written)) return "double-quoted";
  return /^'[^'{]*'$/.test(written) ? "single-quoted" : "plain";
}
