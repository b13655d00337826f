/** NP2005: rules that no traffic reaches, because an earlier tier allows or denies all of it (C8). */

import { partOf } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { Direction } from "../../model/direction.js";
import type { Policy, Workload } from "../../model/scope.js";
import { nameSite } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { deniesAtEnd, enforcedPolicy, tierNameOf, tierOrderOf } from "./calico-policies.js";

export default defineRule({
  code: "NP2005",
  name: "tier-decides-first",
  title: "Rules that are never reached, because an earlier tier decides",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico", "kubernetes"],
  covers: ["C-8"],

  *check(policy, view) {
    const order = tierNameOf(policy) === undefined ? undefined : tierOrderOf(policy, view);
    if (order === undefined) return;
    const pods = view.selectedBy(policy);
    for (const list of policy.reading.parts.flatMap((it) => it.lists)) {
      const { direction } = list;
      // Rules that only deny lose nothing.
      if (direction === undefined || !list.rules.some((it) => it.verdict === "allow")) continue;
      const deciders = pods.map((pod) => decidingPolicy(pod, direction, order, view));
      const [first] = deciders;
      if (first === undefined || deciders.some((it) => it === undefined)) continue;
      yield { at: partOf(list.at, "key"), direction, decider: first, tier: tierNameOf(first) ?? "" };
    }
  },

  message: ({ decider, direction, tier }) =>
    `This ${direction} is never reached: ${quoted(decider.name)} in tier ${quoted(tier)} decides first, and passes nothing on`,
  note: () =>
    "Tiers are asked in their order. One with a policy for the pods decides all of their traffic: what no rule matches is denied at its end, unless a rule passes it on.",
  related: ({ decider }) => [{ at: nameSite(decider), message: "this policy decides first" }],
});

/** A policy for the pod in an earlier tier that decides all of its traffic; undefined where some may come through. */
function decidingPolicy(pod: Workload, direction: Direction, before: number, view: View): Policy | undefined {
  const earlier = view.policiesOn(pod, direction).filter((it) => {
    const order = enforcedPolicy(it) === undefined ? undefined : tierOrderOf(it, view);
    return order !== undefined && order < before;
  });
  const isWhole = (tier: string | undefined): boolean =>
    earlier.every((it) => tierNameOf(it) !== tier || passesNothing(it, direction, view));
  return earlier.find((it) => isWhole(tierNameOf(it)));
}

function passesNothing(policy: Policy, direction: Direction, view: View): boolean {
  const object = enforcedPolicy(policy);
  if (object === undefined || !deniesAtEnd(object, view)) return false;
  return (object[direction]?.rules ?? []).every(({ verdict }) => verdict !== undefined && verdict !== "pass");
}
