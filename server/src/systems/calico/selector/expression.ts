/** A selector expression as a tree, each part with its place in the text. */

import type { TextRange } from "../../../base/source.js";

export type Expression = Everything | Global | Has | Test | Not | Several;

interface Part<Type extends string> {
  readonly type: Type;
  /** Offsets in the text. */
  readonly range: TextRange;
}

/** `all()`, and the empty text. */
export type Everything = Part<"all">;

/** `global()`: what is in no namespace. */
export type Global = Part<"global">;

/** `has(key)`. */
export interface Has extends Part<"has"> {
  readonly key: Word;
}

/** Labels that do not have the key are taken to differ from every value. */
export type TestOperator = "==" | "!=" | "in" | "not in" | "contains" | "starts with" | "ends with";

/** `key == 'value'`, `key in {'a', 'b'}`. */
export interface Test extends Part<"test"> {
  readonly key: Word;
  readonly operator: TestOperator;
  readonly operatorRange: TextRange;
  /** One, but for `in` and `not in`. */
  readonly values: readonly Word[];
}

export interface Not extends Part<"not"> {
  readonly of: Expression;
}

/** At least two, joined by `&&` or by `||`. */
export interface Several extends Part<"and" | "or"> {
  readonly of: readonly Expression[];
}

/** A key, or a value without its quotes. The range has the quotes. */
export interface Word {
  readonly text: string;
  readonly range: TextRange;
}

/** The expression and all those in it. */
export function* partsOf(expression: Expression): Iterable<Expression> {
  yield expression;
  if (expression.type === "not") yield* partsOf(expression.of);
  if (expression.type === "and" || expression.type === "or") for (const it of expression.of) yield* partsOf(it);
}
