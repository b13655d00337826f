/** Answers about two ends in the words of the View: the sides' outcomes, and what they have in common. */

import { memoize } from "../base/memoize.js";
import { parseCidr } from "../model/ip.js";
import type { Direction } from "../model/direction.js";
import { combine, OPEN, type Outcome, type Passing, passesNothing } from "./outcome.js";
import type { Engine } from "./engine.js";
import { without } from "./ground.js";
import { podPoint, type ScopeUniverse } from "./scope-universe.js";
import { conditionals, policiesOf, refsOf } from "./refs.js";
import { regionsOf } from "./regions.js";
import { intersection, isEmpty, NO_TRAFFIC } from "./traffic.js";
import type { Point } from "./universe.js";
import type { End, Reach, Region, RuleRef, SideReach } from "./answers.js";

/** A point by number; a point without one for a DNS name, address or entity that no policy names. */
export type Target = number | Point;

/** The point that an end means. Addresses mean the smallest named network around them. */
export function pointOf({ universe, ground, named }: ScopeUniverse, end: End): Target {
  switch (end.type) {
    case "workload": {
      const { idOf } = ground;
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
    case "pods":
      return podPoint(end.namespace, without(end.labels, ground.input.dropped), ground.input.scope.namespaces);
  }
}

function address(universe: ScopeUniverse["universe"], text: string): Target {
  const parsed = parseCidr(text);
  const nowhere: Point = { kind: "entity", name: text, onNode: false };
  if (!parsed.ok) return nowhere;
  return universe.address(parsed.cidr) ?? { kind: "address", cidr: parsed.cidr };
}

export function reachBetween(engine: Engine, from: Target, to: Target, ends: { from: End; to: End }): Reach {
  return {
    ...ends,
    ...betweenSides(sideOutcome(engine, from, "egress", to), sideOutcome(engine, to, "ingress", from)),
  };
}

/** The same without the ends; undefined when all is denied. */
export function passingBetween(egress?: Outcome, ingress?: Outcome): Omit<Reach, "from" | "to"> | undefined {
  const reach = betweenSides(egress, ingress);
  return passesNothing(reach) ? undefined : reach;
}

/** Stands for the side of an end that no policy manages. */
const NO_SIDE: Outcome = { ...OPEN };
/** What passes where these are the sides' answers; the same object for the same answers, which many pairs of ends share. */
export function betweenSides(egress: Outcome = NO_SIDE, ingress: Outcome = NO_SIDE): Omit<Reach, "from" | "to"> {
  return towards(egress)(ingress);
}

const towards = memoize((egress: Outcome) =>
  memoize((ingress: Outcome): Omit<Reach, "from" | "to"> => {
    const sides = {
      ...(egress === NO_SIDE ? {} : { egress: sideReach(egress) }),
      ...(ingress === NO_SIDE ? {} : { ingress: sideReach(ingress) }),
    };
    // Most pairs of ends are such.
    if (passesNothing(egress) || passesNothing(ingress)) return { ...NOTHING, ...sides };
    const common = combine(egress, ingress);
    return {
      allowed: common.allowed,
      conditional: conditionals(common.conditional),
      ambiguous: common.ambiguous,
      because: [egress, ingress].flatMap((it) => admitting(it, common)),
      ...sides,
    };
  }),
);

const NOTHING = { allowed: NO_TRAFFIC, conditional: [], ambiguous: NO_TRAFFIC, because: [] };

/** Undefined where the subject is no pod that policies manage. */
export function sideOutcome(engine: Engine, subject: Target, direction: Direction, peer: Target): Outcome | undefined {
  return engine.profileOf(subject, direction)?.outcome(peer);
}

/** Outcomes are shared by all peers that get the same answer, and so are these. */
export const sideReach = memoize((outcome: Outcome): SideReach => {
  let regions: readonly Region[] | undefined;
  return {
    isolatedBy: policiesOf(outcome.isolatedBy),
    allowed: outcome.allowed,
    conditional: conditionals(outcome.conditional),
    ambiguous: outcome.ambiguous,
    get regions() {
      regions ??= regionsOf(outcome);
      return regions;
    },
    because: refsOf(outcome.admittedBy.map((it) => it.rule)),
    deniedBy: refsOf(outcome.deniedBy.map((it) => it.rule)),
  };
});

/** Rules of a side that admit some of what passes both. */
function admitting({ admittedBy }: Outcome, passing: Pick<Passing, "allowed" | "conditional">): RuleRef[] {
  if (admittedBy.length === 0) return [];
  // Ports alone count: every rule without ports admits what has none.
  const parts = [passing.allowed, ...passing.conditional.map((it) => it.traffic)].map((it) => ({
    ...it,
    other: false,
  }));
  const some = admittedBy.filter(({ traffic }) => parts.some((it) => !isEmpty(intersection(traffic, it))));
  return refsOf(some.map((it) => it.rule));
}
