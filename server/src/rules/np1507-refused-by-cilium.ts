/** NP1507: whatever else the CRD's schema or the Cilium agent refuses, so that no refusal goes unsaid. */

import { partOf } from "../base/source.js";
import type { BadValue } from "../model/shape-problem.js";
import { ciliumFault } from "./cilium-faults.js";
import { hasOwnRule } from "./claimed-checks.js";
import { defineRule } from "./rule.js";
import { afterRefusal, isCilium, noun, oneOf, refusal } from "./shape-words.js";

export default defineRule({
  code: "NP1507",
  name: "refused-by-cilium",
  title: "A policy that Cilium does not take",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: [
    ...["CV-3", "CV-4", "CV-5", "CV-6", "CV-7", "CV-8", "CV-10", "CV-12", "CV-13", "CV-14", "CV-16", "CV-20", "CV-21"],
    ...["CV-22", "CV-23", "CV-24", "CV-25", "CV-27", "CV-29", "CV-30", "CV-31", "CV-32", "CV-34"],
    ...["CP-2", "CP-9", "CP-13", "CP-25", "CP-31", "CP-42", "CP-52"],
  ],

  *check(problem) {
    if (problem.type !== "bad-value" || !isCilium(problem.kind) || hasOwnRule(problem)) return;
    if (problem.refusedBy === undefined) return;
    // A list that is at fault as a whole is shown by its key.
    yield { at: problem.at.part === "pair" ? partOf(problem.at, "key") : problem.at, problem };
  },

  message: ({ problem }) => `${ciliumFault(problem)}: ${consequence(problem)}`,
  note: ({ problem }) => {
    const { allowed = [], reason, refusedBy } = problem;
    const choice = allowed.length > 1 && reason !== "too-new" ? `Possible here: ${oneOf(allowed)}. ` : "";
    return `${choice}${refusedBy === "strict-client" ? "The API server drops fields it does not know; `kubectl` asks it to refuse the policy instead." : afterRefusal(problem)}`;
  },
  related: ({ problem }) =>
    problem.related === undefined ? [] : [{ at: problem.related, message: "what it conflicts with" }],

  fixes: {
    correct: {
      title: ({ problem }) => `Write \`${problem.instead ?? ""}\``,
      safety: "changes-traffic",
      when: ({ problem }) => problem.instead !== undefined && problem.text !== undefined && problem.at.part === "value",
      edit: (editor, { problem }) => {
        if (problem.instead !== undefined) editor.set(problem.at, problem.instead);
      },
    },
    "use-pattern": {
      title: "Use `matchPattern`",
      safety: "changes-traffic",
      when: ({ problem }) => problem.reason === "wildcard-in-name",
      edit: (editor, { problem }) => editor.rename(partOf(problem.at, "key"), "matchPattern"),
    },
    "select-all": {
      title: "Select every pod (`{}`)",
      safety: "changes-traffic",
      when: ({ problem }) => problem.reason === "subject-null",
      edit: (editor, { problem }) => editor.set(partOf(problem.at, "value"), {}),
    },
    isolate: {
      title: "Isolate and admit nothing (`[{}]`)",
      safety: "changes-traffic",
      when: ({ problem }) => problem.reason === "only-empty-lists",
      edit: (editor, { problem }) => editor.set(partOf(problem.at, "value"), [{}]),
    },
  },
});

function consequence(problem: BadValue): string {
  return problem.refusedBy === "strict-client" ? `dropped, or the ${noun(problem.kind)} is refused` : refusal(problem);
}
