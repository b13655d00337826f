/** Label selectors and what they match (KS-5; kubernetes/apimachinery pkg/labels). */

import type { Site, Sourced } from "../base/source.js";

export type Operator = "In" | "NotIn" | "Exists" | "DoesNotExist";

export interface Requirement {
  readonly key: Sourced<string>;
  readonly operator: Operator;
  /** One value for a `matchLabels` entry; any number for In and NotIn; none for the others. */
  readonly values: readonly Sourced<string>[];
  /** The `matchLabels` entry or the `matchExpressions` item. */
  readonly at: Site;
  readonly written: "matchLabels" | "matchExpressions";
}

export interface LabelSelector {
  /** The selector's value; for a selector that is not written, the place that stands for it. */
  readonly at: Site;
  /** All must hold. None: the selector matches everything. */
  readonly requirements: readonly Requirement[];
  /** The value of `matchLabels`, where it is written as a map: a mend may add a label there. */
  readonly matchLabelsAt?: Site;
}

export type Labels = ReadonlyMap<string, string>;

export function matchesAll(selector: LabelSelector, labels: Labels): boolean {
  return selector.requirements.every((requirement) => holds(requirement, labels));
}

/** `NotIn` and `DoesNotExist` also hold for objects without the key. */
export function holds(requirement: Requirement, labels: Labels): boolean {
  const value = labels.get(requirement.key.value);
  switch (requirement.operator) {
    case "In":
      return value !== undefined && requirement.values.some((it) => it.value === value);
    case "NotIn":
      return value === undefined || !requirement.values.some((it) => it.value === value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
  }
}

/** The selector in words people write on a command line: `app=web,tier in (a,b),!debug`; empty: `every pod`-like "". */
export function selectorText(selector: LabelSelector): string {
  return selector.requirements.map(requirementText).join(",");
}

export function requirementText({ key, operator, values }: Requirement): string {
  const list = values.map((it) => it.value).join(",");
  switch (operator) {
    case "In":
      return values.length === 1 ? `${key.value}=${list}` : `${key.value} in (${list})`;
    case "NotIn":
      return values.length === 1 ? `${key.value}!=${list}` : `${key.value} notin (${list})`;
    case "Exists":
      return key.value;
    case "DoesNotExist":
      return `!${key.value}`;
  }
}
