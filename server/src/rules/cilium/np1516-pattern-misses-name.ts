/** NP1516: a name that the same policy speaks of and its patterns of allowed names miss by a label. */

import { textOf } from "./dns-names.js";
import { missedNames } from "./missed-names.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1516",
  name: "pattern-misses-name",
  title: "A pattern that misses the domain itself, or names deeper in it",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-30"],

  check: missedNames,

  message: ({ pattern, name }) =>
    `${quoted(textOf(pattern), 32)} does not match ${quoted(name, 36)}, which stays out of reach`,
  note: () =>
    "A star stands for part of one label of a name: the domain itself is not matched, nor are names with more labels.",
  related: ({ nameAt }) => [{ at: nameAt, message: "the policy speaks of the name here" }],

  fixes: {
    "allow-name": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ name, into }) =>
        into && { title: `Allow ${name} too`, edit: (editor) => editor.append(into, { matchName: name }) },
    },
  },
});
