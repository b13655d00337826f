/** NP1516: a name that the policy mentions, but that its patterns of allowed names miss by a label. */

import { textOf } from "./dns-names.js";
import { missedNames } from "./missed-names.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1516",
  name: "pattern-misses-name",
  title: "A pattern that does not match the domain itself, or deeper names",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-30"],

  check: missedNames,

  message: ({ pattern, name, nameAt }) =>
    nameAt === undefined
      ? `${quoted(textOf(pattern))} matches no subdomains, such as ${quoted(name)}`
      : `${quoted(textOf(pattern))} does not match ${quoted(name)}, so that name cannot be reached`,
  note: ({ nameAt }) =>
    nameAt === undefined
      ? "`*` matches characters inside one label and never a dot. For subdomains, add a pattern that begins with `*.`."
      : "`*` matches characters inside one label, so the pattern matches neither the domain itself nor names with more labels.",
  related: ({ nameAt }) => (nameAt === undefined ? [] : [{ at: nameAt, message: "the policy mentions the name here" }]),

  fixes: {
    "allow-name": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ name, nameAt, pattern, into }) => {
        if (into === undefined) return undefined;
        if (nameAt !== undefined) {
          return { title: `Allow ${name} too`, edit: (editor) => editor.append(into, { matchName: name }) };
        }
        const matchPattern = `*.${textOf(pattern).slice(1)}`;
        return { title: `Allow ${matchPattern} too`, edit: (editor) => editor.append(into, { matchPattern }) };
      },
    },
  },
});
