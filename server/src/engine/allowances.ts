/** What each rule of a policy admits or denies by itself. */

import { type Direction, DIRECTIONS } from "../model/direction.js";
import { BitSet } from "./bit-set.js";
import type { CompiledPolicy, CompiledRule, NamedPort, PeerSet } from "./program.js";
import { difference, isEmpty, NO_TRAFFIC, type Traffic, union } from "./traffic.js";
import { endOf } from "./scope-universe.js";
import type { Universe } from "./universe.js";
import type { Allowance, ConditionalTraffic, End, RuleRef } from "./answers.js";
import { formatCidr, isWholeFamily } from "../model/ip.js";

/** One entry per rule as written, in the order of the policy's lists. */
export function allowancesOf(policies: readonly CompiledPolicy[], universe: Universe): Allowance[] {
  const byRule = new Map<
    RuleRef["reading"],
    { ref: RuleRef; direction: Direction; subject: BitSet; rules: CompiledRule[] }
  >();
  for (const policy of policies) {
    const subject = universe.index.matchAny(policy.subject);
    for (const direction of DIRECTIONS) {
      for (const rule of policy[direction]?.rules ?? []) {
        if (rule.ref === undefined || rule.verdict !== rule.ref.verdict) continue;
        const entry = byRule.get(rule.ref.reading);
        if (entry === undefined) byRule.set(rule.ref.reading, { ref: rule.ref, direction, subject, rules: [rule] });
        else entry.rules.push(rule);
      }
    }
  }
  return [...byRule.values()]
    .sort((a, b) => a.ref.at.node - b.ref.at.node)
    .map(({ ref, direction, subject, rules }) => allowanceOf(ref, direction, subject, rules, universe));
}

function allowanceOf(
  by: RuleRef,
  direction: Direction,
  subject: BitSet,
  rules: readonly CompiledRule[],
  universe: Universe,
): Allowance {
  const peers = BitSet.union(rules.map((it) => universe.certain(it.peers)));
  let traffic = NO_TRAFFIC;
  const conditional: ConditionalTraffic[] = [];
  const unresolved = new Set<string>();
  for (const rule of rules) {
    const destinations = direction === "ingress" ? subject : universe.certain(rule.peers);
    const { except } = rule.traffic;
    let own = rule.traffic.fixed;
    const ofCluster = rule.traffic.named.some((it) => it.of === "cluster")
      ? universe.clusterPorts(rule.traffic.named)
      : undefined;
    if (ofCluster?.provided !== undefined) {
      conditional.push({ traffic: ofCluster.traffic, when: ofCluster.provided, by });
      continue;
    }
    for (const port of ofCluster === undefined ? rule.traffic.named : []) {
      const resolved = resolvedAnywhere(port, destinations, universe);
      if (isEmpty(resolved)) unresolved.add(port.name);
      own = union(own, resolved);
    }
    if (ofCluster !== undefined) own = ofCluster.traffic;
    if (except !== undefined) own = difference(own, except.fixed);
    if (rule.refine === undefined) traffic = union(traffic, own);
    else conditional.push({ traffic: own, when: rule.refine.when, by });
  }
  // A name that one protocol resolves is not unresolved for the others.
  for (const port of rules.flatMap((it) => it.traffic.named.filter(({ of }) => of === "destination"))) {
    const destinations = direction === "ingress" ? subject : peers;
    if (!isEmpty(resolvedAnywhere(port, destinations, universe))) unresolved.delete(port.name);
  }
  return {
    by,
    // Most who ask for the rules want their traffic alone, and a rule for everyone has every workload there is.
    get workloads() {
      return universe.workloadsIn(peers);
    },
    ends: endsOf(
      rules.map((it) => it.peers),
      peers,
      universe,
    ),
    anyPeer: rules.some(({ peers }) => peers.any === true && peers.within === undefined && peers.except === undefined),
    traffic,
    conditional,
    namedPorts: [...unresolved],
  };
}

function resolvedAnywhere(port: NamedPort, destinations: BitSet, universe: Universe): Traffic {
  let traffic = NO_TRAFFIC;
  for (const group of universe.portGroups([port])) {
    if (!isEmpty(group.traffic) && group.pods.intersects(destinations)) traffic = union(traffic, group.traffic);
  }
  return traffic;
}

/** What the peers name besides workloads: as written, not what they happen to cover. */
function endsOf(peers: readonly PeerSet[], points: BitSet, universe: Universe): End[] {
  const ends = new Map<string, End>();
  const add = (end: End): void => void ends.set(JSON.stringify(end), end);
  for (const set of peers) {
    if (set.outside === true) add({ type: "world" });
    for (const { cidr } of set.blocks ?? []) {
      add(cidr.family === 4 && isWholeFamily(cidr) ? { type: "world" } : { type: "cidr", cidr: formatCidr(cidr) });
    }
    for (const name of [...(set.names ?? []), ...(set.learntNames ?? [])]) add({ type: "fqdn", pattern: name.text });
    for (const it of set.perhaps ?? []) for (const name of it.peers.entities ?? []) add({ type: "entity", name });
    for (const name of set.entities ?? []) add({ type: "entity", name });
    for (const { name } of set.entityGroups ?? []) add({ type: "entity", name });
    for (const query of set.pods ?? []) {
      const matched = universe.index.match(query);
      // Pods of workloads have the lowest numbers.
      if (matched.first !== undefined && hasWorkload(universe, matched.first)) continue;
      // Nothing in sight matches, so the stand-ins made for this query are what it names.
      matched.each((id) => {
        const point = universe.point(id);
        if (point?.kind === "pod" && point.unseen !== undefined && point.unseen !== "" && points.has(id))
          add(endOf(point));
      });
    }
  }
  return [...ends.values()];
}

function hasWorkload(universe: Universe, id: number): boolean {
  const point = universe.point(id);
  return point?.kind === "pod" && point.workload !== undefined;
}
