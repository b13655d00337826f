/** Writes manifests in other styles that mean the same: fixes have to do the same in each, in the style that they find. */

import {
  type CreateNodeOptions,
  Document,
  type DocumentOptions,
  parseAllDocuments,
  type SchemaOptions,
  type ToStringOptions,
} from "yaml";

export interface Dress {
  readonly name: string;
  /** The text in this style; undefined where it cannot be written so. */
  readonly put: (text: string) => string | undefined;
  /** What the text says, as a list of objects: what `put` may not change. */
  readonly read: (text: string) => unknown[];
  /** True when a text that a fix has left in this style is written again exactly as it stands. */
  readonly exact: boolean;
}

export const DRESSES: readonly Dress[] = [
  {
    name: "byte order mark, CRLF, none at the end",
    put: (text) => `\ufeff${text.replace(/\n$/, "").replaceAll("\n", "\r\n")}`,
    read: valuesOf,
    exact: false,
  },
  { name: "document of several", put: severalOf, read: (text) => valuesOf(text).slice(1, -1), exact: false },
  { name: "kind: List", put: listOf, read: (text) => valuesOf(text).flatMap(itemsOf), exact: false },
  rewritten("lists at the column of their key", { indentSeq: false }),
  rewritten("four columns", { indent: 4, indentSeq: false }),
  rewritten("quotes", { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" }, false),
  rewritten("flow style", { collectionStyle: "flow", lineWidth: 0 }, false),
  { name: "JSON", put: json, read: valuesOf, exact: false },
];

/** What the documents of the text say; undefined for one that is not sound. */
export function valuesOf(text: string): unknown[] {
  return parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent" }).map((it) =>
    it.errors.length > 0 ? undefined : (it.toJS() as unknown),
  );
}

type Style = DocumentOptions & SchemaOptions & CreateNodeOptions & ToStringOptions;

function rewritten(name: string, style: Style, exact = true): Dress {
  const put = (text: string): string | undefined =>
    writtenAs(text, (value) => new Document(value, style).toString(style));
  return { name, put, read: valuesOf, exact };
}

function json(text: string): string | undefined {
  return writtenAs(text, (value) => `${JSON.stringify(value, undefined, 2)}\n`);
}

function writtenAs(text: string, write: (value: unknown) => string): string | undefined {
  const values = valuesOf(text);
  return values.includes(undefined) ? undefined : values.map(write).join("---\n");
}

function severalOf(text: string): string {
  return `# Copyright of somebody\n---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: before}\n--- # what it is about\n${text}---\n# nothing\nkind: Secret\napiVersion: v1\nmetadata: {name: behind}`;
}

/** The objects with their own text, each indented as an item. */
function listOf(text: string): string | undefined {
  if (valuesOf(text).some((it) => typeof it !== "object" || it === null)) return undefined;
  const items = text.split(/^---\n/m).map((it) =>
    it
      .trimEnd()
      .split("\n")
      .map((line, index) => (index === 0 ? `  - ${line}` : line === "" ? "" : `    ${line}`))
      .join("\n"),
  );
  return `apiVersion: v1\nkind: List\nitems:\n${items.join("\n")}\n`;
}

function itemsOf(value: unknown): unknown[] {
  const items: unknown = typeof value === "object" && value !== null && "items" in value ? value.items : undefined;
  return Array.isArray(items) ? items : [value];
}

/** Text that an anchor shows in a second place too, which no fix may change. */
export interface Sharing {
  readonly name: string;
  readonly put: (text: string) => string;
  /** What the second place shows. */
  readonly shown: (text: string) => unknown[];
}

export const SHARINGS: readonly Sharing[] = [
  sharing("spec", "x-spec", (text) => `${text.replace(/^spec:$/m, "x-spec: &spec")}spec: *spec\n`),
  sharing("spec, merged", "x-spec", (text) => `${text.replace(/^spec:$/m, "x-spec: &spec")}spec:\n  <<: *spec\n`),
  sharing("labels", "x-used", (text) => {
    let count = 0;
    const anchored = text.replaceAll("matchLabels: {", () => `matchLabels: &labels${count++} {`);
    return `${anchored}x-used: [${Array.from({ length: count }, (_, at) => `*labels${at}`).join(", ")}]\n`;
  }),
];

function sharing(name: string, second: string, share: (document: string) => string): Sharing {
  const isManifest = (document: string): boolean => /^spec:$/m.test(document) && valuesOf(document)[0] !== undefined;
  return {
    name,
    put: (text) =>
      text
        .split(/^---\n/m)
        .map((it) => (isManifest(it) ? share(it) : it))
        .join("---\n"),
    shown: (text) => valuesOf(text).map((it) => (typeof it === "object" ? Object(it)[second] : undefined)),
  };
}
