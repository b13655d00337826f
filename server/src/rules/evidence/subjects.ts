/** Subjects in terms of selectors, for policies whose pods are not in sight: which policies may select the same pods. */

import { memoize } from "../../base/memoize.js";
import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { type PolicyPart, type Term, termsOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";

/** The pods that one part of a policy applies to. */
export interface SubjectOf {
  readonly policy: Policy;
  readonly part: PolicyPart;
  /** What is asked of the pods' own labels. */
  readonly selector: LabelSelector;
}

/** Subjects that are pods; parts for nodes, and parts without a subject, are left out. */
export const subjectsOf = memoize((policy: Policy): readonly SubjectOf[] =>
  policy.reading.parts.flatMap((part): SubjectOf[] => {
    const { at, of, selector, isWritten } = part.subject;
    if (of === "nodes" || (selector === undefined && !isWritten)) return [];
    return [{ policy, part, selector: selector ?? { at, requirements: [] } }];
  }),
);

/** The pods that a rule is for; undefined for a rule about nodes. */
export function subjectOfRule({ policy, reading }: Pick<RuleRef, "policy" | "reading">): SubjectOf | undefined {
  return subjectsOf(policy).find(({ part }) => part.lists.some(({ rules }) => rules.includes(reading)));
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
  if (a.key.value !== b.key.value) return false;
  if (a.operator === "DoesNotExist") return b.operator === "In" || b.operator === "Exists";
  if (b.operator === "DoesNotExist") return a.operator === "In" || a.operator === "Exists";
  if (a.operator !== "In" || b.operator !== "In") return false;
  return !a.values.some((it) => b.values.some((other) => other.value === it.value));
}

/** True when every requirement of the outer subject is one of the inner's too. */
function requiresAllOf(inner: SubjectOf, outer: SubjectOf): boolean {
  const given = termsOf(inner.part.subject);
  return termsOf(outer.part.subject).every((it) => given.some((other) => isSameTerm(it, other)));
}

function isSameTerm(a: Term, b: Term): boolean {
  const [mine, other] = [a.requirement, b.requirement];
  return (
    a.of === b.of &&
    mine.key.value === other.key.value &&
    mine.operator === other.operator &&
    mine.values.length === other.values.length &&
    mine.values.every((value) => other.values.some((it) => it.value === value.value))
  );
}

/** True when a policy in force that may select the same pods, this one included, has the property. */
export function anyPolicyForSamePods(view: View, subject: SubjectOf, has: (policy: Policy) => boolean): boolean {
  return view.policies.some((policy) => subjectsOf(policy).some((it) => mayShareSubjects(it, subject)) && has(policy));
}

/**
 * Whether a policy in force that may select the same pods, this one included, has the property. `by-chance`: only policies
 * that ask for other labels have it, so that a pod would have to have both, and nothing says that one does.
 */
export function policyForSamePods(
  view: View,
  subject: SubjectOf,
  has: (policy: Policy) => boolean,
): "likely" | "by-chance" | "none" {
  let found: "by-chance" | "none" = "none";
  for (const policy of view.policies) {
    const sharing = subjectsOf(policy).filter((it) => mayShareSubjects(it, subject));
    if (sharing.length === 0 || !has(policy)) continue;
    if (!sharing.every((it) => areUnrelated(it, subject))) return "likely";
    found = "by-chance";
  }
  return found;
}

/** Values of labels that say something of a pod beside which pod it is: an application's own policies ask for those too. */
const OPT_IN: ReadonlySet<string> = new Set(["true", "yes", "on", "enabled", "allow", "allowed", "1"]);

/** True where each asks for a label by which pods are told, and the other says nothing of it. */
function areUnrelated({ selector: a }: SubjectOf, { selector: b }: SubjectOf): boolean {
  return asksForMore(a, b) && asksForMore(b, a);
}

function asksForMore({ requirements }: LabelSelector, other: LabelSelector): boolean {
  return requirements.some(
    ({ key, operator, values }) =>
      operator === "In" &&
      !values.some((it) => OPT_IN.has(it.value)) &&
      other.requirements.every((it) => it.key.value !== key.value),
  );
}

/**
 * True when every pod of the one subject is one of the other's: by its labels, or by the pods that are in sight, where nothing
 * may make more of them.
 */
export function isSubjectWithin(inner: SubjectOf, outer: SubjectOf, view: View): boolean {
  if (outer.policy.namespace !== undefined && outer.policy.namespace !== inner.policy.namespace) return false;
  if (requiresAllOf(inner, outer)) return true;
  if (!mayShareSubjects(inner, outer)) return false;
  const pods = view.selectedBy(inner.policy, inner.part);
  if (pods.length === 0 || view.hiding(inner.selector, inner.policy.namespace) !== "nothing") return false;
  const all = new Set(view.selectedBy(outer.policy, outer.part));
  return pods.every((it) => all.has(it));
}
