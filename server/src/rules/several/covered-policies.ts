/** Policies all of whose rules are within rules of other policies for the same pods (NP1611). */

import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import { includes, isAll, isEmpty } from "../../engine/traffic.js";
import { arePeersWithin } from "../../model/peers.js";
import { portsOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { isSubjectWithin, subjectOfRule } from "../evidence/subjects.js";
import { areTied } from "../evidence/ties.js";

export interface Covering {
  readonly inner: Allowance;
  readonly outer: Allowance;
}

/** More policies for one pod are generated: comparing all of them with each other would take long. */
const MOST_POLICIES = 100;

/** Each rule with one that covers it; undefined if the policy may change something. */
export function coveringRules(policy: Policy, view: View): readonly Covering[] | undefined {
  const { parts } = policy.reading;
  // A direction without rules restricts, which no rule of another policy does in its place.
  const isWhole = parts.every(
    (part) =>
      part.lists.length > 0 &&
      part.lists.every((it) => it.rules.length > 0 && part.isolates[it.direction] !== undefined) &&
      (["ingress", "egress"] as const).every(
        (it) => part.isolates[it] === undefined || part.lists.some(({ direction }) => direction === it),
      ),
  );
  const written = parts.flatMap((it) => it.rules).length;
  if (!isWhole || written === 0 || isRanked(policy) || policy.object.problems.length > 0) return undefined;
  const covered: Covering[] = [];
  for (const inner of view.allowances(policy)) {
    const outer = isSimple(inner) ? firstCovering(inner, view) : undefined;
    if (outer === undefined || view.coveredBy(inner.by) === undefined) return undefined;
    covered.push({ inner, outer });
  }
  return covered.length === written ? covered : undefined;
}

function firstCovering(inner: Allowance, view: View): Allowance | undefined {
  const { policy, direction } = inner.by;
  const subject = subjectOfRule(inner.by);
  const [pod] = subject === undefined ? [] : view.selectedBy(policy, subject.part);
  if (subject === undefined || pod === undefined) return undefined;
  const others = view.isolatedBy(pod, direction).filter((it) => it !== policy && !isRanked(it));
  if (others.length > MOST_POLICIES) return undefined;
  for (const other of others.filter((it) => areTogether(policy, it, view))) {
    for (const outer of view.allowances(other)) {
      const around = outer.by.direction === direction && isSimple(outer) ? subjectOfRule(outer.by) : undefined;
      if (around?.part.isolates[direction] === undefined || !covers(outer, inner)) continue;
      if (!isSubjectWithin(subject, around, view)) continue;
      // Of two that cover each other, one has to stay.
      const isMutual = covers(inner, outer) && isSubjectWithin(around, subject, view);
      if (!isMutual || view.policies.indexOf(other) < view.policies.indexOf(policy)) return outer;
    }
  }
  return undefined;
}

/** Files that leave the namespace out need not go to the same one. */
function areTogether(a: Policy, b: Policy, view: View): boolean {
  return (
    a.file === b.file ||
    ((a.namespace === undefined || statesNamespace(a)) &&
      (b.namespace === undefined || statesNamespace(b)) &&
      areManifestsOfOneCluster(view) &&
      areTied(view, a, b))
  );
}

/** Allows by peers and ports alone. */
function isSimple({ by: { reading, verdict }, conditional }: Allowance): boolean {
  return verdict === "allow" && conditional.length === 0 && reading.conditions.length === 0 && !reading.isIcmp;
}

function covers({ by: outer, traffic: wide }: Allowance, { by: inner, traffic: narrow }: Allowance): boolean {
  const placed = ({ reading, policy }: Allowance["by"]) => ({ rule: reading, namespace: policy.namespace });
  if (!arePeersWithin(placed(inner), placed(outer))) return false;
  if (isAll(wide)) return true;
  // A port name can mean another number on every pod.
  const namesPorts = [outer, inner].some(({ reading }) => portsOf(reading).some((it) => typeof it.value === "string"));
  return !namesPorts && !isEmpty(narrow) && includes(wide, narrow);
}
