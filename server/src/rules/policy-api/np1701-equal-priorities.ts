/** NP1701: two policies with the same tier and priority that decide the same traffic differently. */

import type { View } from "../../analysis/view.js";
import type { Policy } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { disputeBetween, earlierOfRank } from "./disputes.js";
import { actionOf, actionWord, tieredPolicy, wholePolicy } from "./tiered-rules.js";

export default defineRule({
  code: "NP1701",
  name: "equal-priorities",
  title: "Equal priorities that disagree",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["policy-api"],
  covers: ["NP-1", "NV-13"],

  *check(policy, view) {
    const priority = wholePolicy(policy)?.priority;
    if (priority === undefined) return;
    for (const other of earlierOfRank(policy, view)) {
      const dispute = disputeBetween(policy, other, view);
      if (dispute === undefined) continue;
      const severity = dispute.some((it) => it.verdict === "pass") ? "info" : "warning";
      yield {
        at: priority.at,
        severity,
        policy,
        other,
        priority: priority.value,
        dispute,
        next: nextFree(policy, view),
      };
      return;
    }
  },

  message: ({ policy, other, priority }) =>
    `${quoted(policy.name)} and ${quoted(other.name)} both have priority ${priority} but disagree: either may decide`,
  note: ({ dispute: [own, its] }) =>
    `For traffic that both match, one says \`${actionWord(own)}\` and the other \`${actionWord(its)}\`. The API does not define which is evaluated first, and CNIs differ.`,
  related: ({ other, dispute: [own, its] }) => [
    {
      at: tieredPolicy(other)?.priority?.at ?? other.object.meta.kind.at,
      message: `${quoted(other.name)} has the same priority`,
    },
    { at: actionOf(own), message: `this rule says \`${actionWord(own)}\`` },
    { at: actionOf(its), message: `this rule says \`${actionWord(its)}\`` },
  ],

  fixes: {
    "give-way": {
      safety: "changes-traffic",
      fix: ({ at, other, next }) =>
        next === undefined
          ? undefined
          : {
              title: `Set priority ${next}, so that \`${other.name}\` is evaluated first`,
              edit: (editor) => editor.set(at, next),
            },
    },
  },
});

/** The next priority in the tier that no policy has. */
function nextFree(policy: Policy, view: View): number | undefined {
  const own = tieredPolicy(policy);
  const taken = new Set(
    view.policies.map(tieredPolicy).flatMap((it) => (it?.tier === own?.tier ? (it?.priority?.value ?? []) : [])),
  );
  for (let next = (own?.priority?.value ?? LAST) + 1; next <= LAST; next++) if (!taken.has(next)) return next;
  return undefined;
}

const LAST = 1000;
