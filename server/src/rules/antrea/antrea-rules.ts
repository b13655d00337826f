/** Antrea's policies and their rules as rules about them alone see them: who is first, and which traffic one has of another. */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { arePeersWithin, arePodsWithin, type PlacedPods, type PlacedRule } from "../../model/peers.js";
import type { PolicyPart } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { ShapeProblem } from "../../model/shape-problem.js";
import { type AntreaPolicy, type AntreaRule, isTier, SYSTEM, type TierObject } from "../../systems/antrea/model.js";
import { isBuiltIn, tierNameOf } from "../../systems/antrea/tiers.js";
import { contentOf } from "../evidence/same-content.js";
import { arePortsWithin, portsIn } from "../evidence/written-ports.js";

export function antreaPolicy({ object }: Policy): AntreaPolicy | undefined {
  return object.system === SYSTEM ? (object as AntreaPolicy) : undefined;
}

/** A policy of Antrea's without unknown fields: in another, what is lost may make all the difference. */
export function wholePolicy(policy: Policy): AntreaPolicy | undefined {
  const isLost = ({ type, refusedBy }: ShapeProblem): boolean =>
    refusedBy === "strict-client" || type === "wrong-type" || type === "null-value";
  const object = antreaPolicy(policy);
  return object?.problems.some(isLost) === true ? undefined : object;
}

export function definedTiers(view: View): readonly TierObject[] {
  return view.scope.resources.filter(isTier);
}

/** False for a tier of which no manifest tells the place. */
export function isTierKnown(policy: AntreaPolicy, view: View): boolean {
  const name = tierNameOf(policy);
  return isBuiltIn(name) || definedTiers(view).some((it) => it.meta.name?.value === name);
}

/** The word for what a rule does, or else the rule. */
export function actionOf({ at, reading: { written } }: RuleRef): Site {
  return (written as AntreaRule).action?.at ?? at;
}

export function actionWord({ reading: { written }, verdict }: RuleRef): string {
  return (written as AntreaRule).action?.value ?? verdict;
}

/** The part of its policy that a rule is in, which has the pods that it applies to. */
export function partOf({ policy, reading }: RuleRef): PolicyPart | undefined {
  return policy.reading.parts.find((it) => it.rules.includes(reading));
}

function subjectOf(rule: RuleRef): PlacedPods | undefined {
  const subject = partOf(rule)?.subject;
  if (subject === undefined || subject.of !== "pods" || !subject.isWritten) return undefined;
  return { pods: subject, namespace: rule.policy.namespace };
}

/** True where a rule is about all of its connections: what is asked of them besides, no list of ports tells. */
function isPlain({ reading: { conditions, isIcmp, ports } }: RuleRef): boolean {
  return !isIcmp && conditions.length === 0 && ports.every((it) => it.conditions.length === 0);
}

export function hasPodsOf(outer: RuleRef, inner: RuleRef): boolean {
  const [around, within] = [subjectOf(outer), subjectOf(inner)];
  if (around === undefined || within === undefined) return false;
  // The same words choose the same pods, also where they are no labels.
  if (outer.policy === inner.policy && contentOf(around.pods) === contentOf(within.pods)) return true;
  return arePodsWithin(within, around);
}

export function hasPeersOf(outer: RuleRef, inner: RuleRef): boolean {
  const [around, within] = [outer, inner].map(
    ({ reading, policy: { namespace } }): PlacedRule => ({ rule: reading, namespace }),
  );
  return around !== undefined && within !== undefined && arePeersWithin(within, around);
}

export function hasPortsOf(outer: RuleRef, inner: RuleRef): boolean {
  return isPlain(outer) && !inner.reading.isIcmp
    ? arePortsWithin(portsIn(inner.reading), portsIn(outer.reading))
    : isPlain(outer) && outer.reading.ports.length === 0;
}

/** True where whatever the inner rule matches, the outer one matches too. */
export function contains(outer: RuleRef, inner: RuleRef): boolean {
  return hasPortsOf(outer, inner) && hasPodsOf(outer, inner) && hasPeersOf(outer, inner);
}

/** True where something certainly matches both rules: of pods, peers and ports, one has all that the other one has. */
export function areEntangled(a: RuleRef, b: RuleRef): boolean {
  if (a.direction !== b.direction || !isPlain(a) || !isPlain(b)) return false;
  return [hasPodsOf, hasPeersOf, hasPortsOf].every((has) => has(a, b) || has(b, a));
}
