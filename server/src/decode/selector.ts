/** Reads label selectors and checks their keys, operators and values (KV-17 … KV-20). */

import type { Site, Sourced } from "../base/source.js";
import type { LabelSelector, Operator, Requirement } from "../model/selector.js";
import type { BadValue, ShapeProblem } from "../model/shape-problem.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { holdsPlaceholder } from "./placeholder.js";
import { field, items, text, textsAndNulls } from "./read.js";

const OPERATORS: readonly Operator[] = ["In", "NotIn", "Exists", "DoesNotExist"];

/** An empty selector, for a place where none is written: it matches everything. */
export function everything(at: Site): LabelSelector {
  return { at, requirements: [] };
}

/** @param nullValue What a null label value is: the empty string (KV-24), or no requirement at all (B.2.4). */
export function readSelector(node: YamlNode, nullValue: "empty" | "dropped"): LabelSelector {
  const requirements: Requirement[] = [];
  const matchLabels = field(node, "matchLabels");
  if (matchLabels?.kind === "map") {
    const seen = new Map<string, number>();
    for (const { key, value, merged } of matchLabels.entries()) {
      if (value.kind !== "scalar" || (value.isNull && nullValue === "dropped")) continue;
      const earlier = seen.get(key);
      if (earlier !== undefined && merged) continue;
      const requirement: Requirement = {
        key: { value: key, at: value.site("key") },
        operator: "In",
        values: [{ value: value.isNull ? "" : value.text, at: value.site("value") }],
        at: value.site("pair"),
        written: "matchLabels",
      };
      // Of duplicate keys the last wins (KV-23).
      if (earlier !== undefined) requirements[earlier] = requirement;
      else seen.set(key, requirements.push(requirement) - 1);
    }
  }
  for (const item of items(field(node, "matchExpressions"))) {
    const key = text(field(item, "key"));
    const operator = text(field(item, "operator"));
    if (key === undefined || operator === undefined || !isOperator(operator.value)) continue;
    requirements.push({
      key,
      operator: operator.value,
      values: textsAndNulls(field(item, "values")),
      at: item.site("value"),
      written: "matchExpressions",
    });
  }
  return {
    at: node.site("value"),
    requirements,
    ...(matchLabels?.kind === "map" ? { matchLabelsAt: matchLabels.site("value") } : {}),
  };
}

function isOperator(word: string): word is Operator {
  return (OPERATORS as readonly string[]).includes(word);
}

const NAME_PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** KV-17: `prefix/name`, the prefix a DNS subdomain of at most 253 characters, the name of at most 63. */
export function isLabelKey(key: string): boolean {
  const slash = key.indexOf("/");
  const name = key.slice(slash + 1);
  if (name.length > 63 || !NAME_PART.test(name)) return false;
  if (slash < 0) return true;
  const prefix = key.slice(0, slash);
  return isSubdomain(prefix);
}

/** True for a name as most objects have it (RFC 1123): lower case, digits, `-` and `.`, at most 253 characters. */
export function isSubdomain(name: string): boolean {
  return name.length <= 253 && SUBDOMAIN.test(name);
}

/** KV-18. The empty value is valid. */
export function isLabelValue(value: string): boolean {
  return value.length <= 63 && LABEL_VALUE.test(value);
}

export interface SelectorChecks {
  readonly kind: string;
  /** Path of the selector from the object's root. */
  readonly path: string;
  readonly refusedBy: NonNullable<ShapeProblem["refusedBy"]>;
  /** Keys may carry the prefix of a source (`k8s:`), which is no part of the label's key. */
  readonly stripSource: boolean;
}

/** Everything the API refuses about a selector's keys, operators and values. */
export function checkSelector(node: YamlNode, checks: SelectorChecks): ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  const bad = (
    check: string,
    reason: string,
    name: string,
    it: Sourced<string>,
    more: Partial<BadValue> = {},
  ): void => {
    if (holdsPlaceholder(it.value)) return;
    problems.push({
      type: "bad-value",
      at: it.at,
      kind: checks.kind,
      path: `${checks.path}.${name}`,
      refusedBy: checks.refusedBy,
      check,
      reason,
      field: name,
      text: it.value,
      ...more,
    });
  };
  const checkKey = (it: Sourced<string>): void => {
    const colon = it.value.indexOf(":");
    const key = checks.stripSource && colon >= 0 ? it.value.slice(colon + 1) : it.value;
    if (!isLabelKey(key)) bad("KV-17", "label-key", "key", it);
  };
  const checkValue = (it: Sourced<string>): void => {
    if (!isLabelValue(it.value)) bad("KV-18", "label-value", "value", it);
  };
  const matchLabels = field(node, "matchLabels");
  for (const { key, value } of matchLabels?.kind === "map" ? matchLabels.entries() : []) {
    checkKey({ value: key, at: value.site("key") });
    if (value.kind === "scalar" && !value.isNull && value.scalarType === "string") {
      checkValue({ value: value.text, at: value.site("value") });
    }
  }
  for (const item of items(field(node, "matchExpressions"))) {
    const key = text(field(item, "key"));
    if (key !== undefined) checkKey(key);
    const operator = text(field(item, "operator"));
    const valuesNode = field(item, "values");
    const values = textsAndNulls(valuesNode);
    for (const value of values) checkValue(value);
    if (operator === undefined) continue;
    if (!isOperator(operator.value)) {
      bad("KV-19", "operator", "operator", operator, { allowed: OPERATORS });
    } else if ((operator.value === "In" || operator.value === "NotIn") && values.length === 0) {
      bad("KV-19", "values-missing", "values", operator);
    } else if ((operator.value === "Exists" || operator.value === "DoesNotExist") && values.length > 0) {
      bad("KV-19", "values-present", "values", { value: operator.value, at: valuesNode?.site("pair") ?? operator.at });
    }
  }
  return problems;
}
