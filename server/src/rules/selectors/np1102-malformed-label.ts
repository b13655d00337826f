/** NP1102: a label key or value in a selector that no object can have, so that the policy is refused. */

import type { BadValue } from "../../model/shape-problem.js";
import { defineRule } from "../rule.js";
import { afterRefusal, quoted, refusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1102",
  name: "malformed-label",
  title: "A label that no object can have",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-17", "KV-18", "KV-20"],

  *check(problem) {
    if (problem.type !== "bad-value" || (problem.check !== "KV-17" && problem.check !== "KV-18")) return;
    yield { at: problem.at, problem };
  },

  message: ({ problem }) => {
    const what = problem.check === "KV-17" ? "label key" : "label value";
    return `${quoted(problem.text ?? "", 24)} is no ${what} (${fault(problem)}): ${refusal(problem)}`;
  },
  note: ({ problem }) =>
    `Names and values have at most 63 letters, digits, \`-\`, \`_\` and \`.\`, and begin and end with a letter or digit; a key may have a DNS name and \`/\` in front. ${afterRefusal(problem)}`,
});

/** What is wrong, in three or four words. */
function fault({ check, text = "" }: BadValue): string {
  const key = check === "KV-17";
  if (key && text === "") return "it is empty";
  if (key && text.split(":").length > 2) return "two colons";
  if (key && text.split("/").length > 2) return "two slashes";
  const name = key ? text.slice(text.indexOf("/") + 1).replace(/^[A-Za-z0-9]+:/, "") : text;
  if (name.length > 63) return "over 63 characters";
  const strange = /[^-A-Za-z0-9_.]/.exec(name)?.[0];
  if (strange !== undefined)
    return strange === " " ? "a blank in it" : strange === "`" ? "a backtick" : `\`${strange}\` in it`;
  if (!/^[A-Za-z0-9]/.test(name) || !/[A-Za-z0-9]$/.test(name)) return "its first or last character";
  return "the part before `/`";
}
