/** NP2003: a policy in a tier that no manifest defines, while others are defined. */

import { nearest } from "../../base/nearest.js";
import { isBuiltIn } from "../../systems/calico/compile/tiers.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { definedTiers, enforcedPolicy } from "./calico-policies.js";

export default defineRule({
  code: "NP2003",
  name: "tier-not-defined",
  title: "A tier that does not exist",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: [],

  *check(policy, view) {
    const tier = enforcedPolicy(policy)?.tier;
    if (tier === undefined || isBuiltIn(tier.value)) return;
    const defined = definedTiers(view);
    // Where no tier is defined, all of them are kept elsewhere.
    if (defined.length === 0 || defined.includes(tier.value)) return;
    const meant = nearest(tier.value, [...defined, "default"]);
    const severity = meant === undefined ? "info" : "warning";
    yield { at: tier.at, severity, tier: tier.value, meant } as const;
  },

  message: ({ tier, meant }) =>
    meant === undefined
      ? `The tier ${quoted(tier)} is not in this workspace`
      : `The tier ${quoted(tier)} is not in this workspace; did you mean ${quoted(meant)}?`,
  note: () =>
    "A policy in a tier that does not exist is evaluated after all tiers, and what it does not allow is denied.",

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ at, meant }) => writeText(at, meant) },
  },
});
