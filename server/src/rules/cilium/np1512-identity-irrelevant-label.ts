/** NP1512: a selector that asks for a label which Cilium drops from pods' identities. */

import type { View } from "../../analysis/view.js";
import { isIdentityIrrelevant } from "../../systems/cilium/identity-labels.js";
import { DIRECTIONS } from "../../model/direction.js";
import { rulesOf } from "../../systems/kubernetes/model.js";
import type { Policy } from "../../systems/written.js";
import type { Requirement } from "../../model/selector.js";
import { hasDottedSource, isDroppedNamespaceKey, podKey } from "../evidence/cilium-keys.js";
import { endpointSelectors } from "./cilium-selectors.js";
import { defineRule, type Severity } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1512",
  name: "identity-irrelevant-label",
  title: "A label that Cilium drops from pods",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-19"],

  *check(policy, view) {
    if (view.isRefused(policy)) return;
    const isCilium = policy.object.system === "cilium";
    if (!isCilium && !view.memo(hasCiliumPolicies)) return;
    // Who enforces a NetworkPolicy is only guessed from its neighbours.
    const severity: Severity = isCilium ? "warning" : "info";
    for (const { role, requirement, key } of asked(policy)) {
      // Keys that were meant as a namespace's, or have a dot for their colon, are other rules'.
      if (!isIdentityIrrelevant(key) || (isCilium && (isDroppedNamespaceKey(key) || hasDottedSource(key)))) continue;
      yield { at: requirement.key.at, severity, role, requirement, key };
    }
  },

  message: ({ role, requirement, key }) => {
    const { operator } = requirement;
    const where = role === "subject" ? "The policy applies to" : "The peer matches";
    if (operator === "NotIn" || operator === "DoesNotExist")
      return `${quoted(key, 46)} excludes no pod: Cilium drops the label by default`;
    return `${where} no pod under Cilium, which drops ${quoted(key, 46)}`;
  },
  note: () =>
    "To Cilium pods with the same labels are one identity; it leaves out labels that differ from pod to pod. Settings of its agent can change which.",
});

interface Asked {
  readonly role: "subject" | "peer";
  readonly requirement: Requirement;
  /** Without its source. */
  readonly key: string;
}

function* asked(policy: Policy): Iterable<Asked> {
  const object = policy.object;
  if (object.system === "cilium") {
    for (const { role, selector } of endpointSelectors(object)) {
      for (const requirement of selector.requirements) {
        const key = podKey(requirement);
        if (key !== undefined) yield { role, requirement, key };
      }
    }
    return;
  }
  for (const requirement of object.subject.requirements) {
    yield { role: "subject", requirement, key: requirement.key.value };
  }
  for (const { podSelector } of DIRECTIONS.flatMap((it) => rulesOf(object, it)).flatMap(
    (it) => it.peers?.peers ?? [],
  )) {
    for (const requirement of podSelector?.requirements ?? []) {
      yield { role: "peer", requirement, key: requirement.key.value };
    }
  }
}

/** True for a scope that has policies of Cilium's own, so that Cilium enforces the others too. */
function hasCiliumPolicies({ scope }: View): boolean {
  return scope.policies.some((it) => it.object.system === "cilium");
}
