/** NP1406: a value that is not a CIDR block: an address without prefix length, a host name, a list. */

import { splitBlocks } from "./address-list.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1406",
  name: "malformed-cidr",
  title: "Invalid CIDR block",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-12", "KV-7", "CV-9"],

  *check(problem) {
    if (isReportedBy("malformed-cidr", problem)) yield { at: problem.at, problem };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `A CIDR block is an address, a slash and a prefix length: \`10.0.0.0/8\`, \`203.0.113.7/32\`, \`2001:db8::/32\`. ${afterRefusal(problem)}`,

  fixes: {
    "add-length": { safety: "changes-traffic", fix: ({ problem }) => writeText(problem.at, problem.instead) },
    "split-list": { safety: "changes-traffic", fix: ({ problem }, view) => splitBlocks(problem, view) },
  },
});
