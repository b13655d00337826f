/** NP1525: an entry of `headers` that matches no request (CS-35). */

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
  systems: ["cilium"],
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
      ? `The value in ${quoted(text)} is compared exactly, so no request matches it`
      : `No request has a header named ${quoted(name)}, so this rule allows nothing`,
  note: ({ instead }) =>
    instead === undefined
      ? "A header must equal the value. Regular expressions only work in `method`, `path` and `host`."
      : "The string is split at its first space: before it is the name of the header, after it the value.",

  fixes: {
    "write-space": { safety: "changes-traffic", fix: ({ at, instead }) => writeText(at, instead) },
  },
});
