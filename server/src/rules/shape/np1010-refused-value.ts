/** NP1010: any other value that the API server rejects, so that every rejection is reported. */

import type { BadValue } from "../../model/shape-problem.js";
import { faultsFor } from "../evidence/fault-finding.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { faultMessage, possibleHere, afterFault } from "../words/fault-words.js";

export default defineRule({
  code: "NP1010",
  name: "refused-value",
  title: "A value that the API server rejects",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-16"],

  check: (problem) => faultsFor("refused-value", problem),
  // An expression that is typed has its end to come.
  absence: ({ problem }) => problem.fault.is === "malformed" && problem.fault.atEnd === true,

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) => `${explanation(problem)}${possibleHere(problem)}${afterFault(problem)}`,

  fixes: {
    quote: {
      safety: "changes-traffic",
      fix: ({ problem }) =>
        isNoString(problem)
          ? { title: "Add quotes", edit: (editor) => editor.set(problem.at, problem.text ?? "") }
          : undefined,
    },
    correct: { safety: "changes-traffic", fix: ({ problem }) => writeText(problem.at, problem.instead) },
  },
});

function isNoString({ fault }: BadValue): boolean {
  return fault.is === "malformed" && fault.flaw === "no-string";
}

function explanation(problem: BadValue): string {
  if (problem.fault.about !== "object name") return "";
  return isNoString(problem)
    ? "Names must be strings. Quotes make it one. "
    : "A name consists of lowercase letters, digits, `-` and `.`, starts and ends with a letter or digit, and has at most 253 characters. ";
}
