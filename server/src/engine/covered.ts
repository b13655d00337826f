/** Whether a rule adds anything: what passes with it and without it, for every subject of its policy. */

import { BitSet } from "./bit-set.js";
import { sameTraffic } from "./outcome.js";
import type { Engine } from "./engine.js";
import type { Profile } from "./profile.js";
import type { CompiledPolicy } from "./program.js";
import { refsOf } from "./refs.js";
import { isEmpty } from "./traffic.js";
import type { RuleRef } from "./answers.js";

/**
 * The rules that decide in the rule's place when it is taken away; undefined when something passes otherwise then. Empty
 * for a rule that decides nothing at all: it matches no peer, or its policy selects nobody.
 */
export function coveredBy(
  engine: Engine,
  policies: readonly CompiledPolicy[],
  { reading, direction }: Pick<RuleRef, "reading" | "direction">,
): readonly RuleRef[] | undefined {
  const subjects = BitSet.union(policies.map((it) => engine.universe.index.matchAny(it.subject)));
  const profiles = new Set<Profile>();
  subjects.each((pod) => {
    profiles.add(engine.profile(pod, direction));
  });
  const covering: RuleRef[] = [];
  for (const profile of profiles) {
    const rest = profile.without({ rules: new Set([reading]) });
    for (const { peers } of profile.regions()) {
      const peer = peers.first;
      if (peer === undefined) continue;
      const own = profile.matches(peer).some((it) => it.rule.ref?.reading === reading && !isEmpty(it.traffic));
      if (!own) continue;
      const outcome = rest.outcome(peer);
      if (!sameTraffic(profile.outcome(peer), outcome)) return undefined;
      covering.push(...refsOf([...outcome.admittedBy, ...outcome.deniedBy].map((it) => it.rule)));
    }
  }
  return [...new Map(covering.map((it) => [it.reading, it])).values()];
}
