/** The ways to let one end of a flow have its part: a rule in a policy that isolates it, or a policy beside that one. */

import type { YamlValue } from "../../base/yaml-value.js";
import type { View } from "../../analysis/view.js";
import { podsOf } from "../../analysis/identifying-labels.js";
import type { End } from "../../engine/answers.js";
import type { Direction } from "../../model/direction.js";
import type { PolicyPart } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import type { Labels } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import type { PolicySystem } from "../../systems/system.js";
import { nameFor, outsideEnds } from "../can/remedy.js";
import { freeName } from "../scaffold/scaffold.js";
import type { Addition, Goal } from "./goal.js";

/** Into policies that are there first. None where no labels tell the end, or no policy that can be written isolates it. */
export function additionsFor(view: View, goal: Goal, direction: Direction): Addition[] {
  const [own, peer] = direction === "egress" ? [goal.from, goal.to] : [goal.to, goal.from];
  const subject = podsOf(own, view);
  if (own.type !== "workload" || subject === undefined) return [];
  const { namespace, labels } = subject;
  const isolating = view.isolatedBy(own.workload, direction);
  const [first] = isolating;
  if (first === undefined) return [];
  const rulesFor = (system: PolicySystem): (readonly YamlValue[])[] =>
    rulesOf(system, { direction, namespace, peer, traffic: goal.traffic }, view);
  const same = podsLike(view, own.workload, labels);
  const there = isolating.flatMap((policy) =>
    partsFor(view, policy, direction, same).flatMap((part) =>
      rulesFor(systemOf(policy.object)).map((rules): Addition => ({ type: "rules", policy, part, direction, rules })),
    ),
  );
  const name = freeName(view, namespace, nameFor(own, direction, peer));
  const systems = new Set([...isolating, ...view.policies].map((it) => systemOf(it.object)));
  const beside = [...systems].flatMap((system) =>
    rulesFor(system).flatMap((rules): Addition[] => {
      if (system.scaffolds === undefined) return [];
      const policy = { namespace, name };
      const lists = { ingress: [], egress: [], [direction]: rules };
      const scaffold = system.scaffolds.withRules({ ...policy, subject: labels, ...lists });
      const neighbour = isolating.find((it) => systemOf(it.object) === system) ?? first;
      return [{ type: "policy", policy, scaffold, beside: neighbour }];
    }),
  );
  return [...there, ...beside];
}

/** The pods that the labels cannot tell from the workload's own. */
function podsLike({ scope }: View, { namespace }: Workload, labels: Labels): ReadonlySet<Workload> {
  return new Set(
    scope.workloads.filter(
      (it) =>
        it.namespace === namespace &&
        !it.hostNetwork &&
        [...labels].every(([key, value]) => it.labels.get(key) === value),
    ),
  );
}

/** Parts that isolate these pods and no others: a rule there is for nobody else. */
function partsFor(view: View, policy: Policy, direction: Direction, pods: ReadonlySet<Workload>): PolicyPart[] {
  // A clusterwide policy selects pods that the workspace may not show.
  if (policy.namespace === undefined) return [];
  return policy.reading.parts.filter((part) => {
    if (part.isolates[direction] === undefined || part.subject.of !== "pods") return false;
    const selected = view.selectedBy(policy, part);
    return selected.length > 0 && selected.every((it) => pods.has(it));
  });
}

export interface Side {
  readonly direction: Direction;
  readonly namespace: string;
  readonly peer: End;
  readonly traffic: Goal["traffic"];
}

/** The narrowest first; none where the system has no words for the peer. */
export function rulesOf({ pieces, scaffolds }: PolicySystem, side: Side, view: View): (readonly YamlValue[])[] {
  const pods = podsOf(side.peer, view);
  if (pods !== undefined) return pieces.allowRule === undefined ? [] : [[pieces.allowRule({ ...side, peer: pods })]];
  return outsideEnds(side.peer, view).flatMap((end) => {
    const rules = scaffolds?.outsideRules({ ...side, end });
    return rules === undefined ? [] : [rules];
  });
}
