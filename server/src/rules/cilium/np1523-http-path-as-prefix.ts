/** NP1523: a plain path that was likely meant with everything below it, and matches itself alone (CS-34). */

import { httpLists } from "./http-lists.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** Characters that make a path an expression; a dot alone does not. */
const EXPRESSION = /[\\^$*+?()[\]{}|]/;
/** Last pieces of a path behind which there is always more. */
const STEM = /^(api|apis|rest|v\d+((alpha|beta)\d*)?)$/i;
/** Last pieces that stand for one resource: a file, what probes and scrapers ask for, a method of gRPC. */
const LEAF = /\.[a-z0-9]{1,5}$|^(metrics|health|healthz?|ready|readyz|live|livez|ping|status|version|login|logout)$/i;
const GRPC = /^\/[\w-]+(\.[\w-]+)+\/[A-Z]\w*$/;

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
      if (path === undefined || !path.value.startsWith("/") || EXPRESSION.test(path.value)) continue;
      const severity = severityOf(path.value);
      if (severity !== undefined) yield { at: path.at, severity, path: path.value };
    }
  },

  message: ({ path }) =>
    path.endsWith("/")
      ? `Path ${quoted(path, 30)} admits just this path: nothing below it, and no query string`
      : `Path ${quoted(path, 30)} admits just this path: not \`…/x\` below it, nor \`…?x=1\``,
  note: () => "The expression has to match the whole path as it is sent, the query string included. It is no prefix.",

  fixes: {
    "match-below": {
      title: ({ path }) => `Admit what is below it too: \`${withBelow(path)}\``,
      safety: "changes-traffic",
      edit: (editor, { at, path }) => editor.set(at, withBelow(path)),
    },
  },
});

function severityOf(path: string): Severity | undefined {
  const last = path.slice(path.lastIndexOf("/") + 1);
  // The root alone is a page that exists.
  if (path === "/") return "info";
  if (last === "" || STEM.test(last)) return "warning";
  return LEAF.test(last) || GRPC.test(path) ? undefined : "info";
}

function withBelow(path: string): string {
  return path.endsWith("/") ? `${path}.*` : `${path}(/.*)?(\\?.*)?`;
}
