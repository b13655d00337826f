/** NP1514: an allow rule of which a deny rule for the same pods takes everything. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { Allowance, RuleRef } from "../../engine/answers.js";
import { includes, isAll, isEmpty, union } from "../../engine/traffic.js";
import { arePeersApart, arePeersWithin, arePodsWithin } from "../../model/peers.js";
import { rulesOf } from "../../model/reading.js";
import { systemOf } from "../../systems/kinds.js";
import { isWithin } from "../evidence/granted-blocks.js";
import { isOneCluster } from "../evidence/one-cluster.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { type SubjectOf, subjectOfRule } from "../evidence/subjects.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1514",
  name: "allow-under-deny",
  title: "An allow rule that a deny rule takes back",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-23"],

  *check(policy, view) {
    // In an order of its own, a rule behind another is never reached, which is another finding.
    if (isRanked(policy)) return;
    const denials = view.memo(denialsIn);
    // Files that cannot all be in one cluster tell nothing of each other.
    const near = isOneCluster(view) ? denials : denials.filter((it) => it.by.policy.file === policy.file);
    if (near.length === 0) return;
    for (const allowance of view.allowances(policy)) {
      if (allowance.by.verdict !== "allow") continue;
      const denial = near.find((it) => takesAll(it, allowance, view))?.by;
      // An allow rule that comes before the deny rule decides all the same.
      if (denial !== undefined && view.coveredBy(allowance.by) !== undefined)
        yield { at: placeOf(allowance.by), by: allowance.by, denial };
    }
  },

  message: ({ by, denial: { policy } }) => {
    const who = policy === by.policy ? "a deny rule of the policy" : `a deny rule of ${quoted(policy.name, 30)}`;
    return `This rule admits nothing: ${who} refuses all of it to the same pods`;
  },
  note: ({ denial: { policy } }) => {
    const rank = systemOf(policy.object).words.rank?.(policy.object);
    return rank === undefined
      ? "A deny rule wins over every allow rule, however narrow the allow rule is and wherever it stands."
      : `The deny rule is evaluated first (${rank}), and what it denies stays denied.`;
  },
  related: ({ denial }) => [{ at: placeOf(denial), message: "this refuses it" }],
});

function denialsIn(view: View): readonly Allowance[] {
  return view.policies
    .filter((it) => rulesOf(it.reading).some(({ verdict }) => verdict === "deny"))
    .flatMap((it) => view.allowances(it))
    .filter((it) => it.by.verdict === "deny");
}

function takesAll(denial: Allowance, allowance: Allowance, view: View): boolean {
  if (denial.by.direction !== allowance.by.direction || !view.isBefore(denial.by, allowance.by)) return false;
  const admitted = allowance.conditional.reduce((sum, it) => union(sum, it.traffic), allowance.traffic);
  const hasNames = allowance.namedPorts.length > 0;
  if (isEmpty(admitted) && !hasNames) return false;
  if (!includes(denial.traffic, admitted) || (hasNames && !isAll(denial.traffic))) return false;
  return (
    arePeersWithin(placed(allowance.by), placed(denial.by)) &&
    isForSamePods(allowance.by, denial.by, view) &&
    !view.memo(rankedIn).some((it) => comesFirst(it, denial.by, allowance.by, view))
  );
}

/** Rules that decide or pass on where they stand, so that a later denial may not be asked. */
function rankedIn(view: View): readonly RuleRef[] {
  return view.policies
    .filter(({ object }) => systemOf(object).words.rank !== undefined)
    .flatMap((it) => view.allowances(it))
    .flatMap(({ by }) => (by.verdict === "deny" ? [] : [by]));
}

/** True when the rule may take some of what the allow rule is about before the deny rule does. */
function comesFirst(rule: RuleRef, deny: RuleRef, allow: RuleRef, view: View): boolean {
  return view.isBefore(rule, deny) && !arePeersApart(placed(rule), placed(allow));
}

function placed({ reading, policy }: RuleRef) {
  return { rule: reading, namespace: policy.namespace };
}

/** True when every pod that the allow rule is for is one that the deny rule is for. */
function isForSamePods(allow: RuleRef, deny: RuleRef, view: View): boolean {
  const [inner, outer] = [subjectOfRule(allow), subjectOfRule(deny)];
  if (inner === undefined || outer === undefined) return false;
  return arePodsWithin(podsOf(inner), podsOf(outer)) || isWithin(inner, outer, view);
}

/** A namespaced policy is about its own namespace, whatever its subject says. */
function podsOf({ policy, part }: SubjectOf) {
  return { pods: part.subject, namespace: policy.namespace };
}

/** The key of the rule that says the most of it: its peers, else its ports. */
function placeOf({ at, reading }: RuleRef): Site {
  const first = reading.peers[0]?.at ?? reading.portsAt;
  return first === undefined ? at : partOf(first, "key");
}
