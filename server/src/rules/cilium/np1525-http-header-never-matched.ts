/** NP1525: an entry of `headers` that is compared with something no request has (CS-35). */

import { httpLists } from "./http-lists.js";
import { writeText } from "../evidence/fix-offers.js";
import { unmatchedHeader } from "./header-text.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1525",
  name: "http-header-never-matched",
  title: "A header that no request has",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  dependsOn: "rule",
  refused: "checked",
  covers: ["CP-47"],

  *check(policy) {
    for (const { value: text, at } of httpLists(policy).flatMap((it) => it.rules.flatMap(({ headers }) => headers))) {
      const header = unmatchedHeader(text);
      if (header !== undefined) yield { at, text, ...header };
    }
  },

  message: ({ text, name, instead }) =>
    instead === undefined
      ? `The value in ${quoted(text, 40)} is compared letter by letter, so no request matches it`
      : `No request has a header named ${quoted(name, 40)}, so this rule admits none`,
  note: ({ instead }) =>
    instead === undefined
      ? "A header has to equal the value; expressions work in `method`, `path` and `host` only."
      : "The text is split at its first space. What stands before it is the header's name, what follows the value.",

  fixes: {
    "write-space": { safety: "changes-traffic", fix: ({ at, instead }) => writeText(at, instead) },
  },
});
