/** The rules of all policies in tiers, and the pods that each is about by its own text. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import type { PlacedPods } from "../../model/peers.js";
import type { Policy } from "../../model/scope.js";
import type { TieredPolicy, TieredRule } from "../../systems/policy-api/model.js";
import type { ShapeProblem } from "../../model/shape-problem.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { isReportedBy } from "../evidence/fault-reporters.js";

export function tieredPolicy({ object }: Policy): TieredPolicy | undefined {
  return object.system === "policy-api" ? (object as TieredPolicy) : undefined;
}

/** A tiered policy without unknown fields: in another, what is lost may make all the difference. */
export function wholePolicy(policy: Policy): TieredPolicy | undefined {
  const object = tieredPolicy(policy);
  const isLost = ({ type, refusedBy }: ShapeProblem) =>
    refusedBy === "strict-client" || type === "wrong-type" || type === "null-value";
  return object?.problems.some((it) => isLost(it) || isReportedBy("selector-operator", it)) === true
    ? undefined
    : object;
}

/** Rules of complete tiered policies that the CNI enforces, policy by policy. */
export function tieredRules(view: View): readonly RuleRef[] {
  return view.policies
    .filter((it) => wholePolicy(it) !== undefined)
    .flatMap((it) => view.allowances(it))
    .map((it) => it.by);
}

/** More rules than this are generated, and comparing all of them would take minutes. */
const MOST_RULES = 1_000;

export function areTooMany(view: View): boolean {
  return view.memo(tieredRules).length > MOST_RULES;
}

/** The rules that a rule of the policy is compared with: its own, and those of others in the same cluster. */
export function rulesBeside(policy: Policy, view: View): readonly RuleRef[] {
  if (areTooMany(view)) return view.allowances(policy).map((it) => it.by);
  const oneCluster = areManifestsOfOneCluster(view);
  return view.memo(tieredRules).filter(({ policy: other }) => {
    if (other === policy) return true;
    // Of two policies with the same name, one replaces the other, and files that cannot all be in one cluster tell nothing.
    return other.id !== policy.id && (oneCluster || other.file === policy.file);
  });
}

export function tierOf({ policy }: RuleRef): string | undefined {
  return tieredPolicy(policy)?.tier;
}

/** Equal for policies with the same tier and priority; undefined for those without a priority. */
export function rankOf(policy: Policy): string | undefined {
  const { tier, priority } = tieredPolicy(policy) ?? {};
  return tier === undefined || priority === undefined ? undefined : `${tier} ${priority.value}`;
}

/** The pods that the policy selects. */
export function subjectOf({ reading: { parts } }: Policy): PlacedPods | undefined {
  const [part] = parts;
  return part === undefined ? undefined : { pods: part.subject, namespace: undefined };
}

/** The word for what a rule does, or else the rule. */
export function actionOf({ at, reading: { written } }: RuleRef): Site {
  return (written as TieredRule).action?.at ?? at;
}

export function actionWord({ reading: { written, verdict } }: RuleRef): string {
  return (written as TieredRule).action?.value ?? verdict;
}

/** The key of a policy's list of rules for the direction. */
export function listSite({ policy, direction }: Pick<RuleRef, "policy" | "direction">): Site {
  const list = tieredPolicy(policy)?.[direction];
  return list === undefined ? policy.object.meta.kind.at : partOf(list.at, "key");
}
