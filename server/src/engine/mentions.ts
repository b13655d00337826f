/** What the rules of a program name: networks, DNS names, entities, pod queries. They are the cuts of its universe. */

import { derive, type Derived, sameItems } from "../base/derived-list.js";
import { memoize } from "../base/memoize.js";
import { type Cidr, formatCidr } from "../model/ip.js";
import { DIRECTIONS } from "../model/direction.js";
import type { NamePattern } from "../model/name-pattern.js";
import type { CompiledPolicy, NamedPort, PeerSet, PodQuery, Program } from "./program.js";
import { queryKey } from "./selectors.js";

/** By keys that are equal for equal things, each once, in the order in which policies name them. */
export interface Mentions {
  /** Blocks and their exceptions. */
  readonly cidrs: ReadonlyMap<string, Cidr>;
  readonly names: ReadonlyMap<string, NamePattern>;
  readonly entities: ReadonlyMap<string, string>;
  /** Queries that rules use for peers. */
  readonly queries: ReadonlyMap<string, PodQuery>;
}

type Kind = keyof Mentions;
type ValueOf<K extends Kind> = Mentions[K] extends ReadonlyMap<string, infer V> ? V : never;

/** What each policy names, one behind the other, and by key. */
interface Gathered<K extends Kind> {
  readonly all: Derived<CompiledPolicy, Keyed<ValueOf<K>>>;
  readonly byKey: Mentions[K];
}

/** Mentions that are gathered anew only where an edit names other things: an edit of a port names none. */
export interface GatheredMentions {
  readonly policies: readonly CompiledPolicy[];
  readonly gathered: { readonly [K in Kind]: Gathered<K> };
  /** The very same as before where programs certainly name the same. */
  readonly mentions: Mentions;
}

/** @param before Those of an earlier state. */
export function mentionsOf(program: Program, before?: GatheredMentions): GatheredMentions {
  const policies = policiesOf(program);
  const gather = <K extends Kind>(kind: K): Gathered<K> => gatheredOf(kind, policies, before?.gathered[kind]);
  const gathered = {
    ...{ cidrs: gather("cidrs"), names: gather("names") },
    ...{ entities: gather("entities"), queries: gather("queries") },
  };
  const isAsBefore = before !== undefined && KINDS.every((it) => gathered[it].byKey === before.gathered[it].byKey);
  const mentions = isAsBefore
    ? before.mentions
    : {
        ...{ cidrs: gathered.cidrs.byKey, names: gathered.names.byKey },
        ...{ entities: gathered.entities.byKey, queries: gathered.queries.byKey },
      };
  return { policies, gathered, mentions };
}

const KINDS: readonly Kind[] = ["cidrs", "names", "entities", "queries"];

function gatheredOf<K extends Kind>(
  kind: K,
  policies: readonly CompiledPolicy[],
  before: Gathered<K> | undefined,
): Gathered<K> {
  const own = (policy: CompiledPolicy): OwnMentions[K] => mentionsIn(policy)[kind];
  const all = derive<CompiledPolicy, Keyed<ValueOf<K>>>(policies, own, before?.all, (a, b) => a.key === b.key);
  if (before !== undefined && all.list === before.all.list) return { all, byKey: before.byKey };
  const byKey = new Map(all.list.map((it) => [it.key, it.value])) as Mentions[K];
  const isSame = before !== undefined && sameItems([...before.byKey.keys()], [...byKey.keys()]);
  return { all, byKey: isSame ? before.byKey : byKey };
}

/** All policies of the program, in order. */
export function policiesOf({ stages }: Program): readonly CompiledPolicy[] {
  const [only] = stages;
  if (stages.length === 1 && only?.tiers.length === 1) return only.tiers[0]?.policies ?? [];
  return stages.flatMap((stage) => stage.tiers.flatMap((tier) => tier.policies));
}

interface Keyed<T> {
  readonly key: string;
  readonly value: T;
}

type OwnMentions = { readonly [K in Kind]: readonly Keyed<ValueOf<K>>[] };

/** What one policy names. Policies that an edit leaves alone are asked again with every state of the scope. */
const mentionsIn = memoize((policy: CompiledPolicy): OwnMentions => {
  const cidrs: Keyed<Cidr>[] = [];
  const names: Keyed<NamePattern>[] = [];
  const entities: Keyed<string>[] = [];
  const queries: Keyed<PodQuery>[] = [];
  const visit = (peers: PeerSet): void => {
    for (const block of peers.blocks ?? []) {
      for (const value of [block.cidr, ...block.except]) cidrs.push({ key: formatCidr(value), value });
    }
    for (const value of [...(peers.names ?? []), ...(peers.learntNames ?? [])]) names.push({ key: value.text, value });
    for (const value of peers.entities ?? []) entities.push({ key: value, value });
    for (const it of peers.perhaps ?? []) visit(it.peers);
    for (const value of peers.pods ?? []) queries.push({ key: queryKey(value), value });
    for (const it of peers.within ?? []) visit(it);
    if (peers.except !== undefined) visit(peers.except);
  };
  // What the system itself adds names nothing that a user wrote.
  if (policy.source !== undefined) {
    for (const direction of DIRECTIONS) for (const rule of policy[direction]?.rules ?? []) visit(rule.peers);
  }
  return { cidrs, names, entities, queries };
});

/** All queries that decide what the rules of a policy say to its subjects, whoever has written them. */
export const queriesIn = memoize((policy: CompiledPolicy): readonly PodQuery[] => {
  const queries: PodQuery[] = [];
  const visit = ({ pods = [], perhaps = [], within = [], except }: PeerSet): void => {
    queries.push(...pods);
    for (const it of perhaps) visit(it.peers);
    for (const it of within) visit(it);
    if (except !== undefined) visit(except);
  };
  for (const direction of DIRECTIONS) {
    const { rules = [], narrows } = policy[direction] ?? {};
    if (narrows !== undefined) queries.push(narrows);
    for (const it of rules) {
      if (it.subject !== undefined) visit(it.subject);
      visit(it.peers);
    }
  }
  return queries;
});

/** Ports that rules of the policy call by the name that each of their destinations gives them. */
export const portsOfPeersIn = memoize(({ egress }: CompiledPolicy): readonly NamedPort[] =>
  (egress?.rules ?? []).flatMap(({ traffic: { named, except } }) => [
    ...named.filter((port) => port.of === "destination"),
    ...(except?.named ?? []),
  ]),
);

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
