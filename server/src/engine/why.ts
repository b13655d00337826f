/** Why one connection is allowed or denied: the smallest sets of policies and rules whose removal would turn the answer. */

import type { Direction } from "../model/direction.js";
import type { Policy } from "../model/scope.js";
import type { Outcome } from "./decide.js";
import type { Engine } from "./engine.js";
import type { Profile } from "./profile.js";
import { policiesOf, refsOf, type Target } from "./reach.js";
import { hasPort, type Protocol } from "./traffic.js";
import type { Explanation, RuleRef, SideExplanation } from "./answers.js";

export interface Asked {
  readonly from: Target;
  readonly to: Target;
  readonly protocol: Protocol;
  readonly port: number;
}

export function explain(engine: Engine, asked: Asked): Explanation {
  const sides = sidesOf(engine, asked);
  const verdict = weakest(sides.map((it) => verdictOf(it.profile.outcome(it.peer), asked)));
  const explained = new Map(sides.map((it) => [it.direction, explainSide(it, asked)]));
  const egress = explained.get("egress");
  const ingress = explained.get("ingress");
  return {
    verdict,
    blockedBy: verdict === "denied" ? blockers(sides, asked) : [],
    ...(egress === undefined ? {} : { egress }),
    ...(ingress === undefined ? {} : { ingress }),
  };
}

interface Side {
  readonly direction: Direction;
  readonly profile: Profile;
  readonly peer: Target;
}

function sidesOf(engine: Engine, { from, to }: Asked): Side[] {
  const side = (subject: Target, direction: Direction, peer: Target): Side[] =>
    typeof subject === "number" && engine.manages(subject)
      ? [{ direction, profile: engine.profile(subject, direction), peer }]
      : [];
  return [...side(from, "egress", to), ...side(to, "ingress", from)];
}

function explainSide({ profile, peer }: Side, asked: Asked): SideExplanation {
  const outcome = profile.outcome(peer);
  return {
    verdict: verdictOf(outcome, asked),
    isolatedBy: policiesOf(profile.isolatedBy),
    admittedBy: admitting(profile, peer, asked),
    deniedBy: refsOf(deniers(outcome, asked).map((it) => it.rule)),
  };
}

/** Allow rules that match the connection. Taking them all away leaves nothing that admits it. */
function admitting(profile: Profile, peer: Target, { protocol, port }: Asked): readonly RuleRef[] {
  if (!profile.isolated) return [];
  const matches = profile
    .matches(peer)
    .filter((it) => it.rule.verdict === "allow" && hasPort(it.traffic, protocol, port));
  return refsOf(matches.map((it) => it.rule));
}

function deniers(outcome: Outcome, { protocol, port }: Asked) {
  return outcome.deniedBy.filter((it) => hasPort(it.traffic, protocol, port));
}

/**
 * The policies that all have to go for the connection to pass. Each round adds what is needed whatever else goes: all
 * policies with a matching denial; where there is none, and nothing admits the connection, all that isolate.
 */
function blockers(sides: readonly Side[], asked: Asked): readonly Policy[] {
  const removed = new Set<Policy>();
  for (;;) {
    const needed = sides.flatMap(({ profile, peer }) => {
      const rest = profile.without({ policies: removed });
      const outcome = rest.outcome(peer);
      if (verdictOf(outcome, asked) !== "denied") return [];
      const denying = deniers(outcome, asked).map((it) => it.policy);
      return policiesOf(denying.length > 0 ? denying : rest.isolatedBy);
    });
    if (needed.length === 0) return [...removed];
    for (const policy of needed) removed.add(policy);
  }
}

type Verdict = Explanation["verdict"];

function verdictOf({ allowed, conditional }: Outcome, { protocol, port }: Asked): Verdict {
  if (hasPort(allowed, protocol, port)) return "allowed";
  return conditional.some((it) => hasPort(it.traffic, protocol, port)) ? "conditional" : "denied";
}

function weakest(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("denied")) return "denied";
  return verdicts.includes("conditional") ? "conditional" : "allowed";
}
