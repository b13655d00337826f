/** Deny rules that deny everything an allow rule for the same pods allows (NP1514). */

import type { View } from "../../analysis/view.js";
import type { Allowance, RuleRef } from "../../engine/answers.js";
import { includes, isAll, isEmpty, union } from "../../engine/traffic.js";
import { arePeersApart, arePeersWithin, arePodsWithin } from "../../model/peers.js";
import { type PolicyPart, rulesOf, type SubjectReading } from "../../model/reading.js";
import { systemOf } from "../../systems/kinds.js";
import { isSubjectWithin, type SubjectOf, subjectOfRule } from "../evidence/subjects.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { areTied } from "../evidence/ties.js";
import type { Policy } from "../../model/scope.js";

/** An allow rule, and the deny rule that denies all of it. */
export interface Denied {
  readonly by: RuleRef;
  readonly denial: RuleRef;
  /** What the allow rule's policy selects. */
  readonly of: SubjectReading["of"];
}

/** In the order of the policy's rules. */
export function* deniedRules(policy: Policy, view: View): Iterable<Denied> {
  // In an ordered policy, a rule after another one may never be reached. Another rule reports that.
  if (isRanked(policy)) return;
  const denials = view.memo(denialsIn);
  // Files that cannot all be in one cluster, or have nothing in common, are not compared.
  const areOne = areManifestsOfOneCluster(view);
  const near = denials.filter(({ by: { policy: other } }) => {
    return other.file === policy.file || (areOne && areTied(view, policy, other));
  });
  if (near.length === 0) return;
  for (const allowance of view.allowances(policy)) {
    const { by } = allowance;
    if (by.verdict !== "allow") continue;
    const denial = near.find((it) => deniesAll(it, allowance, view))?.by;
    // An allow rule that is evaluated before the deny rule still decides.
    if (denial !== undefined && view.coveredBy(by) !== undefined)
      yield { by, denial, of: partOfRule(by)?.subject.of ?? "pods" };
  }
}

function denialsIn(view: View): readonly Allowance[] {
  return view.policies
    .filter((it) => rulesOf(it.reading).some(({ verdict }) => verdict === "deny"))
    .flatMap((it) => view.allowances(it))
    .filter((it) => it.by.verdict === "deny");
}

function deniesAll(denial: Allowance, allowance: Allowance, view: View): boolean {
  if (denial.by.direction !== allowance.by.direction || !view.isBefore(denial.by, allowance.by)) return false;
  const allowed = allowance.conditional.reduce((sum, it) => union(sum, it.traffic), allowance.traffic);
  const hasNames = allowance.namedPorts.length > 0;
  if (isEmpty(allowed) && !hasNames) return false;
  if (!includes(denial.traffic, allowed) || (hasNames && !isAll(denial.traffic))) return false;
  return (
    arePeersWithin(placed(allowance.by), placed(denial.by)) &&
    isForSameSubjects(allowance.by, denial.by, view) &&
    !view.memo(rankedIn).some((it) => comesFirst(it, denial.by, allowance.by, view))
  );
}

/** Rules of ordered policies that allow or pass, so that a later deny rule may not be evaluated. */
function rankedIn(view: View): readonly RuleRef[] {
  return view.policies
    .filter(({ object }) => systemOf(object).words.rank !== undefined)
    .flatMap((it) => view.allowances(it))
    .flatMap(({ by }) => (by.verdict === "deny" ? [] : [by]));
}

/** True when the rule may decide some of the allow rule's traffic before the deny rule does. */
function comesFirst(rule: RuleRef, deny: RuleRef, allow: RuleRef, view: View): boolean {
  return view.isBefore(rule, deny) && !arePeersApart(placed(rule), placed(allow));
}

function placed({ reading, policy }: RuleRef) {
  return { rule: reading, namespace: policy.namespace };
}

/** True when the deny rule applies to every pod, or every node, that the allow rule applies to. */
function isForSameSubjects(allow: RuleRef, deny: RuleRef, view: View): boolean {
  const [nodes, others] = [partOfRule(allow)?.subject, partOfRule(deny)?.subject];
  if (nodes?.of === "nodes" || others?.of === "nodes") {
    if (nodes === undefined || others === undefined || nodes.of !== others.of) return false;
    return arePodsWithin({ pods: nodes, namespace: undefined }, { pods: others, namespace: undefined });
  }
  const [inner, outer] = [subjectOfRule(allow), subjectOfRule(deny)];
  if (inner === undefined || outer === undefined) return false;
  return arePodsWithin(podsOf(inner), podsOf(outer)) || isSubjectWithin(inner, outer, view);
}

function partOfRule({ policy, reading }: RuleRef): PolicyPart | undefined {
  return policy.reading.parts.find((part) => part.rules.includes(reading));
}

/** A namespaced policy applies to its own namespace, whatever its subject says. */
function podsOf({ policy, part }: SubjectOf) {
  return { pods: part.subject, namespace: policy.namespace };
}
