/** NP2101: a policy in a tier that no manifest defines, while others are defined: without the tier it is refused. */

import { nearest } from "../../base/nearest.js";
import { isBuiltIn, STATIC_TIERS, tierNameOf } from "../../systems/antrea/tiers.js";
import { writeText } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { antreaPolicy, definedTiers } from "./antrea-rules.js";

export default defineRule({
  code: "NP2101",
  name: "tier-not-in-workspace",
  title: "An Antrea tier that does not exist",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["antrea"],
  covers: ["TV-2"],

  *check(policy, view) {
    const object = antreaPolicy(policy);
    const tier = object?.tier;
    if (object === undefined || tier === undefined || isBuiltIn(tierNameOf(object))) return;
    const defined = definedTiers(view).flatMap((it) => it.meta.name?.value ?? []);
    if (defined.includes(tier.value)) return;
    const meant = nearest(tier.value, [...defined, ...Object.keys(STATIC_TIERS)]);
    // Where no tier is defined, all of them are kept elsewhere.
    if (meant === undefined && defined.length === 0) return;
    const severity = meant === undefined ? "info" : "warning";
    yield { at: tier.at, severity, tier: tier.value, meant } as const;
  },

  message: ({ tier, meant }) =>
    meant === undefined
      ? `The tier ${quoted(tier)} is not in this workspace`
      : `The tier ${quoted(tier)} is not in this workspace; did you mean ${quoted(meant)}?`,
  note: () => "Antrea rejects a policy in a tier that does not exist when the policy is applied.",

  fixes: {
    correct: { safety: "changes-traffic", fix: ({ at, meant }) => writeText(at, meant) },
  },
});
