/** NP1007: an API version or kind that no cluster serves, so that the object is refused before it is read. */

import type { BadValue } from "../../model/shape-problem.js";
import { defineRule } from "../rule.js";
import { oneOf, quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1007",
  name: "wrong-api-version",
  title: "An API version or kind that no cluster serves",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-48"],

  *check(problem) {
    if (problem.type !== "bad-value" || !CHECKS.has(problem.check)) return;
    yield { at: problem.at, problem, right: problem.instead };
  },

  message: ({ problem }) => {
    const text = quoted(problem.text ?? "", 30);
    switch (problem.check) {
      case "kind":
        return `${text} is no kind and enforces nothing; ${quoted(problem.instead ?? "")} is one`;
      case "KP-48":
        return `No cluster since 1.16 serves ${text}: nothing of the policy is enforced`;
      default:
        return `No cluster serves ${quoted(problem.kind)} as ${text}: nothing is enforced`;
    }
  },
  note: ({ problem }) => reason(problem),

  fixes: {
    correct: {
      title: ({ right }) => `Write \`${right ?? ""}\``,
      safety: "changes-traffic",
      when: ({ right }) => right !== undefined,
      edit: (editor, { problem, right }) => {
        if (right !== undefined) editor.set(problem.at, right);
      },
    },
  },
});

const CHECKS: ReadonlySet<string> = new Set(["api-version", "KP-48", "kind"]);

function reason({ check, allowed = [] }: BadValue): string {
  if (check === "kind") return "The API server finds a kind by its exact name, upper and lower case included.";
  return `The API server looks kinds up by group and version; this one is served as ${oneOf(allowed)}.`;
}
