/** NP1523: a plain path that was likely meant with everything below it, and matches itself alone (CS-34). */

import { httpLists } from "./http-lists.js";
import { plainPathSeverity, withBelow } from "./plain-paths.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
export default defineRule({
  code: "NP1523",
  name: "http-path-as-prefix",
  title: "A path that matches itself alone",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  dependsOn: "rule",
  refused: "checked",
  covers: ["CP-45"],

  *check(policy) {
    for (const { path } of httpLists(policy).flatMap((it) => it.rules)) {
      const severity = path && plainPathSeverity(path.value);
      if (path !== undefined && severity !== undefined) yield { at: path.at, severity, path: path.value };
    }
  },

  message: ({ path }) =>
    path.endsWith("/")
      ? `Path ${quoted(path, 30)} admits just this path: nothing below it, and no query string`
      : `Path ${quoted(path, 30)} admits just this path: not \`…/x\` below it, nor \`…?x=1\``,
  note: () => "The expression has to match the whole path as it is sent, the query string included. It is no prefix.",

  fixes: {
    "match-below": {
      safety: "changes-traffic",
      fix: ({ at, path }) => ({
        title: `Admit what is below it too: \`${withBelow(path)}\``,
        edit: (editor) => editor.set(at, withBelow(path)),
      }),
    },
  },
});
