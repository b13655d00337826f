/** What is wrong with text that is not valid YAML, without a parser's words (NP1001). */

import { quoted } from "../words/shape-words.js";
import type { SyntaxShapeProblem } from "../../model/shape-problem.js";

/** By code of the parser. */
const WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "this line is indented with a tab; YAML allows only spaces",
  BAD_INDENT: "this line's indentation matches no line above it",
  BAD_ALIAS: "an unquoted `*` or `&` starts an alias or anchor; quote the value if it is a string",
  UNKNOWN_ALIAS: "an unquoted `*` starts an alias; quote the value if it is a string",
  CYCLIC_ALIAS: "an alias is inside the value that it refers to",
  ALIAS_BOMB: "its aliases expand to too many values",
  ALIAS_PROPS: "an alias cannot have an anchor or a tag",
  BAD_SCALAR_START: "an unquoted string cannot start with this character; quote it",
  BAD_DQ_ESCAPE: "unknown escape sequence in double quotes; write `\\\\` for a backslash",
  BLOCK_AS_IMPLICIT_KEY: "a second `:` on one line, or a line that is indented too far",
  BLOCK_IN_FLOW: "an indented list or map cannot be inside `[]` or `{}`",
  KEY_OVER_1024_CHARS: "a key has more than 1024 characters",
  MULTIPLE_ANCHORS: "a value has two anchors",
  MULTIPLE_TAGS: "a value has two tags",
  BAD_PROP_ORDER: "an anchor or tag must be before the `-` or `:`",
  BAD_DIRECTIVE: "unknown directive after `%`",
  TAG_RESOLVE_FAILED: "a tag does not fit its value",
  TOO_DEEP: "it is nested too deeply",
};

/** Codes that cover several mistakes, which the parser's message tells apart. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/end with a \]|Missing \]/i, "`]` is missing after `[`"],
  [/end with a \}|Missing \}/i, "`}` is missing after `{`"],
  [/Missing closing ["']/i, "a closing quote is missing"],
  [/without - indicator/i, "this line is indented like a list item, but its `-` is missing"],
  [/block-seq-ind/i, "a list cannot start on the line of its key"],
  [/scalar at node end/i, "there is more text after the end of the value"],
  [/flow-seq-end/i, "there is no `[` before this `]`"],
  [/flow-map-end/i, "there is no `{` before this `}`"],
];

/** The error as a clause: "a closing quote is missing". */
export function yamlErrorWords(problem: SyntaxShapeProblem): string {
  const { code, message } = problem;
  if (code === "MULTILINE_IMPLICIT_KEY" || /followed by map values/.test(message)) return colonMissing(problem);
  return PHRASES.find(([pattern]) => pattern.test(message))?.[1] ?? WORDS[code] ?? "this is not allowed here";
}

/** A line that is neither a key with its colon nor part of a value. */
function colonMissing({ text }: SyntaxShapeProblem): string {
  const line = text.split("\n", 1)[0]?.trim() ?? "";
  if (line.startsWith("-")) return "a list item is where a key of a map must be";
  return line === "" ? "a `:` is missing after a key" : `\`:\` is missing after ${quoted(line)}`;
}
