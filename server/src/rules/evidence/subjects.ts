/** Subjects in terms of selectors, for policies whose pods are not in sight: which policies may select the same pods. */

import type { CiliumSpec } from "../../systems/cilium/model.js";
import type { Policy } from "../../systems/written.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import { isNamespaceKey, podKey } from "./cilium-keys.js";

/** One independent subject: a NetworkPolicy has one, a Cilium policy one for each spec. */
export interface SubjectOf {
  readonly policy: Policy;
  readonly spec?: CiliumSpec;
  readonly selector: LabelSelector;
}

/** Subjects that are pods; a spec for nodes is left out. */
export function subjectsOf(policy: Policy): SubjectOf[] {
  const object = policy.object;
  if (object.system === "kubernetes") return [{ policy, selector: object.subject }];
  return object.specs.flatMap((spec): SubjectOf[] =>
    spec.subject?.on === "endpoints" ? [{ policy, spec, selector: spec.subject.selector }] : [],
  );
}

/**
 * False when no pod can have both subjects: another namespace, or a label that would need two values. True also where
 * it cannot be told, so a rule that is quiet on true says nothing false.
 */
export function mayShareSubjects(a: SubjectOf, b: SubjectOf): boolean {
  if (
    a.policy.namespace !== undefined &&
    b.policy.namespace !== undefined &&
    a.policy.namespace !== b.policy.namespace
  ) {
    return false;
  }
  return !a.selector.requirements.some((it) => b.selector.requirements.some((other) => excludes(it, other)));
}

function excludes(a: Requirement, b: Requirement): boolean {
  const key = podKey(a);
  if (key === undefined || key !== podKey(b) || isNamespaceKey(key)) return false;
  if (a.operator === "DoesNotExist") return b.operator === "In" || b.operator === "Exists";
  if (b.operator === "DoesNotExist") return a.operator === "In" || a.operator === "Exists";
  if (a.operator !== "In" || b.operator !== "In") return false;
  return !a.values.some((it) => b.values.some((other) => other.value === it.value));
}
