/** Policies that select pods by the label with which Istio names what a pod belongs to. No manifest has it: the sidecar's injection sets it. */

import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import type { Workload } from "../../model/scope.js";
import { matchesAll } from "../../model/selector.js";
import { subjectOfRule, subjectsOf } from "../evidence/subjects.js";

const CANONICAL_NAME = "service.istio.io/canonical-name";
/** Labels whose value it takes, in this order; else the workload's name (istio.io/latest/docs/reference/config/labels). */
const TAKEN_FROM = ["app.kubernetes.io/name", "app"];

/** Rules for ingress that hold for the workload if its pods have a sidecar, and not otherwise. */
export function rulesByCanonicalName(workload: Workload, view: View): readonly Allowance[] {
  const { labels, namespace, name } = workload;
  if (labels.has(CANONICAL_NAME)) return [];
  const canonical = TAKEN_FROM.map((it) => labels.get(it)).find((it) => it !== undefined) ?? name;
  const named = new Map([...labels, [CANONICAL_NAME, canonical]]);
  return view.memo(policiesByCanonicalName).flatMap((policy) => {
    if (policy.namespace !== namespace) return [];
    return view.allowances(policy).filter(({ by }) => {
      const selector = subjectOfRule(by)?.selector;
      return (
        by.direction === "ingress" && by.verdict === "allow" && selector !== undefined && matchesAll(selector, named)
      );
    });
  });
}

function policiesByCanonicalName({ policies }: View): View["policies"] {
  return policies.filter((policy) =>
    subjectsOf(policy).some(({ selector }) => selector.requirements.some((it) => it.key.value === CANONICAL_NAME)),
  );
}
