/** NP1112: a requirement of a selector that holds whenever another one does. */

import { partOf } from "../../base/source.js";
import { requirementText } from "../../model/selector.js";
import { contradictionsIn, impliedIn } from "./requirements.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { selectorsOf } from "../evidence/written-selectors.js";

export default defineRule({
  code: "NP1112",
  name: "redundant-requirement",
  title: "A requirement that another one implies",
  severity: "hint",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  dependsOn: "rule",
  refused: "checked",
  covers: ["KP-31"],
  tag: "unnecessary",

  *check(policy) {
    for (const { selector } of selectorsOf(policy)) {
      // A contradiction is a bigger problem, and is reported instead.
      if (contradictionsIn(selector).length > 0) continue;
      for (const { implied, by } of impliedIn(selector)) yield { at: implied.key.at, implied, by };
    }
  },

  message: ({ implied, by }) =>
    `${quoted(requirementText(implied))} is redundant: ${quoted(requirementText(by))} already implies it`,
  note: () => "All requirements of a selector must hold, and this one holds whenever the other does.",
  related: ({ by }) => [{ at: by.key.at, message: `${quoted(requirementText(by))} implies it` }],

  fixes: {
    remove: {
      safety: "safe",
      fix: ({ implied }) => ({
        title: "Remove the redundant requirement",
        edit: (editor) => editor.remove(partOf(implied.at, "pair")),
      }),
    },
  },
});
