/** Whether labels are such as an expression asks for (libcalico-go/lib/selector/parser, the evaluators of its nodes). */

import type { Labels } from "../../../model/selector.js";
import type { Expression, Test } from "./expression.js";

/** @param isGlobal Whether what has the labels is in no namespace. */
export function holdsFor(expression: Expression, labels: Labels, isGlobal = false): boolean {
  switch (expression.type) {
    case "all":
      return true;
    case "global":
      return isGlobal;
    case "has":
      return labels.has(expression.key.text);
    case "test":
      return passes(expression, labels.get(expression.key.text));
    case "not":
      return !holdsFor(expression.of, labels, isGlobal);
    case "and":
      return expression.of.every((it) => holdsFor(it, labels, isGlobal));
    case "or":
      return expression.of.some((it) => holdsFor(it, labels, isGlobal));
  }
}

function passes({ operator, values }: Test, value: string | undefined): boolean {
  const texts = values.map((it) => it.text);
  const [text = ""] = texts;
  switch (operator) {
    case "==":
    case "in":
      return value !== undefined && texts.includes(value);
    case "!=":
    case "not in":
      return value === undefined || !texts.includes(value);
    case "contains":
      return value?.includes(text) === true;
    case "starts with":
      return value?.startsWith(text) === true;
    case "ends with":
      return value?.endsWith(text) === true;
  }
}
