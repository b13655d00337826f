/**
 * Which policies and rules policy tests touch: allow rules that let through what a test wants allowed, and policies and deny rules
 * that keep out what one wants denied. Take away a rule that no test touches, and all of them still pass.
 */

import type { Peer, View } from "../../analysis/view.js";
import { intersection, isEmpty, type Traffic } from "../../engine/traffic.js";
import { DIRECTIONS } from "../../model/direction.js";
import { rulesOf } from "../../model/reading.js";
import { nameSite, type Policy } from "../../model/scope.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { placeKey } from "../../workspace/scopes.js";
import { placeOf } from "../places.js";
import type { Place } from "../types.js";
import type { AskedPair } from "./asked-pairs.js";

export interface CoveredRule extends Place {
  readonly isTouched: boolean;
}

export interface PolicyCoverage extends Place {
  /** `namespace/Kind/name`. */
  readonly policy: string;
  /** True if one of its rules is, or what it denies by having rules at all. */
  readonly isTouched: boolean;
  readonly rules: readonly CoveredRule[];
}

/** What is touched while tests run. */
export class Touched {
  /** By the place of the policy's name, and of the rule. */
  readonly #places = new Set<string>();

  /** A pair of which something is to be allowed. */
  allowed({ reach }: AskedPair, traffic: Traffic): void {
    const passes = [reach.allowed, ...reach.conditional.map((it) => it.traffic)];
    if (passes.every((it) => isEmpty(intersection(it, traffic)))) return;
    for (const { policy, at } of reach.because) this.#add(policy, placeKey(at));
  }

  /** A pair of which nothing is to be allowed. */
  denied(view: View, { from, to, reach }: AskedPair): void {
    for (const direction of DIRECTIONS) {
      const own = direction === "egress" ? from : to;
      if (own.type !== "workload") continue;
      for (const policy of view.isolatedBy(own.workload, direction)) this.#add(policy);
      for (const { policy, at } of deniedBy(reach, direction)) this.#add(policy, placeKey(at));
    }
  }

  #add(policy: Policy, rule?: string): void {
    this.#places.add(placeKey(nameSite(policy)));
    if (rule !== undefined) this.#places.add(rule);
  }

  has(place: string): boolean {
    return this.#places.has(place);
  }
}

function deniedBy(reach: Peer["reach"], direction: "ingress" | "egress") {
  return reach[direction]?.deniedBy ?? [];
}

/** Of all policies that are in force in a cluster, in order of their files and places; each once. */
export function coverageOf(snapshot: Snapshot, touched: Touched): readonly PolicyCoverage[] {
  const found = new Map<string, PolicyCoverage>();
  for (const scope of snapshot.scopes) {
    for (const policy of snapshot.view(scope).policies) {
      const key = placeKey(nameSite(policy));
      const place = placeOf(snapshot, nameSite(policy));
      if (place === undefined || found.has(key)) continue;
      const rules = rulesOf(policy.reading).flatMap(({ at }) => {
        const own = placeOf(snapshot, at);
        return own === undefined ? [] : [{ ...own, isTouched: touched.has(placeKey(at)) }];
      });
      found.set(key, { ...place, policy: policy.id, isTouched: touched.has(key), rules });
    }
  }
  return [...found.values()].sort((a, b) =>
    a.file === b.file ? a.range.start - b.range.start : a.file < b.file ? -1 : 1,
  );
}
