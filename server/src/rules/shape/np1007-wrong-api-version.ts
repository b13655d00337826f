/** NP1007: an API version or kind that no cluster serves, so that the object cannot be applied. */

import type { BadValue } from "../../model/shape-problem.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { oneOf } from "../words/shape-words.js";

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
    if (isReportedBy("wrong-api-version", problem)) yield { at: problem.at, problem, right: problem.instead };
  },

  message: ({ problem }) => problem.fault.says,
  note: ({ problem }) => reason(problem),

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ problem, right }) => writeText(problem.at, right) },
  },
});

function reason({ fault }: BadValue): string {
  if (fault.about === "kind") return "Kinds are matched exactly, including upper and lower case.";
  const served = fault.is === "unknown-value" ? oneOf(fault.allowed) : "";
  return `The API server looks up kinds by group and version. It serves this one as ${served}.`;
}
