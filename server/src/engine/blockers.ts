/** Which policies would have to go for a denied connection to pass: the smallest set of them. */

import type { Policy } from "../model/scope.js";
import { type Connection, type Side, verdictOf } from "./connection.js";
import type { Decision, Outcome } from "./outcome.js";
import type { CompiledPolicy } from "./program.js";
import { hasPort } from "./traffic.js";

/**
 * The smallest set of policies without which the connection passes, be it on a condition; empty where there is none.
 *
 * Taking a policy away may bring out another denial: what it allowed is denied by a later tier, what it passed on is
 * decided in its own. So sets are tried from the smallest on. A set is only ever extended by policies of which every set
 * that is to help needs one: those that deny the connection as things stand then, or that lead it there.
 */
export function blockers(sides: readonly Side[], connection: Connection): readonly Policy[] {
  const tried = new Set<string>();
  const open: ReadonlySet<Policy>[] = [new Set()];
  const numbers = new Map<Policy, number>();
  for (let removed = takeSmallest(open); removed !== undefined; removed = takeSmallest(open)) {
    const ways = waysOut(sides, removed, connection);
    if (ways === undefined) return [...removed];
    for (const way of ways) {
      const next = new Set([...removed, ...way]);
      const key = keyOf(next, numbers);
      if (tried.has(key)) continue;
      tried.add(key);
      open.push(next);
    }
  }
  return [];
}

/** The first of those that are smallest, so that what denies is named before what leads there. */
function takeSmallest(open: ReadonlySet<Policy>[]): ReadonlySet<Policy> | undefined {
  let at = 0;
  for (const [index, it] of open.entries()) if (it.size < (open[at]?.size ?? 0)) at = index;
  return open.splice(at, 1)[0];
}

function keyOf(policies: ReadonlySet<Policy>, numbers: Map<Policy, number>): string {
  const places = [...policies].map((it) => {
    const known = numbers.get(it) ?? numbers.size;
    numbers.set(it, known);
    return known;
  });
  return places.sort((a, b) => a - b).join();
}

/** Sets of policies of which one at least has to go as well; undefined where the connection passes. */
function waysOut(
  sides: readonly Side[],
  removed: ReadonlySet<Policy>,
  connection: Connection,
): readonly (readonly Policy[])[] | undefined {
  for (const { profile, peer } of sides) {
    const rest = removed.size === 0 ? profile : profile.without({ policies: removed });
    const outcome = rest.outcome(peer);
    const verdict = verdictOf(outcome, connection);
    if (verdict === "allowed" || verdict === "conditional") continue;
    const ways = [...waysAt(outcome, connection), ...rest.narrowing.map((it) => [it])];
    return ways.flatMap((way) => sourcesOf(way) ?? []);
  }
  return undefined;
}

function waysAt(outcome: Outcome, { protocol, port }: Connection): readonly (readonly CompiledPolicy[])[] {
  const stages = outcome.decisions.map((stage) => stage.filter((it) => hasPort(it.traffic, protocol, port)));
  const denying = stages.filter((stage) => stage.at(-1)?.verdict !== "allow");
  const forks = outcome.forks.filter((it) => hasPort(it.traffic, protocol, port));
  return [
    // The last one decided, those before it passed the connection on.
    ...denying.flatMap((stage) => stage.toReversed().flatMap((it) => waysAround(it, { protocol, port }))),
    ...forks.flatMap(({ match, then }) => [[match.policy], ...waysAt(then, { protocol, port })]),
  ];
}

function waysAround(decision: Decision, connection: Connection): readonly (readonly CompiledPolicy[])[] {
  switch (decision.by) {
    case "rule":
      return [[decision.match.policy]];
    case "tie":
      return [
        ...decision.matches.map((it) => [it.policy]),
        ...(decision.onwards === undefined ? [] : waysAt(decision.onwards, connection)),
      ];
    case "end-of-tier":
      return [decision.isolatedBy];
    case "default":
      return [];
  }
}

/** Undefined where one of them is no policy that anyone could take away. */
function sourcesOf(policies: readonly CompiledPolicy[]): readonly [readonly Policy[]] | undefined {
  const sources = policies.flatMap((it) => it.source ?? []);
  return sources.length < policies.length ? undefined : [sources];
}
