/**
 * A rule's page as its examples: which files, in what context, with which findings, and what each fix makes of them.
 *
 * Blocks are `cluster` (see `cluster.ts`), `settings` (the text of `.netpol.yaml`), `yaml bad`, `yaml good` and
 * `yaml fixed <fix-id>`. The first two hold for their heading and all below, a deeper one in place of the one above. A line
 * with a path above a block names its file; neighbors with different paths are one example. `fixed` blocks belong to the example before them.
 * The labels above blocks are in `block-labels.ts`, and how limits are written in `limits.ts`.
 */

import { CLUSTER_FILE, clusterYaml } from "./cluster.js";
import { type Block, type Heading, type Piece, readMarkdown } from "./markdown.js";
import { type MarkedText, readMarks } from "./marks.js";

export const SETTINGS_FILE = ".netpol.yaml";
const DEFAULT_FILE = "policy.yaml";

export interface PageFile {
  readonly path: string;
  readonly role: "bad" | "good";
  readonly block: Block;
  readonly marked: MarkedText;
}

/** Files after a fix; those that the page does not show stay as they were. */
export interface FixedFiles {
  readonly fix: string;
  readonly files: readonly { readonly path: string; readonly block: Block }[];
}

export interface Example {
  /** Text of the nearest heading, and the line of the first block, from 1. */
  readonly title: string;
  readonly line: number;
  readonly files: readonly PageFile[];
  /** Manifests of the `cluster` block in force. */
  readonly cluster?: string;
  readonly settings?: string;
  readonly fixed: readonly FixedFiles[];
}

export interface Page {
  readonly code: string;
  readonly name: string;
  /** Paragraph between title and first heading. */
  readonly summary: string;
  readonly examples: readonly Example[];
}

const TITLE = /^(NP\d{4}) · ([a-z0-9-]+)$/;
/** Headings in their order; those that may be missing are marked so. */
const SECTIONS = [
  { heading: "Why it matters", optional: false },
  { heading: "Examples", optional: false },
  { heading: "Fixes", optional: true },
  { heading: "Limits", optional: true },
  { heading: "See also", optional: true },
] as const;

/**
 * Reads a page.
 * @throws Error that says what the page's form lacks, with the line (from 1) where there is one.
 */
export function readPage(text: string): Page {
  const pieces = readMarkdown(text);
  const title = pieces.find((it) => it.type === "heading");
  const match = title?.level === 1 ? TITLE.exec(title.text) : null;
  if (title === undefined || match === null) throw new Error("the first heading is `# NPnnnn · rule-name`");
  checkSections(pieces);
  const summary = summaryOf(pieces);
  if (summary === "") throw new Error("a summary paragraph stands between title and first heading");
  return { code: match[1] ?? "", name: match[2] ?? "", summary, examples: new ExampleReader(pieces).examples };
}

function checkSections(pieces: readonly Piece[]): void {
  const found = pieces.filter((it): it is Heading => it.type === "heading" && it.level === 2);
  const known = SECTIONS.map((it) => it.heading as string);
  let last = -1;
  for (const { text, line } of found) {
    const index = known.indexOf(text);
    if (index < 0) throw fault(line, `unknown heading "${text}"; a page has ${known.join(", ")}`);
    if (index <= last) throw fault(line, `"${text}" stands behind "${known[last]}"; the order is ${known.join(", ")}`);
    last = index;
  }
  for (const { heading, optional } of SECTIONS) {
    if (!optional && !found.some((it) => it.text === heading)) throw new Error(`the heading "${heading}" is missing`);
  }
}

function summaryOf(pieces: readonly Piece[]): string {
  const end = pieces.findIndex((it) => it.type === "heading" && it.level > 1);
  return pieces
    .slice(0, end < 0 ? pieces.length : end)
    .flatMap((it) => (it.type === "prose" ? [it.text] : []))
    .join("\n")
    .replace(/<!-- gen:facts -->[\s\S]*<!-- \/gen:facts -->/, "")
    .trim();
}

interface Level {
  readonly heading: Heading;
  cluster?: string;
  settings?: string;
}

