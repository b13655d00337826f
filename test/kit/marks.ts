/**
 * Marks: the one grammar for expectations. Reads them from YAML text and takes them out before the text is analysed;
 * `write-marks.ts` puts them back.
 *
 * ```yaml
 * spec:
 * #<--... NP1700 a range that starts at the column of the hash and goes on below its first line
 *   podSelector: {matchLabels: {app: web}}
 *   #                           ^^^^^^^^ NP1102 (warning, fix) the message contains this text
 *   #  | and this one, which is said on a line of its own
 *   #            ^^^^^^^^^^^^^^^^^^^^^^^^^ see a related place whose words contain this text
 *   policyTypes: [Egress]
 *   #             ^^^^^^ hover? isolation
 *   #                    ! NP1000 an empty range, just here
 * ```
 *
 * A mark is a whole comment line and belongs to the nearest line above that is not a mark. Its run covers the range
 * exactly: carets, or `!` for an empty range. Column nought cannot carry a caret: there `#<` and hyphens underline from
 * the hash itself, `#=` means its one character and `#<!` the empty range at it. `...` behind the run says that the range ends on a later line; of its first line it covers the
 * rest, whatever the length of the run. Behind the run stands one of
 *
 * - a code, flags in brackets (a severity, `fix`, `unused`, `deprecated`), text that the message must contain. Each
 *   part but the code may be left out; flags that are given are all there are.
 * - `see` and text that the words of a related place must contain;
 * - `hover?`, `action?` or `place?` and an id: a place to ask about.
 */

/** Columns count UTF-16 units from 0, lines count from 0 in the text without marks. `end` is exclusive. */
export interface MarkRange {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** True when the range ends on a later line; then `end` says nothing. */
  readonly continues: boolean;
}

export type Severity = "error" | "warning" | "info" | "hint";
const SEVERITIES: readonly string[] = ["error", "warning", "info", "hint"];

export interface Flags {
  readonly severity?: Severity;
  readonly fix: boolean;
  readonly tag?: "unused" | "deprecated";
}

export interface FindingMark extends MarkRange {
  readonly type: "finding";
  readonly code: string;
  /** Undefined: none were given, so they are not asked for. */
  readonly flags?: Flags;
  /** Each of these must be in the message. */
  readonly texts: readonly string[];
}

export interface RelatedMark extends MarkRange {
  readonly type: "see";
  readonly texts: readonly string[];
}

export type Question = "hover" | "action" | "place";

export interface PlaceMark extends MarkRange {
  readonly type: Question;
  readonly id: string;
}

export type Mark = FindingMark | RelatedMark | PlaceMark;

export interface MarkedText {
  /** The text as a user would have it. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

const RUN = /^([ \t]*)#(?:([ \t]*)(\^+|!)|(=|<!|<-*))(\.\.\.)?[ \t]+(.*)$/;
const CONTINUATION = /^[ \t]*#[ \t]*\|[ \t]?(.*)$/;
const TAIL =
  /^(?:(?<code>NP\d{4})\b(?:[ \t]*\((?<flags>[^)]*)\))?[ \t]*(?<text>.*)|see[ \t]+(?<see>.*)|(?<question>hover|action|place)\?[ \t]+(?<id>[\w-]+))$/;

/**
 * Takes the marks out of a text.
 * @throws Error that names the line (from 1, marks counted) of a mark that cannot be read, stands above all text or
 *   reaches past its line.
 */
export function readMarks(marked: string): MarkedText {
  const kept: string[] = [];
  const marks: Mark[] = [];
  let afterMark = false;
  // The line break stays with its line, so that what is kept is kept to the byte.
  for (const [index, whole] of (marked.match(/[^\n]*\n|[^\n]+$/g) ?? []).entries()) {
    const line = whole.replace(/\r?\n$/, "");
    const continuation = afterMark ? CONTINUATION.exec(line) : null;
    const last = marks.at(-1);
    if (continuation !== null && last !== undefined && "texts" in last) {
      marks[marks.length - 1] = { ...last, texts: [...last.texts, (continuation[1] ?? "").trim()] };
      continue;
    }
    const under = kept.at(-1)?.replace(/\r?\n$/, "");
    const mark = readMark(line, index + 1, kept.length - 1, under);
    afterMark = mark !== undefined;
    if (mark === undefined) kept.push(whole);
    else marks.push(mark);
  }
  return { text: kept.join(""), marks };
}

function readMark(line: string, number: number, under: number, target: string | undefined): Mark | undefined {
  const run = RUN.exec(line);
  if (run === null) return undefined;
  const [, indent = "", gap = "", carets, arrow, dots, rest = ""] = run;
  const tail = TAIL.exec(rest.trimEnd());
  // An exclamation or an arrow in a comment is no mark unless it speaks as one; carets are nothing else.
  if (tail === null && (carets === undefined || carets === "!")) return undefined;
  const fault = (message: string): Error => new Error(`mark in line ${number}: ${message}: ${line.trim()}`);
  if (tail === null) throw fault("expected a code, `see …` or a question such as `hover? id`");
  if (target === undefined) throw fault("no line above");
  const start = arrow === undefined ? indent.length + 1 + gap.length : indent.length;
  const length = runLength(carets ?? `#${arrow}`);
  const continues = dots !== undefined;
  const end = continues ? target.length : start + length;
  if (end > target.length || start > target.length)
    throw fault(`reaches past its line, which has ${target.length} characters`);
  const range: MarkRange = { line: under, start, end, continues };
  const { code, flags, text = "", see, question, id = "" } = tail.groups ?? {};
  if (question !== undefined) return { type: question as Question, ...range, id };
  if (see !== undefined) return { type: "see", ...range, texts: textsOf(see) };
  const given = flags === undefined ? undefined : readFlags(flags, fault);
  return {
    type: "finding",
    ...range,
    code: code ?? "",
    texts: textsOf(text),
    ...(given === undefined ? {} : { flags: given }),
  };
}

/** Characters that a run covers: carets, or an arrow with its hash. */
function runLength(run: string): number {
  if (run === "!" || run === "#<!") return 0;
  return run === "#=" ? 1 : run.length;
}

function textsOf(text: string): string[] {
  return text.trim() === "" ? [] : [text.trim()];
}

function readFlags(text: string, fault: (message: string) => Error): Flags {
  let flags: Flags = { fix: false };
  for (const word of text.split(",").map((it) => it.trim())) {
    if (SEVERITIES.includes(word)) flags = { ...flags, severity: word as Severity };
    else if (word === "fix") flags = { ...flags, fix: true };
    else if (word === "unused" || word === "deprecated") flags = { ...flags, tag: word };
    else throw fault(`unknown flag "${word}"`);
  }
  return flags;
}
