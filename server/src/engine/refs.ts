/** From the program back to policies and rules as written. */

import { memoize } from "../base/memoize.js";
import type { Policy } from "../model/scope.js";
import type { ConditionalTraffic, RuleRef } from "./answers.js";
import { inWords } from "./conditions.js";
import type { Condition } from "./outcome.js";
import type { CompiledPolicy, CompiledRule } from "./program.js";

export function conditionals(conditions: readonly Condition[]): ConditionalTraffic[] {
  return conditions.map(({ traffic, when, rule }) => ({ traffic, when: inWords(when), by: rule?.ref }));
}

/** The policies as written, each once; by the very list, because profiles and outcomes hand out the same one each time. */
export const policiesOf = memoize((policies: readonly CompiledPolicy[]): readonly Policy[] => [
  ...new Set(policies.flatMap((it) => it.source ?? [])),
]);

/** Each rule as written once; an item of a policy may be several rules of the program. */
export function refsOf(rules: readonly CompiledRule[]): RuleRef[] {
  return [
    ...new Map(rules.flatMap((it) => (it.ref === undefined ? [] : [[it.ref.reading, it.ref] as const]))).values(),
  ];
}
