/** NP1001: text that is no YAML, so that nothing of the document reaches the cluster. */

import { quoted } from "../words/shape-words.js";
import { defineRule } from "../rule.js";

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

export default defineRule({
  code: "NP1001",
  name: "malformed-yaml",
  title: "Text that is no YAML",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-9", "CP-35"],

  *check(problem) {
    if (problem.type !== "yaml-syntax") return;
    const { start, end } = problem.range;
    // What is missing has no width: the character before it can be seen.
    yield { at: problem.at, problem, span: start === end && start > 0 ? { start: start - 1, end } : { start, end } };
  },

  message: ({ problem }) => {
    const { kind, code, message } = problem;
    const phrase = PHRASES.find(([pattern]) => pattern.test(message))?.[1] ?? WORDS[code] ?? quoted(message, 50);
    const whole = `Nothing of this ${kind === "" ? "document" : quoted(kind, 32)} takes effect: ${phrase}`;
    return whole.length <= 110 ? whole : `Nothing of this document takes effect: ${phrase}`;
  },
  note: ({ problem }) =>
    `The text cannot be read as YAML, so no client can send it. The parser's own words: ${problem.message}.`,
});
