/** Why one connection passes or not: what decides it at each end, and which policies would have to go for it to pass. */

import type { Direction } from "../model/direction.js";
import type { Explanation, RuleRef, SideExplanation } from "./answers.js";
import { blockers } from "./blockers.js";
import { type Connection, type Side, verdictOf, verdictOfAll } from "./connection.js";
import type { Engine } from "./engine.js";
import { conditionals, policiesOf, refsOf } from "./refs.js";
import type { Target } from "./reach.js";
import { regionsAt } from "./regions.js";
import { hasPort } from "./traffic.js";

export interface Asked extends Connection {
  readonly from: Target;
  readonly to: Target;
}

export function explain(engine: Engine, asked: Asked): Explanation {
  const sides = sidesOf(engine, asked);
  const explained = new Map(sides.map((it) => [it.direction, explainSide(it, asked)]));
  const verdict = verdictOfAll([...explained.values()].map((it) => it.verdict));
  const egress = explained.get("egress");
  const ingress = explained.get("ingress");
  return {
    verdict,
    blockedBy: verdict === "denied" ? blockers(sides, asked) : [],
    ...(egress === undefined ? {} : { egress }),
    ...(ingress === undefined ? {} : { ingress }),
  };
}

function sidesOf(engine: Engine, { from, to }: Asked): Side[] {
  const side = (subject: Target, direction: Direction, peer: Target): Side[] => {
    const profile = engine.profileOf(subject, direction);
    return profile === undefined ? [] : [{ direction, profile, peer }];
  };
  return [...side(from, "egress", to), ...side(to, "ingress", from)];
}

function explainSide(side: Side, { protocol, port }: Connection): SideExplanation {
  const outcome = side.profile.outcome(side.peer);
  const verdict = verdictOf(outcome, { protocol, port });
  const denying = outcome.deniedBy.filter((it) => hasPort(it.traffic, protocol, port));
  return {
    verdict,
    isolatedBy: policiesOf(side.profile.isolatedBy),
    regions: regionsAt(outcome, protocol, port),
    admittedBy: verdict === "allowed" || verdict === "conditional" ? admitting(side, { protocol, port }) : [],
    deniedBy: refsOf(denying.map((it) => it.rule)),
    conditional: conditionals(outcome.conditional.filter((it) => hasPort(it.traffic, protocol, port))),
  };
}

/** In an unordered tier a rule counts as well that is wider than a deeper match which it does not lift. */
function admitting({ profile, peer }: Side, { protocol, port }: Connection): readonly RuleRef[] {
  const deciding = profile.outcome(peer).admittedBy.filter((it) => hasPort(it.traffic, protocol, port));
  const unordered = new Set(deciding.flatMap((it) => (it.tier.unordered === true ? it.tier : [])));
  const matching =
    unordered.size === 0
      ? []
      : profile
          .matches(peer)
          .filter((it) => it.rule.verdict === "allow" && unordered.has(it.tier) && hasPort(it.traffic, protocol, port));
  const ordered = deciding.filter((it) => it.tier.unordered !== true);
  return refsOf([...ordered, ...matching].map((it) => it.rule));
}
