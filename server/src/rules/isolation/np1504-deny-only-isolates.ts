/** NP1504: a policy that only denies, and by that blocks everything else in the direction too. */

import type { View } from "../../analysis/view.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { listOf, rulesIn } from "../../model/reading.js";
import { systemOf } from "../../systems/kinds.js";
import { anyPolicyForSamePods, type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1504",
  name: "deny-only-isolates",
  title: "A deny rule that blocks everything",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-22"],

  *check(policy, view) {
    for (const subject of subjectsOf(policy)) {
      const { part } = subject;
      for (const direction of DIRECTIONS) {
        const at = part.isolates[direction];
        const rules = rulesIn(part).filter((it) => it.direction === direction);
        if (at === undefined || rules.length === 0 || rules.some((it) => it.verdict !== "deny")) continue;
        if (isIsolatedAnyway(view, subject, direction)) continue;
        const { keepOpen, allowAll } = systemOf(policy.object).pieces;
        const open = keepOpen?.(part, direction, view.settings.versions);
        const rest = listOf(part, direction) === undefined ? allowAll?.(direction) : undefined;
        yield { at, policy, direction, into: part.at, open, rest };
      }
    }
  },

  message: ({ policy, direction }) =>
    `${quoted(policy.name)} only denies, so it blocks all other ${direction} of its pods too`,
  note: ({ direction }) =>
    `A list of deny rules switches default deny on for ${direction}, and no rule here or elsewhere allows the rest.`,

  fixes: {
    "no-default-deny": {
      safety: "changes-traffic",
      fix: ({ direction, open }) =>
        open && {
          title: `Deny this alone: no default deny for ${direction}`,
          edit: (editor) => editor.insert(open.into, open.key, open.value),
        },
    },
    "allow-rest": {
      safety: "changes-traffic",
      fix: ({ into, direction, rest }) =>
        rest === undefined
          ? undefined
          : { title: `Allow the rest of ${direction}`, edit: (editor) => editor.insert(into, direction, [rest]) },
    },
  },
});

/** True when another policy isolates the same pods in the direction: then this one adds its denials to rules that allow. */
function isIsolatedAnyway(view: View, subject: SubjectOf, direction: Direction): boolean {
  const selected = view.selectedBy(subject.policy, subject.part);
  if (selected.length > 0) {
    return selected.every((it) => view.isolatedBy(it, direction).some((other) => other !== subject.policy));
  }
  return anyPolicyForSamePods(view, subject, (other) => other !== subject.policy && view.isolates(other)[direction]);
}
