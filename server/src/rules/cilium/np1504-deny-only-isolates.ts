/** NP1504: a Cilium policy that only denies, and by that blocks everything else in the direction too. */

import { ciliumVersionOf } from "../../systems/cilium/version.js";
import { partOf } from "../../base/source.js";
import { atLeast } from "../../base/version.js";
import type { View } from "../../analysis/view.js";
import type { CiliumSpec } from "../../systems/cilium/model.js";
import { DIRECTIONS, type Direction } from "../../model/direction.js";
import { othersWith } from "../evidence/dns-ports.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { subjectsOf, type SubjectOf } from "../evidence/subjects.js";

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
      const { spec } = subject;
      if (spec === undefined) continue;
      for (const direction of DIRECTIONS) {
        const denials = spec[`${direction}Deny`];
        if (denials === undefined || denials.items.length === 0 || (spec[direction]?.items.length ?? 0) > 0) continue;
        if (spec.enableDefaultDeny[direction]?.value === false || isolatedAnyway(view, subject, direction)) continue;
        const mendable = atLeast(ciliumVersionOf(view.settings), 1, 16);
        yield { at: partOf(denials.at, "key"), policy, direction, spec, mendable };
      }
    }
  },

  message: ({ policy, direction }) =>
    `${quoted(policy.name)} only denies, so it blocks all other ${direction} of its pods too`,
  note: ({ direction }) =>
    `A list of deny rules switches default deny on for ${direction}, and no rule here or elsewhere allows the rest.`,

  fixes: {
    "no-default-deny": {
      title: ({ direction }) => `Deny this alone: no default deny for ${direction}`,
      safety: "changes-traffic",
      when: ({ mendable }) => mendable,
      edit: (editor, { spec, direction }) => {
        const { at } = spec.enableDefaultDeny;
        if (at === undefined) editor.insert(spec.at, "enableDefaultDeny", { [direction]: false });
        else editor.insert(at, direction, false);
      },
    },
    "allow-rest": {
      title: ({ direction }) => `Allow the rest of ${direction}`,
      safety: "changes-traffic",
      when: ({ spec, direction }) => spec[direction] === undefined,
      edit: (editor, { spec, direction }) =>
        editor.insert(spec.at, direction, [{ [direction === "ingress" ? "fromEntities" : "toEntities"]: ["all"] }]),
    },
  },
});

/** True when another policy isolates the same pods in the direction: then this one adds its denials to rules that allow. */
function isolatedAnyway(view: View, subject: SubjectOf, direction: Direction): boolean {
  const selected = view.selectedBy(subject.policy, subject.spec as CiliumSpec);
  if (selected.length > 0) {
    return selected.every((it) => view.isolatedBy(it, direction).some((other) => other !== subject.policy));
  }
  return othersWith(view, subject, (other) => other !== subject.policy && view.isolates(other)[direction]);
}
