/** NP1523: a plain path that was probably meant with everything below it, but only matches itself (CS-34). */

import { httpLists } from "./http-lists.js";
import { plainPathSeverity, withBelow } from "./plain-paths.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
export default defineRule({
  code: "NP1523",
  name: "http-path-as-prefix",
  title: "A path that only matches itself",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  dependsOn: "rule",
  refused: "checked",
  covers: ["CP-45"],

  *check(policy) {
    for (const { path } of httpLists(policy).flatMap((it) => it.rules)) {
      const severity = path && plainPathSeverity(path.value);
      if (path !== undefined && severity !== undefined) yield { at: path.at, severity, path: path.value };
    }
  },

  message: ({ path }) => `Path ${quoted(path)} allows only this path: nothing below it, and no query string`,
  note: () => "The expression must match the whole path, including the query string. It is not a prefix.",

  fixes: {
    "match-below": {
      safety: "changes-traffic",
      fix: ({ at, path }) => ({
        title: `Also allow what is below it: \`${withBelow(path)}\``,
        edit: (editor) => editor.set(at, withBelow(path)),
      }),
    },
  },
});
