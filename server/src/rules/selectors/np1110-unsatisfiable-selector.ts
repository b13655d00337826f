/** NP1110: a selector whose requirements no object can meet together. */

import { selectorsOf } from "../evidence/written-selectors.js";
import { requirementText } from "../../model/selector.js";
import { contradictionsIn, type Contradiction } from "./requirements.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { matchesNone } from "../words/words.js";

export default defineRule({
  code: "NP1110",
  name: "unsatisfiable-selector",
  title: "A selector that nothing can match",
  severity: "warning",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  dependsOn: "rule",
  refused: "checked",
  covers: ["KP-31"],

  *check(policy) {
    for (const written of selectorsOf(policy)) {
      for (const found of contradictionsIn(written.selector)) yield { at: found.last.key.at, written, ...found };
    }
  },

  message: ({ written, ...found }) => `${matchesNone(written.role, written.of)}: ${reason(found)}`,
  note: () =>
    "All requirements of a selector have to hold, `matchLabels` and `matchExpressions` alike, and an object has one value for a label. Alternatives are values of one `In`.",
  related: ({ first }) => [{ at: first.key.at, message: "excludes it" }],
});

function reason({ key, first, last, two }: Contradiction): string {
  return two
    ? `${quoted(requirementText(first), 23)} and ${quoted(requirementText(last), 23)} exclude each other`
    : `its requirements on ${quoted(key, 36)} leave no value`;
}
