/** Asks one rule about each of its subjects in a scope. */

import type { View } from "../analysis/view.js";
import type { Site } from "../base/source.js";
import type { Policy, Scope, Workload } from "../model/scope.js";
import type { Finding, Rule } from "../rules/rule.js";
import type { RuleGuard } from "./rule-guard.js";

/** A rule about what a scope holds. */
export type ScopeRule = Exclude<Rule, { on: "shape" }>;

/** Takes a finding, and where the subject is written; undefined for the scope itself. */
export type Take = (finding: Finding, about: Site | undefined) => void;

/**
 * Subjects that are gone through in one step: few enough that others have their turn soon, and enough that looking at the
 * clock costs little beside what rules do.
 */
const SUBJECTS_OF_A_STEP = 16;

/** True where the scope holds anything that the rule is asked about. */
export function hasSubjects({ on }: ScopeRule, { scope }: View): boolean {
  return on === "scope" || (on === "policy" ? scope.policies : scope.workloads).length > 0;
}

/** Hands over what a rule finds in a scope, some subjects in each step. */
export function* askRule(rule: ScopeRule, view: View, guard: RuleGuard, take: Take): Generator<void, void> {
  switch (rule.on) {
    case "policy": {
      const policies = rule.refused === "checked" ? view.scope.policies : view.policies;
      yield* askOfEach(rule, policies, (it) => rule.check(it, view), guard, take);
      break;
    }
    case "workload":
      yield* askOfEach(rule, view.scope.workloads, (it) => rule.check(it, view), guard, take);
      break;
    case "scope":
      guard.timed(rule.name, () => {
        ask(rule, view.scope, view.scope.name, undefined, (it) => rule.check(it, view), guard, take);
      });
      yield;
  }
}

/** The same without a pause. */
export function askAtOnce(rule: ScopeRule, view: View, guard: RuleGuard, take: Take): void {
  const steps = askRule(rule, view, guard, take);
  while (steps.next().done !== true);
}

function* askOfEach<S extends Policy | Workload>(
  rule: ScopeRule,
  subjects: readonly S[],
  check: (subject: S) => Iterable<Finding>,
  guard: RuleGuard,
  take: Take,
): Generator<void, void> {
  for (let start = 0; start < subjects.length; start += SUBJECTS_OF_A_STEP) {
    const end = Math.min(start + SUBJECTS_OF_A_STEP, subjects.length);
    guard.timed(rule.name, () => {
      for (let at = start; at < end; at++) {
        const subject = subjects[at] as S;
        ask(rule, subject, subject.id, subject.object.meta.at, check, guard, take);
      }
    });
    yield;
  }
}

/**
 * Nothing is handed over of a subject at which the rule throws.
 * @param id What the log calls the subject.
 */
function ask<S extends Policy | Workload | Scope>(
  rule: ScopeRule,
  subject: S,
  id: string,
  about: Site | undefined,
  check: (subject: S) => Iterable<Finding>,
  guard: RuleGuard,
  take: Take,
): void {
  let found: Finding[] | undefined;
  try {
    for (const it of check(subject)) {
      found ??= [];
      found.push(it);
    }
  } catch (error) {
    guard.failed(rule, id, error);
    return;
  }
  for (const it of found ?? []) take(it, about);
}
