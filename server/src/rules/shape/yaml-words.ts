/** What is wrong with text that is no YAML, in words that need no parser's (NP1001). */

import { quoted } from "../words/shape-words.js";
import type { SyntaxShapeProblem } from "../../model/shape-problem.js";

/** By code of the parser, what is wrong in words that need no parser's. */
const WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "a tab indents this line, and YAML takes only spaces",
  BAD_INDENT: "the indentation of this line fits no line above it",
  BAD_ALIAS: "a bare `*` or `&` begins an alias or anchor; as text it needs quotes",
  UNKNOWN_ALIAS: "a bare `*` begins an alias; as text it needs quotes",
  CYCLIC_ALIAS: "an alias stands inside the value that it names",
  BAD_SCALAR_START: "a text cannot begin with this character unless it is quoted",
  BAD_DQ_ESCAPE: "there is no such escape in double quotes; a backslash is written `\\\\`",
  BLOCK_AS_IMPLICIT_KEY: "a second `:` on one line, or a line indented too far",
  MULTILINE_IMPLICIT_KEY: "a line without `: ` after its key",
  UNEXPECTED_TOKEN: "this cannot stand here",
  TOO_DEEP: "it nests deeper than any manifest",
};

/** Codes that stand for several faults, told apart by what the parser says. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/end with a \]|Missing \]/i, "a `[` is not closed"],
  [/end with a \}|Missing \}/i, "a `{` is not closed"],
  [/Missing closing ["']/i, "a quote is not closed"],
  [/without - indicator/i, "this line is indented like a list item and has no `-`"],
  [/scalar at node end/i, "text goes on where the value has ended"],
  [/flow-seq-end/i, "a `]` that no `[` opens"],
  [/flow-map-end/i, "a `}` that no `{` opens"],
];

/** The error as a clause: "a quote is not closed". */
export function yamlErrorWords({ code, message }: SyntaxShapeProblem): string {
  return PHRASES.find(([pattern]) => pattern.test(message))?.[1] ?? WORDS[code] ?? quoted(message, 50);
}
