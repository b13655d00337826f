/** Whether labels are such as an expression asks for (libcalico-go/lib/selector/parser, the evaluators of its nodes). */

import type { Labels } from "../../../model/selector.js";
import type { Expression, Test } from "./expression.js";

/** How `all()` and `global()` are read. */
export interface Whose {
  /** True of what is in no namespace. */
  readonly isGlobal: boolean;
  /** True where labels of namespaces are asked for: `all()` is then what is in any. */
  readonly isOnNamespaces: boolean;
}

const OF_PODS: Whose = { isGlobal: false, isOnNamespaces: false };

export function holdsFor(expression: Expression, labels: Labels, whose: Whose = OF_PODS): boolean {
  switch (expression.type) {
    case "all":
      return !(whose.isGlobal && whose.isOnNamespaces);
    case "global":
      return whose.isGlobal;
    case "has":
      return labels.has(expression.key.text);
    case "test":
      return passes(expression, labels.get(expression.key.text));
    case "not":
      return !holdsFor(expression.of, labels, whose);
    case "and":
      return expression.of.every((it) => holdsFor(it, labels, whose));
    case "or":
      return expression.of.some((it) => holdsFor(it, labels, whose));
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
