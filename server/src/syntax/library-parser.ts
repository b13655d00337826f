/** Text → node table by way of the `yaml` library: handles every document and recovers from errors. */

import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Node, type Pair, type Scalar } from "yaml";
import { skipTrivia } from "./layout.js";
import { lenientText } from "./lenient-text.js";
import { TableBuilder, type KeyRow } from "./table-builder.js";
import { FLAG, isQuoted, type ParsedText, type Style, type SyntaxProblem } from "./yaml-document.js";

/** Deeper nesting than any manifest has; below it the reader stops instead of exhausting the stack. */
export const MAX_DEPTH = 200;
/**
 * How many nodes the aliases of a document may stand for, all together. Manifests with anchors stay far below; beyond it
 * the text is an alias bomb, whose aliases a reader could not follow to the end in any sensible time.
 */
const MAX_ALIASED_NODES = 100_000;

const MAX_OPEN_BRACKETS = 10_000;
/** Of a text that is no YAML at all, the first problems tell as much as all. */
const MAX_PROBLEMS = 100;

const STYLE_OF: Readonly<Record<string, Style>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single-quoted",
  QUOTE_DOUBLE: "double-quoted",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

const OPTIONS = {
  schema: "failsafe",
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "silent",
  keepSourceTokens: false,
} as const;
/** What the library says of lines inside quotes or brackets that are not indented far enough, and of an alias with a colon at its end. */
const MAY_BE_LENIENT: ReadonlySet<string> = new Set([
  "BAD_INDENT",
  "MISSING_CHAR",
  "TAB_AS_INDENT",
  "UNEXPECTED_TOKEN",
]);

/** Parses one document's text. Never throws: whatever the library refuses becomes a problem with a place. */
export function parseWithLibrary(text: string): ParsedText {
  const tooDeep = deepNesting(text);
  if (tooDeep !== undefined) return unreadable(text, tooDeep);
  let parsed: ReturnType<typeof parseDocument>;
  let isLenient = false;
  try {
    parsed = parseDocument(text, OPTIONS);
    const lenient = parsed.errors.some((it) => MAY_BE_LENIENT.has(it.code)) ? lenientText(text) : undefined;
    const again = lenient === undefined ? undefined : parseDocument(lenient, OPTIONS);
    if (again !== undefined && firstFault(again) > firstFault(parsed)) {
      parsed = again;
      isLenient = true;
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const range = { start: 0, end: Math.min(text.length, 1) };
    // The library recurses, so a stack that overflows means that the text nests beyond all measure.
    if (error instanceof RangeError) return unreadable(text, tooDeepAt(range.start));
    return unreadable(text, { code: "UNREADABLE", message, range });
  }
  const reader = new Reader(text, problemsOf(text, parsed.errors), isLenient);
  if (parsed.contents !== null) reader.node(parsed.contents, -1, undefined, 0, 0);
  const { builder, problems } = reader;
  return { text, table: builder.table(), strings: builder.strings, problems: problems.slice(0, MAX_PROBLEMS) };
}

/** Where reading gets no further. */
function firstFault({ errors }: ReturnType<typeof parseDocument>): number {
  return Math.min(Number.POSITIVE_INFINITY, ...errors.slice(0, MAX_PROBLEMS).map((it) => it.pos[0]));
}

function problemsOf(text: string, errors: ReturnType<typeof parseDocument>["errors"]): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  for (const { code, message, pos } of errors) {
    // A stream is cut at its markers before it comes here, so a second document is an artefact.
    if (code === "MULTIPLE_DOCS") continue;
    const start = Math.min(pos[0], text.length);
    // The library's own bound on depth; where ours is met first, the reader says so.
    if (code === "RESOURCE_EXHAUSTION") {
      if (!problems.some((it) => it.code === "TOO_DEEP")) problems.push(tooDeepAt(start));
    } else problems.push({ code, message, range: { start, end: Math.max(start, Math.min(pos[1], text.length)) } });
    if (problems.length === MAX_PROBLEMS) break;
  }
  return problems;
}

class Reader {
  readonly builder = new TableBuilder();
  readonly #text: string;
  readonly problems: SyntaxProblem[];
  readonly #isLenient: boolean;
  readonly #anchors = new Map<string, number>();
  /** What scalars with an anchor say, for aliases in the place of a key. */
  readonly #texts = new Map<string, string>();
  /** Nodes that each row stands for, itself and everything below it, aliases followed. */
  readonly #sizes: number[] = [];
  #aliasedNodes = 0;

