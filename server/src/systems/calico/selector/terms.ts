/**
 * An expression as alternatives, each of which asks for several things at once: the form in which the engine selects.
 * Negations are pushed down to single terms.
 */

import type { FacetRequirement } from "../../../engine/program.js";
import type { Expression, Test, Word } from "./expression.js";

export type TermOperator = FacetRequirement["operator"];

/** One thing that is asked of labels. */
export interface Term {
  readonly key: Word;
  readonly operator: TermOperator;
  readonly values: readonly Word[];
  /** Where it is written, a negation before it left out. */
  readonly part: Expression;
}

/** `namespaced`: whether what has the labels is in a namespace, as `all()` and `global()` ask where they are about namespaces. */
export type Conjunct = Term | { readonly namespaced: boolean; readonly part: Expression };

/** Any of them; all in it. */
export type Alternatives = readonly (readonly Conjunct[])[];

/** Nobody writes as many by hand. */
const MOST = 128;

/**
 * Undefined for an expression with too many alternatives.
 * @param isOnNamespaces Whether `all()` is any namespace, and not anyone.
 */
export function alternativesOf(expression: Expression, isOnNamespaces = false): Alternatives | undefined {
  return of(expression, false, isOnNamespaces);
}

function of(expression: Expression, isNegated: boolean, isOnNamespaces: boolean): Alternatives | undefined {
  switch (expression.type) {
    case "all":
      if (isOnNamespaces) return [[{ namespaced: !isNegated, part: expression }]];
      return isNegated ? [] : [[]];
    case "global":
      return [[{ namespaced: isNegated, part: expression }]];
    case "has": {
      const operator = isNegated ? "DoesNotExist" : "Exists";
      return [[{ key: expression.key, operator, values: [], part: expression }]];
    }
    case "test":
      return [[termOf(expression, isNegated)]];
    case "not":
      return of(expression.of, !isNegated, isOnNamespaces);
    case "and":
    case "or": {
      const parts = expression.of.map((it) => of(it, isNegated, isOnNamespaces));
      return (expression.type === "and") === isNegated ? unionOf(parts) : productOf(parts);
    }
  }
}

const OPERATORS: Readonly<Record<Test["operator"], readonly [TermOperator, TermOperator]>> = {
  "==": ["In", "NotIn"],
  in: ["In", "NotIn"],
  "!=": ["NotIn", "In"],
  "not in": ["NotIn", "In"],
  contains: ["Contains", "NotContains"],
  "starts with": ["StartsWith", "NotStartsWith"],
  "ends with": ["EndsWith", "NotEndsWith"],
};

function termOf(test: Test, isNegated: boolean): Term {
  const { key, values } = test;
  return { key, operator: OPERATORS[test.operator][isNegated ? 1 : 0], values, part: test };
}

/** Any of them. */
function unionOf(parts: readonly (Alternatives | undefined)[]): Alternatives | undefined {
  const all: (readonly Conjunct[])[] = [];
  for (const it of parts) {
    if (it === undefined) return undefined;
    all.push(...it);
  }
  return all.length > MOST ? undefined : all;
}

/** All of them. */
export function productOf<T>(
  parts: readonly (readonly (readonly T[])[] | undefined)[],
): readonly (readonly T[])[] | undefined {
  let all: readonly (readonly T[])[] = [[]];
  for (const it of parts) {
    if (it === undefined || all.length * it.length > MOST) return undefined;
    all = all.flatMap((one) => it.map((other) => [...one, ...other]));
  }
  return all;
}
