/** NP1110: a selector with requirements that no object can meet together. */

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
  ordered: "checked",
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
    "All requirements in `matchLabels` and `matchExpressions` must hold, and an object has only one value per label. Write alternatives as values of one `In`.",
  related: ({ first }) => [{ at: first.key.at, message: `conflicts with ${quoted(requirementText(first))}` }],
});

function reason({ key, first, last, two }: Contradiction): string {
  return two
    ? `${quoted(requirementText(first))} and ${quoted(requirementText(last))} exclude each other`
    : `its requirements on ${quoted(key)} leave no value`;
}