  /** @param isLenient Whether the library has read another text, see `lenientText`. */
  constructor(text: string, problems: SyntaxProblem[], isLenient: boolean) {
    this.#text = text;
    this.problems = problems;
    this.#isLenient = isLenient;
  }

  /** Adds the node and everything below it; `emptyAt` is where a missing value would stand. */
  node(node: unknown, parent: number, key: KeyRow | undefined, depth: number, emptyAt: number): number {
    if (isMap(node) || isSeq(node)) {
      if (depth <= MAX_DEPTH) return this.#collection(node, isMap(node) ? "map" : "sequence", parent, key, depth);
      this.#report(tooDeepAt(node.range?.[0] ?? emptyAt));
    }
    if (isAlias(node)) return this.#alias(node, parent, key);
    if (isScalar(node)) return this.#scalar(node, parent, key, emptyAt);
    return this.#add(parent, { kind: "scalar", start: emptyAt, end: emptyAt }, key);
  }

  #collection(node: Node, kind: "map" | "sequence", parent: number, key: KeyRow | undefined, depth: number): number {
    const [start, end] = node.range ?? [0, 0];
    const flow = (node as { flow?: boolean }).flow === true;
    const index = this.#add(parent, { kind, start, end, flags: flow ? FLAG.flow : 0 }, key);
    this.#remember(node, index);
    let lastEnd = start;
    let size = 1;
    for (const item of (node as { items?: unknown[] }).items ?? []) {
      let child: number;
      if (isPair(item)) {
        child = this.#pair(item, index, depth);
        lastEnd = Math.max(lastEnd, this.builder.keyEndOf(child));
      } else {
        // An empty item of a block sequence is put behind its hyphen: the library may put it behind a comment.
        const hyphen = flow ? lastEnd : skipTrivia(this.#text, lastEnd);
        child = this.node(item, index, undefined, depth + 1, this.#text[hyphen] === "-" ? hyphen + 1 : lastEnd);
      }
      lastEnd = Math.max(lastEnd, this.builder.endOf(child));
      size += this.#sizes[child] ?? 1;
    }
    this.#sizes[index] = size;
    // The library ends a block collection after its last line break or comment; we end it with its last value.
    this.builder.endAt(index, flow ? trimmedEnd(this.#text, start, end) : lastEnd);
    return index;
  }

  #pair(pair: Pair, parent: number, depth: number): number {
    const keyNode = pair.key as Node | null;
    const valueStart = (pair.value as Node | null)?.range?.[0] ?? 0;
    const [start, end] = keyNode?.range ?? [valueStart, valueStart];
    const source = this.#text.slice(start, end);
    const isMasked = this.#isLenient && isScalar(keyNode) && keyNode.type === "PLAIN" && source.startsWith("*");
    const anchor = isAlias(keyNode) ? keyNode.source : isMasked ? source.slice(1) : undefined;
    const aliased = anchor === undefined ? undefined : this.#texts.get(anchor);
    if (isMasked && aliased === undefined) this.#unknownAlias(source.slice(1), { start, end });
    const simple = isScalar(keyNode) || aliased !== undefined;
    const keyText = aliased ?? (isScalar(keyNode) ? String(keyNode.value ?? "") : "");
    const key: KeyRow = {
      start,
      end,
      quoted: isScalar(keyNode) && keyNode.type !== "PLAIN",
      merge: keyText === "<<" && source === "<<",
      complex: !simple,
    };
    const colon = skipTrivia(this.#text, end);
    const index = this.node(pair.value, parent, key, depth + 1, this.#text[colon] === ":" ? colon + 1 : end);
    const written = key.quoted ? source.slice(1, -1) : source;
    if (simple && keyText !== written) this.builder.keepString(-1 - index, keyText);
    return index;
  }

  #scalar(node: Scalar, parent: number, key: KeyRow | undefined, emptyAt: number): number {
    if (node.anchor !== undefined) this.#texts.set(node.anchor, String(node.value ?? ""));
    const style = STYLE_OF[node.type ?? "PLAIN"] ?? "plain";
    const [rawStart, rawEnd] = node.range ?? [emptyAt, emptyAt];
    // An empty value has a range of no width, sometimes after the following comment: put it behind its colon or hyphen.
    const empty = rawStart === rawEnd;
    const start = empty ? emptyAt : rawStart;
    const end = empty ? start : trimmedEnd(this.#text, start, rawEnd);
    const flags = node.tag === "tag:yaml.org,2002:str" || node.tag === "!" ? FLAG.stringTag : 0;
    const index = this.#add(parent, { kind: "scalar", style, flags, start, end }, key);
    const source = this.#text.slice(start, end);
    const isFolded = this.#isLenient && style !== "literal" && style !== "folded" && source.includes("\n");
    // On its own it may be indented as it likes, and its line breaks count as what they are.
    const read: unknown = isFolded ? (parseDocument(source, OPTIONS).contents as Scalar | null)?.value : node.value;
    const value = typeof read === "string" ? read : String(read ?? "");
    if (value !== (isQuoted(style) ? source.slice(1, -1) : source)) this.builder.keepString(index, value);
    this.#remember(node, index);
    return index;
  }

  #alias(
    node: { source: string; range?: [number, number, number] | null },
    parent: number,
    key: KeyRow | undefined,
  ): number {
    const [start, end] = node.range ?? [0, 0];
    const range = { start, end };
    const target = this.#anchors.get(node.source);
    const index = this.#add(parent, { kind: "alias", start, end }, key);
    if (target === undefined) {
      this.#unknownAlias(node.source, range);
      return index;
    }
    for (let at = index; at >= 0; at = this.builder.parentOf(at)) {
      if (at !== target) continue;
      this.problems.push({
        code: "CYCLIC_ALIAS",
        message: `Alias *${node.source} stands inside the node that its anchor names`,
        range,
      });
      return index;
    }
    const size = this.#sizes[target] ?? 1;
    if (this.#aliasedNodes + size > MAX_ALIASED_NODES) {
      const message = `Aliases stand for more than ${MAX_ALIASED_NODES} nodes; *${node.source} is not read`;
      this.#report({ code: "ALIAS_BOMB", message, range });
      return index;
    }
    this.#aliasedNodes += size;
    this.#sizes[index] = size;
    this.builder.aliasOf(index, target);
    return index;
  }

  /** The library finds this out only when values are asked for, which nobody does here (CP-35). */
  #unknownAlias(name: string, range: SyntaxProblem["range"]): void {
    this.problems.push({ code: "UNKNOWN_ALIAS", message: `Alias *${name} has no anchor &${name} before it`, range });
  }

  /** Reports what holds of the whole document once. */
  #report(problem: SyntaxProblem): void {
    if (!this.problems.some((it) => it.code === problem.code)) this.problems.push(problem);
  }

  #add(parent: number, row: Parameters<TableBuilder["add"]>[1], key: KeyRow | undefined): number {
    const index = this.builder.add(parent, row, key);
    this.#sizes[index] = 1;
    return index;
  }

  #remember(node: Node, index: number): void {
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor !== undefined) this.#anchors.set(anchor, index);
  }
}

/** End of the text before trailing white space, in YAML's meaning of it: a no-break space is text. */
function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start) {
    const char = text.charCodeAt(at - 1);
    if (char !== 0x20 && char !== 0x09 && char !== 0x0a && char !== 0x0d) break;
    at--;
  }
  return at;
}

function unreadable(text: string, problem: SyntaxProblem): ParsedText {
  return { text, table: new Int32Array(), strings: new Map(), problems: [problem] };
}

function tooDeepAt(at: number): SyntaxProblem {
  return { code: "TOO_DEEP", message: `Nested more than ${MAX_DEPTH} levels deep`, range: { start: at, end: at + 1 } };
}

/**
 * A problem when brackets nest so deep that the library, which tries them all before it gives up, would take seconds.
 * Counted without parsing, so brackets in texts count too: the limit is far above what texts leave open.
 */
function deepNesting(text: string): SyntaxProblem | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x5b || char === 0x7b) depth++;
    else if ((char === 0x5d || char === 0x7d) && depth > 0) depth--;
    if (depth > MAX_OPEN_BRACKETS) return tooDeepAt(at);
  }
  return undefined;
}
