/** Reads label selectors. */

import type { Site } from "../base/source.js";
import type { LabelSelector, Operator, Requirement } from "../model/selector.js";
import type { YamlNode } from "../syntax/yaml-document.js";
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
    const entries = matchLabels.entries();
    const seen = entries.length > 1 ? new Map<string, number>() : undefined;
    for (const { key, value, merged } of entries) {
      if (value.kind !== "scalar" || (value.isNull && nullValue === "dropped")) continue;
      const earlier = seen?.get(key);
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
      else {
        seen?.set(key, requirements.length);
        requirements.push(requirement);
      }
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
