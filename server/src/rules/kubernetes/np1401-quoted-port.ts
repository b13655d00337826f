/** NP1401: a port of a NetworkPolicy that is a string but not a port name: a quoted number, a range, a list. */

import { isReportedBy } from "../evidence/fault-reporters.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal } from "../words/shape-words.js";
import { flawOf, splitPorts, writeNumber, writeRange } from "./text-ports.js";

export default defineRule({
  code: "NP1401",
  name: "quoted-port",
  title: "A port string that is not a port name",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-11", "KP-12", "KV-11"],

  *check(problem) {
    if (isReportedBy("quoted-port", problem)) yield { at: problem.at, problem };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `A number is a port number, and a string is the name of a container port. In CiliumNetworkPolicy, every port is a string. ${afterRefusal(problem)}`,

  fixes: {
    unquote: { safety: "changes-traffic", fix: ({ problem }) => writeNumber(problem) },
    "write-range": { safety: "changes-traffic", fix: ({ problem }, view) => writeRange(problem, view) },
    "split-list": { safety: "changes-traffic", fix: ({ problem }, view) => splitPorts(problem, view) },
    "lower-case": {
      safety: "changes-traffic",
      fix: ({ problem }) => (flawOf(problem) === "name" ? writeText(problem.at, problem.instead) : undefined),
    },
  },
});
