/** NP2013: a Deny for all but some, or for everyone with labels, that a later Allow opens for everyone else (C9, C10). */

import { partOf, type Site } from "../../base/source.js";
import { DIRECTIONS } from "../../model/direction.js";
import { type CalicoPolicy, type CalicoRule, type Entity, sidesOf } from "../../systems/calico/model.js";
import { expressionOf } from "../../systems/calico/selector/facets.js";
import { FAR_END } from "../words/words.js";
import { defineRule } from "../rule.js";
import { actionOf, actionWord, enforcedPolicy } from "./calico-policies.js";
import { hasTrafficOf } from "./covering-rules.js";

export default defineRule({
  code: "NP2013",
  name: "denial-spares-outside",
  title: "A Deny rule that does not match addresses outside the cluster",
  severity: "warning",
  premise: "file",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: ["C-9", "C-10"],

  *check(policy, view) {
    const object = enforcedPolicy(policy);
    // Most policies have none, and what a policy was compiled into need not be asked for.
    if (object === undefined || !DIRECTIONS.some((it) => object[it]?.rules.some((rule) => isNarrow(rule, object))))
      return;
    const rules = view.allowances(policy).map((it) => it.by);
    for (const [at, by] of rules.entries()) {
      const selector = by.verdict === "deny" ? soleSelector(by.reading.written as CalicoRule, object) : undefined;
      if (selector === undefined) continue;
      const opening = rules.slice(at + 1).find((it) => {
        const { who, conditions } = it.reading;
        if (it.direction !== by.direction || it.verdict === "log") return false;
        return who === "everyone" && conditions.length === 0 && hasTrafficOf(it, by);
      });
      if (opening === undefined || opening.verdict === "deny") continue;
      const isOwn = !object.clusterwide;
      yield { at: selector, by, opening, isOwn };
    }
  },

  message: ({ by, isOwn }) =>
    isOwn
      ? `This \`Deny\` matches ${FAR_END[by.direction]}s in the policy's own namespace only; a later rule allows all others`
      : `This \`Deny\` matches no addresses outside the cluster; a later rule allows those`,
  note: ({ isOwn }) =>
    isOwn
      ? "In a NetworkPolicy, `selector` and `notSelector` are about the policy's own namespace, unless `namespaceSelector` is set. To match every address, leave the peer out."
      : "`all()` is everything that has labels: pods, network sets and host endpoints. To match every address, leave the peer out.",
  related: ({ opening }) => [
    { at: actionOf(opening), message: `this rule says \`${actionWord(opening)}\` for everyone` },
  ],
});

function isNarrow(rule: CalicoRule, policy: CalicoPolicy): boolean {
  return rule.verdict === "deny" && soleSelector(rule, policy) !== undefined;
}

/** Where the peer is chosen by a selector alone that looks as if it were about everyone. */
function soleSelector(rule: CalicoRule, { clusterwide }: CalicoPolicy): Site | undefined {
  const { peer } = sidesOf(rule);
  const { selector, notSelector } = peer;
  const only = onlyKey(peer);
  if (only === "selector" && expressionOf(selector)?.type === "all") return selector?.at;
  // In a global policy, what has no labels is matched.
  if (only === "notSelector" && !clusterwide)
    return notSelector === undefined ? undefined : partOf(notSelector.at, "key");
  return undefined;
}

function onlyKey(peer: Entity): string | undefined {
  const [only, another] = Object.keys(peer).filter((it) => it !== "at");
  return another === undefined ? only : undefined;
}
