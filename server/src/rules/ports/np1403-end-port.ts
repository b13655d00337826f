/** NP1403: an `endPort` that does not make a range with its `port`. */

import { partOf } from "../../base/source.js";
import { relatedPlace } from "../evidence/fault-finding.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1403",
  name: "end-port",
  title: "An `endPort` that does not make a range",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KP-42", "KV-12", "KV-13", "KV-14"],

  *check(problem) {
    if (isReportedBy("end-port", problem)) yield { at: problem.at, problem };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `A range has a number as \`port\`, and an \`endPort\` that is not smaller. ${afterRefusal(problem)}`,
  related: ({ problem }) => relatedPlace(problem, "the `port` of this range"),

  fixes: {
    swap: {
      safety: "changes-traffic",
      fix: ({ problem: { fault, at, text, related } }) =>
        fault.is !== "backwards" || text === undefined || related === undefined
          ? undefined
          : {
              title: "Swap `port` and `endPort`",
              edit: (editor) => {
                editor.setSource(at, fault.first);
                editor.setSource(related, text);
              },
            },
    },
    remove: {
      safety: "changes-traffic",
      fix: ({ problem: { fault, at } }) =>
        fault.is === "clash"
          ? { title: "Remove `endPort`", edit: (editor) => editor.remove(partOf(at, "pair")) }
          : undefined,
    },
  },
});
