/** What the rules of a program name: networks, DNS names, entities, pod queries. They are the cuts of its universe. */

import { memoize } from "../base/memoize.js";
import { type Cidr, formatCidr } from "../model/ip.js";
import { DIRECTIONS } from "../model/direction.js";
import type { NamePattern } from "../model/name-pattern.js";
import type { CompiledPolicy, PeerSet, PodQuery, Program } from "./program.js";
import { queryKey } from "./selectors.js";

export interface Mentions {
  /** Blocks and their exceptions, each once. */
  readonly cidrs: readonly Cidr[];
  readonly names: readonly NamePattern[];
  readonly entities: readonly string[];
  /** Queries that rules use for peers, each once. */
  readonly queries: readonly PodQuery[];
}

export function mentionsOf(program: Program): Mentions {
  const cidrs = new Map<string, Cidr>();
  const names = new Map<string, NamePattern>();
  const entities = new Set<string>();
  const queries = new Map<string, PodQuery>();
  for (const policy of policiesOf(program)) {
    const own = mentionsIn(policy);
    for (const cidr of own.cidrs) cidrs.set(cidr.key, cidr.value);
    for (const name of own.names) names.set(name.text, name);
    for (const entity of own.entities) entities.add(entity);
    for (const query of own.queries) queries.set(query.key, query.value);
  }
  return {
    cidrs: [...cidrs.values()],
    names: [...names.values()],
    entities: [...entities],
    queries: [...queries.values()],
  };
}

/**
 * True when both programs certainly name the same: policy by policy they are the same, or name the same. An edit of a
 * port changes one policy of thousands and no name at all, and is told from this without gathering them anew.
 */
export function namesTheSame(a: Program, b: Program): boolean {
  const ours = policiesOf(a);
  const theirs = policiesOf(b);
  return (
    ours.length === theirs.length &&
    ours.every((it, at) => {
      const other = theirs[at];
      return other !== undefined && (it === other || mentionsIn(it).key === mentionsIn(other).key);
    })
  );
}

function policiesOf({ stages }: Program): readonly CompiledPolicy[] {
  const [only] = stages;
  if (stages.length === 1 && only?.tiers.length === 1) return only.tiers[0]?.policies ?? [];
  return stages.flatMap((stage) => stage.tiers.flatMap((tier) => tier.policies));
}

/** What one policy names, with keys that are equal for equal things. */
interface OwnMentions {
  /** Equal for policies that name the same in the same order. */
  readonly key: string;
  readonly cidrs: { readonly key: string; readonly value: Cidr }[];
  readonly names: NamePattern[];
  readonly entities: string[];
  readonly queries: { readonly key: string; readonly value: PodQuery }[];
}

/** Policies that an edit leaves alone are asked again with every state of the scope. */
const mentionsIn = memoize((policy: CompiledPolicy): OwnMentions => {
  const own: Omit<OwnMentions, "key"> = { cidrs: [], names: [], entities: [], queries: [] };
  const visit = (peers: PeerSet): void => {
    for (const block of peers.blocks ?? []) {
      for (const value of [block.cidr, ...block.except]) own.cidrs.push({ key: formatCidr(value), value });
    }
    own.names.push(...(peers.names ?? []), ...(peers.learntNames ?? []));
    own.entities.push(...(peers.entities ?? []));
    for (const it of peers.perhaps ?? []) visit(it.peers);
    for (const value of peers.pods ?? []) own.queries.push({ key: queryKey(value), value });
    if (peers.except !== undefined) visit(peers.except);
  };
  // What the system itself adds names nothing that a user wrote.
  if (policy.source !== undefined) {
    for (const direction of DIRECTIONS) for (const rule of policy[direction]?.rules ?? []) visit(rule.peers);
  }
  const key = JSON.stringify([
    own.cidrs.map((it) => it.key),
    own.names.map((it) => it.text),
    own.entities,
    own.queries.map((it) => it.key),
  ]);
  return { ...own, key };
});

/** The networks that are not wholly covered by smaller ones in the list: an empty remainder is no end. */
export function withRemainder(cidrs: readonly Cidr[]): Cidr[] {
  const sorted = [...cidrs].sort(
    (a, b) => a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0) || a.prefix - b.prefix,
  );
  // In this order a network comes before all that it contains. Each adds its size to the nearest around it.
  const covered = sorted.map(() => 0n);
  const around: number[] = [];
  const sizeOf = (cidr: Cidr): bigint => 1n << BigInt((cidr.family === 4 ? 32 : 128) - cidr.prefix);
  const holds = (outer: Cidr | undefined, inner: Cidr): boolean =>
    outer !== undefined && outer.family === inner.family && inner.first < outer.first + sizeOf(outer);
  for (const [at, cidr] of sorted.entries()) {
    while (around.length > 0 && !holds(sorted[around.at(-1) ?? -1], cidr)) around.pop();
    const parent = around.at(-1);
    if (parent !== undefined) covered[parent] = (covered[parent] ?? 0n) + sizeOf(cidr);
    around.push(at);
  }
  return sorted.filter((cidr, at) => (covered[at] ?? 0n) < sizeOf(cidr));
}
