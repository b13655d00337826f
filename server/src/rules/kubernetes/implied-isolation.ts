/** NetworkPolicies with only egress rules that also restrict ingress, because `policyTypes` is omitted (NP1202). */

import { partOf, type Site } from "../../base/source.js";
import { type NetworkPolicy, networkPolicy, rulesOf } from "../../systems/kubernetes/model.js";
import type { Policy } from "../../model/scope.js";
import { hasUnreadField } from "../evidence/unread-fields.js";
import { isIsolatedByOthers } from "./isolated-by-others.js";
import { intentOf } from "../evidence/intent.js";
import type { View } from "../../analysis/view.js";

/** What the policy means, and where to change it. */
export interface ImpliedIsolation {
  readonly object: NetworkPolicy;
  /** The key of its only rules. */
  readonly egress: Site;
  /** True if another policy restricts ingress to the pods anyway. */
  readonly anyway: boolean;
}

/** Undefined if the policy says which directions it restricts, or means ingress. */
export function impliedIsolation(policy: Policy, view: View): ImpliedIsolation | undefined {
  const object = networkPolicy(policy);
  if (object?.egress === undefined || !isImplied(object)) return undefined;
  // A misspelled `ingress` or `policyTypes` is what needs a fix.
  if (hasUnreadField(object, "spec")) return undefined;
  const intent = intentOf(policy.name);
  // "deny-all" with egress rules means both directions, as it does.
  if (intent.denies && !intent.directions.includes("egress")) return undefined;
  const anyway = isIsolatedByOthers(policy, "ingress", view, (it) => !isImpliedIn(it));
  return { object, egress: partOf(object.egress.at, "key"), anyway };
}

function isImpliedIn(policy: Policy): boolean {
  const object = networkPolicy(policy);
  return object !== undefined && isImplied(object);
}

/** True when egress rules are all the policy has. An empty list of ingress rules says that none is intended. */
function isImplied(object: NetworkPolicy): boolean {
  const { policyTypes, ingress } = object;
  return (policyTypes?.types.length ?? 0) === 0 && ingress === undefined && rulesOf(object, "egress").length > 0;
}
