/** Text → node table by way of the `yaml` library: handles every document and recovers from errors. */

import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Node, type Pair, type Scalar } from "yaml";
import { TableBuilder, type KeyRow } from "./table-builder.js";
import { FLAG, type Style, type SyntaxProblem, type YamlDocument } from "./yaml-document.js";

/** Deeper nesting than any manifest has; below it the reader stops instead of exhausting the stack. */
const MAX_DEPTH = 200;

const STYLE_OF: Readonly<Record<string, Style>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single-quoted",
  QUOTE_DOUBLE: "double-quoted",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

/** Parses one document's text. Never throws: whatever the library refuses becomes a problem with a place. */
export function parseWithLibrary(text: string): Omit<YamlDocument, "id"> {
  const tooDeep = deepNesting(text);
  if (tooDeep !== undefined) return { text, table: new Int32Array(), strings: new Map(), problems: [tooDeep] };
  let parsed: ReturnType<typeof parseDocument>;
  try {
    parsed = parseDocument(text, {
      schema: "failsafe",
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
      keepSourceTokens: false,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      text,
      table: new Int32Array(),
      strings: new Map(),
      problems: [{ code: "UNREADABLE", message, range: { start: 0, end: Math.min(text.length, 1) } }],
    };
  }
  const problems: SyntaxProblem[] = parsed.errors
    // A stream is cut at its markers before it comes here, so a second document is an artefact.
    .filter((error) => error.code !== "MULTIPLE_DOCS")
    .map((error) => ({
      code: error.code,
      message: error.message,
      range: { start: error.pos[0], end: Math.max(error.pos[0], Math.min(error.pos[1], text.length)) },
    }));
  const reader = new Reader(text, problems);
  if (parsed.contents !== null) reader.node(parsed.contents, -1, undefined, 0, 0);
  return { text, table: reader.builder.table(), strings: reader.builder.strings, problems };
}

class Reader {
  readonly builder = new TableBuilder();
  readonly #text: string;
  readonly #problems: SyntaxProblem[];
  readonly #anchors = new Map<string, number>();

  constructor(text: string, problems: SyntaxProblem[]) {
    this.#text = text;
    this.#problems = problems;
  }

  /** Adds the node and everything below it; `emptyAt` is where a missing value would stand. */
  node(node: unknown, parent: number, key: KeyRow | undefined, depth: number, emptyAt: number): number {
    if (depth > MAX_DEPTH) return this.builder.add(parent, { kind: "scalar", start: emptyAt, end: emptyAt }, key);
    if (isMap(node)) return this.#collection(node, "map", parent, key, depth);
    if (isSeq(node)) return this.#collection(node, "sequence", parent, key, depth);
    if (isAlias(node)) return this.#alias(node, parent, key);
    if (isScalar(node)) return this.#scalar(node, parent, key, emptyAt);
    return this.builder.add(parent, { kind: "scalar", start: emptyAt, end: emptyAt }, key);
  }

  #collection(node: Node, kind: "map" | "sequence", parent: number, key: KeyRow | undefined, depth: number): number {
    const [start, end] = node.range ?? [0, 0];
    const flow = (node as { flow?: boolean }).flow === true;
    const index = this.builder.add(parent, { kind, start, end, flags: flow ? FLAG.flow : 0 }, key);
    this.#remember(node, index);
    for (const item of (node as { items?: unknown[] }).items ?? []) {
      if (isPair(item)) this.#pair(item, index, depth);
      else if (kind === "sequence") this.node(item, index, undefined, depth + 1, end);
    }
    // The library ends a block collection after its last line break; we end it with its last value.
    this.builder.endAt(index, start + this.#text.slice(start, end).trimEnd().length);
    return index;
  }

  #pair(pair: Pair, parent: number, depth: number): void {
    const keyNode = pair.key as Node | null;
    const [start, end] = keyNode?.range ?? [0, 0];
    const simple = isScalar(keyNode);
    const keyText = simple ? String(keyNode.value ?? "") : "";
    const source = this.#text.slice(start, end);
    const key: KeyRow = {
      start,
      end,
      quoted: simple && (keyNode as Scalar).type !== "PLAIN",
      merge: keyText === "<<" && source === "<<",
      complex: !simple,
      ...(simple && keyText !== source ? { text: keyText } : {}),
    };
    const colon = this.#text.indexOf(":", end);
    this.node(pair.value, parent, key, depth + 1, colon < 0 ? end : colon + 1);
  }

  #scalar(node: Scalar, parent: number, key: KeyRow | undefined, emptyAt: number): number {
    const style = STYLE_OF[node.type ?? "PLAIN"] ?? "plain";
    const [rawStart, rawEnd] = node.range ?? [emptyAt, emptyAt];
    // An empty value has a range of no width, sometimes after the following comment: put it behind its colon.
    const empty = rawStart === rawEnd;
    const start = empty && key !== undefined ? emptyAt : rawStart;
    const end = empty ? start : start + this.#text.slice(start, rawEnd).trimEnd().length;
    const flags = node.tag === "tag:yaml.org,2002:str" || node.tag === "!" ? FLAG.stringTag : 0;
    const index = this.builder.add(parent, { kind: "scalar", style, flags, start, end }, key);
    const value = typeof node.value === "string" ? node.value : String(node.value ?? "");
    if (value !== this.#text.slice(start, end)) this.builder.strings.set(index, value);
    this.#remember(node, index);
    return index;
  }

  #alias(
    node: { source: string; range?: [number, number, number] | null },
    parent: number,
    key: KeyRow | undefined,
  ): number {
    const [start, end] = node.range ?? [0, 0];
    const target = this.#anchors.get(node.source);
    const index = this.builder.add(parent, { kind: "alias", start, end }, key);
    for (let at = index; at >= 0; at = this.builder.parentOf(at)) {
      if (at !== target) continue;
      this.#problems.push({
        code: "CYCLIC_ALIAS",
        message: `Alias *${node.source} stands inside the node that its anchor names`,
        range: { start, end },
      });
      return index;
    }
    if (target !== undefined) this.builder.aliasOf(index, target);
    else {
      // The library finds this out only when values are asked for, which nobody does here (CP-35).
      this.#problems.push({
        code: "UNKNOWN_ALIAS",
        message: `Alias *${node.source} has no anchor &${node.source} before it`,
        range: { start, end },
      });
    }
    return index;
  }

  #remember(node: Node, index: number): void {
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor !== undefined) this.#anchors.set(anchor, index);
  }
}

/** A problem when the text nests deeper than the library's recursion can go; found by counting, not parsing. */
function deepNesting(text: string): SyntaxProblem | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x5b || char === 0x7b) depth++;
    else if ((char === 0x5d || char === 0x7d) && depth > 0) depth--;
    if (depth > MAX_DEPTH) return tooDeep(at);
  }
  const deepIndent = /^(?:- ){200,}|^ {2000,}\S/m.exec(text);
  return deepIndent === null ? undefined : tooDeep(deepIndent.index);
}

function tooDeep(at: number): SyntaxProblem {
  return { code: "TOO_DEEP", message: `Nested more than ${MAX_DEPTH} levels deep`, range: { start: at, end: at + 1 } };
}
