/** Compares subjects by their selectors, for pods that are not in this workspace: which policies may select the same pods. */

import { memoize } from "../../base/memoize.js";
import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { type PolicyPart, type Term, termsOf } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import { areTied } from "./ties.js";

/** The pods that one part of a policy applies to. */
export interface SubjectOf {
  readonly policy: Policy;
  readonly part: PolicyPart;
  /** The requirements on the pods' own labels. */
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

/** The subject of a rule; undefined for a rule about nodes. */
export function subjectOfRule({ policy, reading }: Pick<RuleRef, "policy" | "reading">): SubjectOf | undefined {
  return subjectsOf(policy).find(({ part }) => part.lists.some(({ rules }) => rules.includes(reading)));
}

/**
 * False if no pod can match both subjects: different namespaces, or a label that would need two values. Also true if it
 * cannot be told, so a rule that is silent on true is never wrong.
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

/** True if every requirement of the outer subject is also one of the inner subject. */
function requiresAllOf(inner: SubjectOf, outer: SubjectOf): boolean {
  const given = termsOf(inner.part.subject);
  for (const it of termsOf(outer.part.subject)) if (!given.some((other) => isSameTerm(it, other))) return false;
  return true;
}

function isSameTerm(a: Term, b: Term): boolean {
  const mine = a.requirement;
  const other = b.requirement;
  return (
    a.of === b.of &&
    mine.key.value === other.key.value &&
    mine.operator === other.operator &&
    mine.values.length === other.values.length &&
    mine.values.every((value) => other.values.some((it) => it.value === value.value))
  );
}

/** Of each policy in force that has the property, the subjects that may be the same pods, if any. */
function* sharingSubjects(
  view: View,
  subject: SubjectOf,
  has: (policy: Policy) => boolean,
): Iterable<readonly SubjectOf[]> {
  const { namespace } = subject.policy;
  for (const policy of namespace === undefined ? view.policies : view.policiesFor(namespace)) {
    const sharing = subjectsOf(policy).filter((it) => mayShareSubjects(it, subject));
    if (sharing.length > 0 && has(policy)) yield sharing;
  }
}

/**
 * Whether a policy in force that may select the same pods, including this one, has the property. `untied`: only policies of
 * files that nothing ties, so that nothing says that they are in one cluster.
 */
export function anyPolicyForSamePods(
  view: View,
  subject: SubjectOf,
  has: (policy: Policy) => boolean,
): "tied" | "untied" | "none" {
  let found: "untied" | "none" = "none";
  for (const sharing of sharingSubjects(view, subject, has)) {
    if (sharing.some((it) => areTogether(view, it, subject))) return "tied";
    found = "untied";
  }
  return found;
}

/**
 * Whether a policy in force that may select the same pods, including this one, has the property. `by-chance`: only policies
 * that require other labels have it, so a pod would need both sets of labels, and nothing says that one has them; or policies
 * of files that nothing ties, so that nothing says that they are in one cluster.
 */
export function policyForSamePods(
  view: View,
  subject: SubjectOf,
  has: (policy: Policy) => boolean,
): "likely" | "by-chance" | "none" {
  // Even where its selector contradicts itself.
  if (has(subject.policy)) return "likely";
  let found: "by-chance" | "none" = "none";
  for (const sharing of sharingSubjects(view, subject, has)) {
    const related = sharing.filter((it) => !areUnrelated(it, subject));
    if (related.some((it) => areTogether(view, it, subject))) return "likely";
    found = "by-chance";
  }
  return found;
}

/** True for policies of tied files, and for those that name one namespace or the same labels. */
function areTogether(view: View, a: SubjectOf, b: SubjectOf): boolean {
  if (a.policy.namespace === undefined || b.policy.namespace === undefined) return true;
  if (areTied(view, a.policy, b.policy)) return true;
  const [one, other] = [a, b].map((it) => it.policy.object.meta.namespace?.value);
  if (one !== undefined && one === other && one !== "default") return true;
  return a.selector.requirements.length > 0 && requiresAllOf(a, b) && requiresAllOf(b, a);
}

/** Label values that opt a pod in to something instead of identifying it: an application's own policies select by them too. */
const OPT_IN: ReadonlySet<string> = new Set(["true", "yes", "on", "enabled", "allow", "allowed", "1"]);

/** True if each requires a label that identifies pods and that the other does not mention. */
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
 * True if the outer subject selects every pod that the inner one selects: judging by the labels, or by the pods in this
 * workspace if nothing may create more of them.
 */
export function isSubjectWithin(inner: SubjectOf, outer: SubjectOf, view: View): boolean {
  if (outer.policy.namespace !== undefined && outer.policy.namespace !== inner.policy.namespace) return false;
  if (requiresAllOf(inner, outer)) return true;
  if (!mayShareSubjects(inner, outer)) return false;
  const pods = view.selectedBy(inner.policy, inner.part);
  if (pods.length === 0 || view.hiding(inner.selector, inner.policy.namespace) !== "nothing") return false;
  const all = view.memo(podsOf, outer);
  return pods.every((it) => all.has(it));
}

/** Many subjects are compared with one. */
function podsOf({ policy, part }: SubjectOf, view: View): ReadonlySet<Workload> {
  return new Set(view.selectedBy(policy, part));
}
