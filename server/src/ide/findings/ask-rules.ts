/** Asks one rule about each of its subjects in a scope. */

import type { KeepingView } from "../../analysis/kept/keeping-view.js";
import { type FoundAbout, foundNow } from "../../analysis/kept/kept-list.js";
import type { View } from "../../analysis/view.js";
import { memoize } from "../../base/memoize.js";
import type { Site } from "../../base/source.js";
import type { Policy, Scope, Workload } from "../../model/scope.js";
import type { Finding, Rule } from "../../rules/rule.js";
import { SYSTEMS } from "../../systems/registry.js";
import type { PolicySystem } from "../../systems/system.js";
import type { RuleGuard } from "./rule-guard.js";

/** A rule about what a scope holds. */
export type ScopeRule = Exclude<Rule, { on: "shape" }>;

type PolicyRule = Extract<Rule, { on: "policy" }>;

/** Takes a finding, and where the subject is written; undefined for the scope itself. */
export type Take = (finding: Finding, about: Site | undefined) => void;

/**
 * Answers that are made in one step: few enough that others have their turn soon, and enough that looking at the clock costs
 * little beside what rules do.
 */
const ANSWERS_OF_A_STEP = 16;

/** What rules are asked about in one state of a scope; many rules share a list. */
export class Subjects {
  readonly #view: View;
  readonly #lists = new Map<string, readonly Policy[]>();

  constructor(view: View) {
    this.#view = view;
  }

  of(rule: ScopeRule): readonly Subject[] {
    const { scope } = this.#view;
    switch (rule.on) {
      case "policy": {
        const all = rule.refused === "checked" ? scope.policies : this.#view.policies;
        if (rule.systems === undefined && (rule.ordered === "checked" || !SOME_ARE_ORDERED)) return all;
        const key = [rule.refused, ...(rule.systems ?? ["unordered"])].join(" ");
        let list = this.#lists.get(key);
        if (list === undefined) {
          const systems = new Set(SYSTEMS.filter((it) => isAbout(rule, it)).map((it) => it.id));
          list = all.filter((it) => systems.has(it.object.system));
          this.#lists.set(key, list);
        }
        return list;
      }
      case "workload":
        return scope.workloads;
      case "scope":
        return [scope];
    }
  }
}

const SOME_ARE_ORDERED = SYSTEMS.some((it) => it.traits.isOrdered === true);

function isAbout({ systems, ordered }: PolicyRule, { id, traits }: PolicySystem): boolean {
  return systems === undefined ? ordered === "checked" || traits.isOrdered !== true : systems.includes(id);
}

/**
 * Hands over what a rule finds at its subjects, some of them in each step.
 * @param view Keeps what was found, for later states of the scope.
 */
export function* askRule(
  rule: ScopeRule,
  subjects: readonly Subject[],
  view: KeepingView,
  guard: RuleGuard,
  take: Take,
): Generator<void, void> {
  const check = keptCheck(rule);
  // A scope is another object in each state.
  const found =
    rule.on === "scope"
      ? foundNow(() => view.memo(check.ofScope), subjects, view)
      : view.foundAbout<Subject, Finding>(check.of, subjects);
  for (let at = 0; at < subjects.length; ) {
    at = handOver(rule, subjects, { at, most: ANSWERS_OF_A_STEP }, found, guard, take);
    yield;
  }
}

/** The same of a View that nothing comes after, without a pause. */
export function askAtOnce(
  rule: ScopeRule,
  subjects: readonly Subject[],
  view: View,
  guard: RuleGuard,
  take: Take,
): void {
  const found = foundNow(keptCheck(rule).of, subjects, view);
  handOver(rule, subjects, { at: 0, most: subjects.length }, found, guard, take);
}

/** The functions by which a View remembers what the rule finds. */
const keptCheck = memoize((rule: ScopeRule) => {
  const check = checkOf(rule);
  return {
    of: (subject: Subject, view: View): readonly Finding[] => foundBy(check, subject, view),
    ofScope: (view: View): readonly Finding[] => foundBy(check, view.scope, view),
  };
});

type Check = (subject: Subject, view: View) => Iterable<Finding>;

/** Each rule is asked about subjects of its own kind. */
function checkOf(rule: ScopeRule): Check {
  return rule.check as Check;
}

const NOTHING: readonly Finding[] = [];

/** Most of what is asked finds nothing. */
function foundBy(check: Check, subject: Subject, view: View): readonly Finding[] {
  let found: Finding[] | undefined;
  for (const it of check(subject, view)) {
    if (found === undefined) found = [it];
    else found.push(it);
  }
  return found ?? NOTHING;
}

export type Subject = Policy | Workload | Scope;

/** Returns the place of the subject to go on with. Nothing is handed over of a subject at which the rule throws. */
function handOver(
  rule: ScopeRule,
  subjects: readonly Subject[],
  { at, most }: { readonly at: number; readonly most: number },
  found: FoundAbout<Finding>,
  guard: RuleGuard,
  take: Take,
): number {
  const takeAll = (findings: readonly Finding[], place: number): void => {
    for (const it of findings) take(it, siteOf(subjects[place] as Subject));
  };
  return guard.timed(rule.name, () =>
    found.each(at, most, takeAll, (error, place) => {
      guard.failed(rule, nameOf(subjects[place] as Subject), error);
    }),
  );
}

/** What the log calls it. */
function nameOf(subject: Subject): string {
  return "id" in subject ? subject.id : subject.name;
}

function siteOf(subject: Subject): Site | undefined {
  return "object" in subject ? subject.object.meta.at : undefined;
}
