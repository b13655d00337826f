/** Fields that every object and every label selector has. */

import { quoted } from "../base/quote.js";
import { field, items, stringAt } from "../syntax/children.js";
import { type Constraint, type Format, type FormatRule, formatted, type Refusal, type Values } from "./constraint.js";
import { LABEL_VALUE } from "./formats/labels.js";
import type { ObjectCheck } from "./object-check.js";
import {
  ANY,
  type Fields,
  listOf,
  mapOf,
  type ObjectSchema,
  object,
  type ScalarSchema,
  STRING,
  string,
} from "./schema.js";

/** Who rejects what in a label selector; where nobody does, nothing is reported. */
export interface SelectorRules {
  /** What a key looks like. */
  readonly key?: FormatRule;
  /** A value under `matchLabels`. */
  readonly value?: Refusal;
  /** A value of an expression. */
  readonly values?: Refusal;
  /** An operator that does not exist. */
  readonly operator?: Refusal;
  /** An operator with values that it must not have, or without those it requires. */
  readonly fit?: Refusal;
}

/** One that rejects all of it. @param key What a key looks like. */
export function selectorRules(key: Format<"label-key">, by: Refusal): SelectorRules {
  return { key: labelKeys(key, by), value: by, values: by, operator: by, fit: by };
}

export function labelKeys(key: Format<"label-key">, refusedBy: Refusal): FormatRule {
  return formatted(key, { about: "label", check: "KV-17", refusedBy });
}

export function labelSelector({ key, value, values, operator, fit }: SelectorRules): ObjectSchema {
  const expression = object(
    {
      key: { schema: key === undefined ? STRING : string({ format: key }), doc: "The label's key.", required: true },
      operator: {
        schema: operator === undefined ? STRING : string({ values: operators(operator) }),
        doc: "`In`, `NotIn`, `Exists` or `DoesNotExist`. `NotIn` and `DoesNotExist` also match objects that do not have the key.",
        required: true,
      },
      values: {
        schema: listOf(labelValue(values)),
        doc: "At least one value for `In` and `NotIn`; no values for `Exists` and `DoesNotExist`.",
      },
    },
    fit === undefined ? {} : { checks: [valuesFitOperator({ about: OPERATOR, check: "KV-19", refusedBy: fit })] },
  );
  return object({
    matchLabels: {
      schema: mapOf(labelValue(value), key),
      doc: "Labels that must all be present, with exactly these values.",
      empty: "everything matches",
      missing: "everything matches",
    },
    matchExpressions: {
      schema: listOf(expression),
      doc: "Requirements on labels that must all be met, in addition to `matchLabels`.",
      empty: "everything matches",
      missing: "everything matches",
    },
  });
}

function labelValue(refusedBy: Refusal | undefined): ScalarSchema {
  if (refusedBy === undefined) return STRING;
  return string({ format: formatted(LABEL_VALUE, { about: "label", check: "KV-18", refusedBy }) });
}

const OPERATOR = "selector operator";

function operators(refusedBy: Refusal): Values {
  return {
    about: OPERATOR,
    check: "KV-19",
    refusedBy,
    says: (text) => `${quoted(text)} is not a valid ${OPERATOR}`,
    each: [
      { value: "In", means: "the label has one of the values", aliases: ["=", "==", "eq", "equal", "equals"] },
      {
        value: "NotIn",
        means: "the label has none of the values, or is not present",
        aliases: ["!=", "ne", "notequal", "notequals", "doesnotequal"],
      },
      { value: "Exists", means: "the label is present, with any value", aliases: ["exist"] },
      { value: "DoesNotExist", means: "the label is not present", aliases: ["notexist", "notexists", "doesnotexists"] },
    ],
  };
}

/** KV-19. An operator that does not exist is reported separately. */
function valuesFitOperator(constraint: Omit<Constraint, "says">): ObjectCheck {
  return ({ node, path, report }) => {
    const operator = stringAt(node, "operator");
    if (operator === undefined) return;
    const values = field(node, "values");
    // A value that is not a scalar is reported separately.
    const count = items(values).filter((it) => it.kind === "scalar").length;
    const { text } = operator;
    if ((text === "In" || text === "NotIn") && count === 0) {
      const says = `${quoted(text)} requires \`values\``;
      report(
        constraint,
        { at: operator.site("value"), path: `${path}.values`, text },
        { is: "lacks", needs: ["values"], says },
      );
    } else if ((text === "Exists" || text === "DoesNotExist") && values !== undefined && count > 0) {
      const says = `${quoted(text)} must not have \`values\``;
      report(constraint, { at: values.site("key"), path: `${path}.values`, text }, { is: "clash", says });
    }
  };
}

/** `apiVersion`, `kind` and `metadata`; `metadata` is not checked further, the API server allows much there. */
export const OBJECT_FIELDS: Fields = {
  apiVersion: { schema: STRING, doc: "Group and version of the API that reads this object.", required: true },
  kind: { schema: STRING, doc: "Kind of the object.", required: true },
  metadata: { schema: ANY, doc: "Name, namespace, labels and annotations." },
};
