/** NP2105: tiers that cannot all exist: two of one priority, or too many (TV-14, A21). */

import { isTier, type TierObject } from "../../systems/antrea/model.js";
import { isBuiltIn } from "../../systems/antrea/tiers.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** Built-in ones included. */
const MOST_TIERS = 20;
const BUILT_IN_TIERS = 6;
/** Of the tier Admin of ClusterNetworkPolicies. */
const ADMIN_PRIORITY = 220;

export default defineRule({
  code: "NP2105",
  name: "conflicting-tiers",
  title: "Antrea tiers that cannot all exist",
  severity: "error",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "scope",
  covers: ["TV-13", "TV-14", "A-21"],

  *check(scope) {
    const tiers = scope.resources.filter(isTier);
    const users = tiers.filter((it) => !isBuiltIn(nameOf(it)));
    const seen = new Map<number, TierObject>();
    for (const tier of users) {
      const { priority } = tier;
      if (priority === undefined) continue;
      const earlier = seen.get(priority.value);
      if (earlier === undefined) seen.set(priority.value, tier);
      else if (nameOf(earlier) !== nameOf(tier)) {
        const says = `has priority ${priority.value}, as ${quoted(nameOf(earlier))} has: Antrea rejects the one that is applied last`;
        yield { at: priority.at, tier, says, other: earlier.priority?.at };
      }
      const upstream = scope.policies.find(
        (it) => it.object.system === "policy-api" && it.kind === "ClusterNetworkPolicy",
      );
      if (priority.value === ADMIN_PRIORITY && upstream !== undefined) {
        const says = "has the priority of ClusterNetworkPolicies in the tier Admin: Antrea rejects one or the other";
        yield { at: priority.at, tier, says, other: upstream.object.meta.name?.at };
      }
    }
    const names = [...new Set(users.map(nameOf))];
    const last = users.find((it) => nameOf(it) === names[MOST_TIERS - BUILT_IN_TIERS]);
    if (last === undefined) return;
    const says = `is one too many: Antrea has room for ${MOST_TIERS - BUILT_IN_TIERS} tiers beside its own ${BUILT_IN_TIERS}`;
    yield { at: last.meta.name?.at ?? last.meta.at, tier: last, says, other: undefined };
  },

  message: ({ tier, says }) => `The tier ${quoted(nameOf(tier))} ${says}`,
  related: ({ other }) => (other === undefined ? [] : [{ at: other, message: "this is the other one" }]),
});

function nameOf({ meta }: TierObject): string {
  return meta.name?.value ?? "";
}
