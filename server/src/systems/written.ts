/**
 * Policies and rules in the forms of the systems that netpol began with, for code that still speaks of those two. Goes
 * when everything outside their folders reads `model/reading.ts`.
 */

import type { Allowance as NeutralAllowance, RuleRef as NeutralRuleRef } from "../engine/answers.js";
import type { Policy as NeutralPolicy, PolicyObject, Scope as NeutralScope } from "../model/scope.js";
import type { CiliumItem, CiliumPolicy } from "./cilium/model.js";
import type { NetworkPolicy, PolicyRule } from "./kubernetes/model.js";

export type WrittenPolicy = NetworkPolicy | CiliumPolicy;
export type WrittenRule = PolicyRule | CiliumItem;

export interface Policy extends NeutralPolicy {
  readonly object: WrittenPolicy;
}

export interface Scope extends NeutralScope {
  readonly policies: readonly Policy[];
}

export interface RuleRef extends NeutralRuleRef {
  readonly policy: Policy;
  readonly rule: WrittenRule;
}

export interface Allowance extends NeutralAllowance {
  readonly by: RuleRef;
}

export function written(policy: NeutralPolicy): WrittenPolicy {
  return writtenObject(policy.object);
}

/** Each system makes the objects that carry its name, and none else. */
export function writtenObject(object: PolicyObject): WrittenPolicy {
  return object as WrittenPolicy;
}

/** The rule that an answer names, in the form of its own system. */
export function writtenRule(ref: NeutralRuleRef): WrittenRule {
  return ref.rule as WrittenRule;
}
