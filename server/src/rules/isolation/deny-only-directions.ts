/** Directions in which a policy has deny rules alone, and isolates its pods by that (NP1504). */

import type { View } from "../../analysis/view.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { peersOf, type PolicyPart, type RuleReading, rulesIn } from "../../model/reading.js";
import { anyPolicyForSamePods, type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import type { Site } from "../../base/source.js";
import type { Policy } from "../../model/scope.js";

/** A direction of one part of a policy. */
export interface DenyOnly {
  readonly part: PolicyPart;
  readonly direction: Direction;
  /** What isolates. */
  readonly at: Site;
  /** True where it denies what comes from the pods' own node, and with it the kubelet's probes. */
  readonly deniesNode: boolean;
}

/** None where another policy isolates the same pods. */
export function* denyOnlyDirections(policy: Policy, view: View): Iterable<DenyOnly> {
  for (const subject of subjectsOf(policy)) {
    const { part } = subject;
    for (const direction of DIRECTIONS) {
      const at = part.isolates[direction];
      const rules = rulesIn(part).filter((it) => it.direction === direction);
      if (at === undefined || rules.length === 0 || rules.some((it) => it.verdict !== "deny")) continue;
      if (!isIsolatedAnyway(view, subject, direction))
        yield { part, direction, at, deniesNode: rules.some(deniesNode) };
    }
  }
}

function deniesNode(rule: RuleReading): boolean {
  const names = peersOf(rule).flatMap((it) => (it.type === "entity" ? it.name.value : []));
  return rule.direction === "ingress" && (rule.who === "everyone" || names.some((it) => it === "all" || it === "host"));
}

/** True when another policy isolates the same pods in the direction: then this one adds its denials to rules that allow. */
function isIsolatedAnyway(view: View, subject: SubjectOf, direction: Direction): boolean {
  const selected = view.selectedBy(subject.policy, subject.part);
  if (selected.length > 0) {
    return selected.every((it) => view.isolatedBy(it, direction).some((other) => other !== subject.policy));
  }
  return anyPolicyForSamePods(view, subject, (other) => other !== subject.policy && view.isolates(other)[direction]);
}
