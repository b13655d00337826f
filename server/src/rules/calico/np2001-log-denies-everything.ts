/** NP2001: a policy that only logs, whose tier then denies everything (C5). */

import { partOf } from "../../base/source.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { closedLists } from "./calico-policies.js";

export default defineRule({
  code: "NP2001",
  name: "log-denies-everything",
  title: "A policy that only logs, and so denies everything",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: ["C-5"],

  *check(policy, view) {
    const { kind } = policy.object.meta;
    for (const { direction, list, severity } of closedLists(policy, view, (rules) => rules.every(isLog))) {
      yield { at: partOf(list.at, "key"), severity, policy, direction, kind } as const;
    }
  },

  message: ({ policy, direction }) =>
    `${quoted(policy.name)} only logs, so all ${direction} of the pods that it selects is denied`,
  note: () =>
    "`Log` decides nothing. Traffic that no rule allows is denied at the end of the tier, because the policy selects the pods. A staged policy reports what it would deny, and enforces nothing.",

  fixes: {
    stage: {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ kind }) => ({
        title: `Change to \`Staged${kind.value}\`, which enforces nothing (opens)`,
        edit: (editor) => editor.set(kind.at, `Staged${kind.value}`),
      }),
    },
  },
});

function isLog({ verdict }: { readonly verdict?: string }): boolean {
  return verdict === "log";
}