/** Walks the page once, keeping the context that each heading sets for what stands below it. */
class ExampleReader {
  readonly examples: Example[] = [];
  readonly #levels: Level[] = [];
  /** True while the next file may join the last example. */
  #open = false;

  constructor(pieces: readonly Piece[]) {
    for (const piece of pieces) {
      if (piece.type === "heading") this.#enter(piece);
      else if (piece.type === "block") this.#read(piece);
    }
  }

  #enter(heading: Heading): void {
    while ((this.#levels.at(-1)?.heading.level ?? 0) >= heading.level) this.#levels.pop();
    this.#levels.push({ heading });
    this.#open = false;
  }

  #read(block: Block): void {
    const [language, role, fix, ...rest] = block.info;
    const level = this.#levels.at(-1);
    if (level === undefined) throw fault(block.start - 1, "a block stands before the title");
    if (language === "cluster") {
      if (level.cluster !== undefined) throw fault(block.start - 1, "the heading has a cluster block already");
      level.cluster = clusterYaml(block.content);
    } else if (language === "settings") {
      if (level.settings !== undefined) throw fault(block.start - 1, "the heading has a settings block already");
      level.settings = block.content;
    } else if (language === "yaml") {
      if ((role === "bad" || role === "good") && fix === undefined) this.#addFile(block, role, level);
      else if (role === "fixed" && fix !== undefined && rest.length === 0) this.#addFixed(block, fix);
      else throw fault(block.start - 1, "a yaml block is `yaml bad`, `yaml good` or `yaml fixed <fix-id>`");
    }
  }

  #addFile(block: Block, role: "bad" | "good", { heading }: Level): void {
    const marked = at(block, () => readMarks(block.content));
    if (role === "good" && marked.marks.length > 0) throw fault(block.start - 1, "a good block has no marks");
    const file: PageFile = { path: block.path ?? DEFAULT_FILE, role, block, marked };
    const last = this.examples.at(-1);
    const joins = this.#open && block.path !== undefined && last?.files.every((it) => it.path !== file.path) === true;
    if (joins && last !== undefined) {
      this.examples[this.examples.length - 1] = { ...last, files: [...last.files, file] };
      return;
    }
    const cluster = this.#levels.findLast((it) => it.cluster !== undefined)?.cluster;
    const settings = this.#levels.findLast((it) => it.settings !== undefined)?.settings;
    this.examples.push({
      ...{ title: heading.text, line: block.start, files: [file], fixed: [] },
      ...(cluster === undefined ? {} : { cluster }),
      ...(settings === undefined ? {} : { settings }),
    });
    this.#open = block.path !== undefined;
  }

  #addFixed(block: Block, fix: string): void {
    const last = this.examples.at(-1);
    if (last === undefined) throw fault(block.start - 1, "a fixed block follows the bad block that it fixes");
    const path = block.path ?? onlyPath(last);
    if (path === undefined)
      throw fault(block.start - 1, "the example has several files; a path line says which this is");
    const same = last.fixed.at(-1);
    const fixed: FixedFiles =
      same?.fix === fix && same.files.every((it) => it.path !== path)
        ? { fix, files: [...same.files, { path, block }] }
        : { fix, files: [{ path, block }] };
    const others = same?.fix === fix ? last.fixed.slice(0, -1) : last.fixed;
    this.examples[this.examples.length - 1] = { ...last, fixed: [...others, fixed] };
    this.#open = false;
  }
}

function onlyPath({ files }: Example): string | undefined {
  return files.length === 1 ? files[0]?.path : undefined;
}

/** The example's workspace as it stands before any fix: text by path. */
export function filesOf({ files, cluster, settings }: Example): Map<string, string> {
  return new Map([
    ...(cluster === undefined ? [] : [[CLUSTER_FILE, cluster] as const]),
    ...(settings === undefined ? [] : [[SETTINGS_FILE, settings] as const]),
    ...files.map(({ path, marked }) => [path, marked.text] as const),
  ]);
}

function at<T>(block: Block, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw fault(block.start - 1, `block below: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fault(line: number, message: string): Error {
  return new Error(`line ${line + 1}: ${message}`);
}
