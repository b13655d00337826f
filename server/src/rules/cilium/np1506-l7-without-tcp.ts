/** NP1506: HTTP rules on a port without `protocol: TCP`, so that Cilium rejects the policy. */

import { partOf } from "../../base/source.js";
import { relatedPlace } from "../evidence/fault-finding.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1506",
  name: "l7-without-tcp",
  title: "HTTP rules on a port without `protocol: TCP`",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["CP-49", "CV-28"],

  *check(problem) {
    if (!isReportedBy("l7-without-tcp", problem)) return;
    const missing = problem.fault.is === "lacks";
    yield { at: missing ? partOf(problem.at, "key") : problem.at, problem, missing };
  },

  absence: ({ missing }) => missing,

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `A port without a protocol means TCP, UDP and SCTP, but only TCP carries HTTP. ${afterRefusal(problem)}`,
  related: ({ problem }) => relatedPlace(problem, "the rules that require TCP"),

  fixes: {
    "set-tcp": {
      safety: "changes-traffic",
      fix: ({ problem, missing }) => ({
        title: "Set `protocol: TCP`",
        edit: (editor) => {
          if (missing) editor.insert(problem.at, "protocol", "TCP");
          else editor.set(problem.at, "TCP");
        },
      }),
    },
  },
});
