/** NP1405: one peer with both addresses and pods. */

import { relatedPlace } from "../evidence/fault-finding.js";
import { isReportedBy } from "../evidence/fault-reporters.js";
import { makeTwoItems } from "../evidence/fix-offers.js";
import { secondHalf } from "./mixed-peer.js";
import { defineRule } from "../rule.js";
import { faultMessage } from "../words/fault-words.js";
import { afterRefusal } from "../words/shape-words.js";

export default defineRule({
  code: "NP1405",
  name: "ip-block-with-selector",
  title: "One peer with both addresses and pods",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  covers: ["KV-4"],

  *check(problem) {
    if (isReportedBy("ip-block-with-selector", problem)) yield { at: problem.at, problem };
  },

  message: ({ problem }) => faultMessage(problem),
  note: ({ problem }) =>
    `Selectors in one item are combined, but addresses must be in an item of their own. Two items allow either. ${afterRefusal(problem)}`,
  related: ({ problem }) => relatedPlace(problem, "the selector in the same item"),

  fixes: {
    split: { safety: "changes-traffic", fix: ({ problem }, view) => makeTwoItems(secondHalf(problem.at, view)) },
  },
});
