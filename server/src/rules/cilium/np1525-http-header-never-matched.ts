/** NP1525: an entry of `headers` that is compared with something no request has (CS-35). */

import { httpLists } from "./http-lists.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** What people write who take the value for an expression; `*` alone is a plain value of many headers. */
const EXPRESSION = /\.[*+]|\][*+]|^\^|[^$]\$$|\\[dw]/;

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
    for (const { rules } of httpLists(policy)) {
      for (const { value: text, at } of rules.flatMap((it) => it.headers)) {
        const { name, value } = asCiliumReads(text);
        // A pseudo-header such as `:authority` begins with the colon.
        const isName = !name.slice(1).includes(":");
        if (isName && !EXPRESSION.test(value)) continue;
        yield { at, text, name, instead: isName ? undefined : instead(text) };
      }
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
    "write-space": {
      title: ({ instead }) => `Write \`${instead ?? ""}\``,
      safety: "changes-traffic",
      when: ({ instead }) => instead !== undefined,
      edit: (editor, { at, instead }) => {
        if (instead !== undefined) editor.set(at, instead);
      },
    },
  },
});

/** The colon is taken off the name only where a space follows it. */
function asCiliumReads(text: string): { readonly name: string; readonly value: string } {
  const space = text.indexOf(" ");
  if (space < 0) return { name: text, value: "" };
  return { name: text.slice(0, space).replace(/:+$/, ""), value: text.slice(space + 1) };
}

/** The same with the space that is missing; a name alone asks whether the header is there. */
function instead(text: string): string {
  const colon = text.indexOf(":", 1);
  const [name, value] = [text.slice(0, colon), text.slice(colon + 1).trim()];
  return value === "" ? name : `${name}: ${value}`;
}
