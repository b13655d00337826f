/** NP1507: whatever else the CRD's schema or the Cilium agent refuses or misreads, so that nothing of it goes unsaid. */

import { partOf } from "../../base/source.js";
import { halvesOf, writtenRange } from "./cilium-mends.js";
import { isSaidBy } from "../evidence/said-by.js";
import { defineRule } from "../rule.js";
import { afterFault, faultMessage, faultSeverity, possibleHere } from "../words/fault-words.js";

export default defineRule({
  code: "NP1507",
  name: "refused-by-cilium",
  title: "A value that Cilium refuses, or reads otherwise than it looks",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: [
    ...[
      "CV-3",
      "CV-4",
      "CV-5",
      "CV-6",
      "CV-7",
      "CV-8",
      "CV-9",
      "CV-10",
      "CV-12",
      "CV-13",
      "CV-14",
      "CV-16",
      "CV-20",
      "CV-21",
    ],
    ...["CV-22", "CV-23", "CV-24", "CV-25", "CV-26", "CV-27", "CV-29", "CV-30", "CV-31", "CV-32", "CV-34"],
    ...["CP-2", "CP-9", "CP-13", "CP-24", "CP-25", "CP-31", "CP-42", "CP-52", "CP-56"],
  ],

  *check(problem, view) {
    if (!isSaidBy("refused-by-cilium", problem)) return;
    const severity = faultSeverity(problem);
    yield { at: problem.at, severity, problem, range: writtenRange(problem, view), halves: halvesOf(problem, view) };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) => `${possibleHere(problem)}${afterFault(problem)}`,
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
    "write-range": {
      title: ({ range }) => `Write \`port: "${range?.first ?? ""}"\` and \`endPort: ${range?.last ?? ""}\``,
      safety: "changes-traffic",
      when: ({ range }) => range !== undefined,
      edit: (editor, { problem, range }) => {
        if (range === undefined) return;
        editor.setSource(problem.at, `"${range.first}"`);
        editor.insert(range.item, "endPort", range.last);
      },
    },
    split: {
      title: "Make two items of them",
      safety: "changes-traffic",
      when: ({ halves }) => halves !== undefined,
      edit: (editor, { halves }) => {
        if (halves !== undefined) editor.split(halves.second, halves.peers);
      },
    },
    "use-pattern": {
      title: "Use `matchPattern`",
      safety: "changes-traffic",
      when: ({ problem }) => problem.fault.is === "malformed" && problem.fault.flaw === "wildcard",
      edit: (editor, { problem }) => editor.rename(partOf(problem.at, "key"), "matchPattern"),
    },
    "select-all": {
      title: "Select every pod (`{}`)",
      safety: "changes-traffic",
      when: ({ problem }) => problem.instead === "{}",
      edit: (editor, { problem }) => editor.set(partOf(problem.at, "value"), {}),
    },
    isolate: {
      title: "Isolate and admit nothing (`[{}]`)",
      safety: "changes-traffic",
      when: ({ problem }) => problem.instead === "[{}]",
      edit: (editor, { problem }) => editor.set(partOf(problem.at, "value"), [{}]),
    },
  },
});
