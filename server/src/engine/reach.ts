/** Answers about two ends in the words of the View: the sides' outcomes, and what they have in common. */

import { parseCidr } from "../model/ip.js";
import type { Direction } from "../model/network-policy.js";
import type { Policy } from "../model/scope.js";
import { combine, OPEN, type Condition, type Outcome } from "./decide.js";
import type { Engine } from "./engine.js";
import type { CompiledPolicy, CompiledRule } from "./program.js";
import type { ScopeUniverse } from "./scope-universe.js";
import type { Point } from "./universe.js";
import type { ConditionalTraffic, End, Reach, RuleRef, SideReach } from "./view.js";

/** A point by number; a point without one for a DNS name, address or entity that no policy names. */
export type Target = number | Point;

/** The point that an end means. Addresses mean the smallest named network around them. */
export function pointOf({ universe, idOf, named }: ScopeUniverse, end: End): Target {
  switch (end.type) {
    case "workload": {
      const id = idOf.get(end.workload) ?? [...idOf].find(([it]) => it.id === end.workload.id)?.[1];
      return id ?? { kind: "entity", name: end.workload.id, onNode: false };
    }
    case "world":
      return address(universe, "0.0.0.0/0");
    case "cidr":
      return address(universe, end.cidr);
    case "fqdn": {
      const text = end.pattern.toLowerCase().replace(/\.$/, "");
      return universe.name(text) ?? { kind: "name", text };
    }
    case "entity":
      if (end.name === "world") return address(universe, "0.0.0.0/0");
      return universe.entity(end.name) ?? { kind: "entity", name: end.name, onNode: false };
    case "unseen-pods": {
      const id = named.find((it) => {
        const point = universe.point(it);
        return point?.kind === "pod" && point.unseen === end.selector && point.namespace === end.namespace;
      });
      return id ?? { kind: "entity", name: `pods ${end.selector}`, onNode: false };
    }
  }
}

function address(universe: ScopeUniverse["universe"], text: string): Target {
  const parsed = parseCidr(text);
  const nowhere: Point = { kind: "entity", name: text, onNode: false };
  if (!parsed.ok) return nowhere;
  return universe.address(parsed.cidr) ?? { kind: "address", cidr: parsed.cidr };
}

export function reachBetween(engine: Engine, from: Target, to: Target, ends: { from: End; to: End }): Reach {
  const egress = sideOutcome(engine, from, "egress", to);
  const ingress = sideOutcome(engine, to, "ingress", from);
  const common = combine(egress ?? OPEN, ingress ?? OPEN);
  return {
    ...ends,
    allowed: common.allowed,
    conditional: conditionals(common.conditional),
    ...(egress === undefined ? {} : { egress: sideReach(egress) }),
    ...(ingress === undefined ? {} : { ingress: sideReach(ingress) }),
  };
}

/** Undefined where the subject is no pod that policies manage. */
export function sideOutcome(engine: Engine, subject: Target, direction: Direction, peer: Target): Outcome | undefined {
  if (typeof subject !== "number" || !engine.manages(subject)) return undefined;
  return engine.side(subject, direction, peer);
}

export function sideReach(outcome: Outcome): SideReach {
  return {
    isolated: outcome.isolated,
    isolatedBy: policiesOf(outcome.isolatedBy),
    allowed: outcome.allowed,
    conditional: conditionals(outcome.conditional),
    because: outcome.isolated ? refsOf(outcome.admittedBy.map((it) => it.rule)) : [],
    deniedBy: refsOf(outcome.deniedBy.map((it) => it.rule)),
  };
}

export function conditionals(conditions: readonly Condition[]): ConditionalTraffic[] {
  return conditions.flatMap(({ traffic, when, rule }) =>
    rule.ref === undefined ? [] : [{ traffic, when, by: rule.ref }],
  );
}

export function policiesOf(policies: readonly CompiledPolicy[]): Policy[] {
  return [...new Set(policies.flatMap((it) => it.source ?? []))];
}

/** Each rule as written once; an item of a policy may be several rules of the program. */
export function refsOf(rules: readonly CompiledRule[]): RuleRef[] {
  return [...new Map(rules.flatMap((it) => (it.ref === undefined ? [] : [[it.ref.rule, it.ref] as const]))).values()];
}
