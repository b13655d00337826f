/** Calico's policies → the engine's form: every policy isolates, and the first rule of a tier that matches decides. */

import type { RuleRef } from "../../../engine/answers.js";
import {
  ANY_PEER,
  type Block,
  type CompiledRule,
  type PeerSet,
  type PodQuery,
  type Refinement,
} from "../../../engine/program.js";
import { inNamespace } from "../../../engine/queries.js";
import { EVERYTHING } from "../../../engine/traffic-set.js";
import { type Direction, DIRECTIONS } from "../../../model/direction.js";
import { parseCidr } from "../../../model/ip.js";
import type { RuleReading } from "../../../model/reading.js";
import type { Policy } from "../../../model/scope.js";
import type { CompileContext } from "../../context.js";
import type { PlacedPolicy } from "../../placed.js";
import { type CalicoPolicy, type CalicoRule, type Entity, sidesOf } from "../model.js";
import { accountWords, type PeerContext, peersOfEntity, podsChosenBy } from "./peers.js";
import { servicesOf } from "./services.js";
import { endsWith, type Place, placeOf, rankIn } from "./tiers.js";
import { trafficOfRule } from "./traffic.js";

export function compileCalicoPolicy(policy: Policy, object: CalicoPolicy, context: CompileContext): PlacedPolicy[] {
  const place = placeOf(object, () => context.resources);
  const order = rankIn(place, object);
  const { queries: subject, condition } = subjectsOf(policy, object);
  const blocks: { [direction in Direction]?: Block } = {};
  const [part] = policy.reading.parts;
  for (const direction of DIRECTIONS) {
    if (object.isolates[direction] === undefined) continue;
    const written = (part?.rules ?? []).filter((it) => it.direction === direction);
    const rules = written.flatMap((it) => compileRule(policy, it, context));
    blocks[direction] = {
      isolates: condition === undefined,
      rules: condition === undefined ? rules : rules.map((it) => onCondition(it, condition)),
    };
  }
  const placed = { ...place, order, policy: { source: policy, subject, ...blocks } };
  return condition === undefined ? [placed] : [placed, ...endOfTier(policy, place, placed.policy, condition)];
}

/** Pods that the policy selects, and what must hold for it that no manifest tells. */
export function subjectsOf(
  { namespace }: Policy,
  { clusterwide, selector, namespaceSelector, serviceAccountSelector }: CalicoPolicy,
): { readonly queries: readonly PodQuery[]; readonly condition?: string } {
  const within = clusterwide ? undefined : (namespace ?? "default");
  const { queries, condition } = podsChosenBy({ selector, namespaceSelector, within });
  const conditions = [
    ...(condition === undefined ? [] : [condition]),
    ...(serviceAccountSelector === undefined ? [] : [accountWords(serviceAccountSelector)]),
  ];
  return { queries, ...(conditions.length === 0 ? {} : { condition: conditions.join(" and ") }) };
}

function onCondition(rule: CompiledRule, when: string): CompiledRule {
  const all = rule.refine === undefined ? when : `${when} and ${rule.refine.when}`;
  return { ...rule, refine: { when: all, onMiss: "next" } };
}

/**
 * Pods that a policy selects on a condition are isolated on it: what a tier does at its end to those is then a rule of its own,
 * behind all others.
 */
function endOfTier(
  policy: Policy,
  place: Place,
  { subject, ...blocks }: PlacedPolicy["policy"],
  when: string,
): PlacedPolicy[] {
  if (endsWith(place) !== "deny") return [];
  const refine: Refinement = { when, onMiss: "next" };
  const block: Block = {
    isolates: false,
    rules: [{ verdict: "deny", peers: ANY_PEER, traffic: EVERYTHING, refine }],
  };
  const own = DIRECTIONS.filter((it) => blocks[it] !== undefined).map((it) => [it, block]);
  const end = { source: policy, subject, ...(Object.fromEntries(own) as { [direction in Direction]?: Block }) };
  return [{ ...place, order: Number.POSITIVE_INFINITY, policy: end }];
}

/** One for each part of its traffic that hangs on something else. */
function compileRule(policy: Policy, reading: RuleReading, context: CompileContext): CompiledRule[] {
  const rule = reading.written as CalicoRule;
  const { verdict, at, direction } = rule;
  if (verdict === undefined) return [];
  const ref: RuleRef = { policy, direction, verdict, at, reading };
  const { peer, own } = sidesOf(rule);
  const namespace = (policy.object as CalicoPolicy).clusterwide ? undefined : (policy.namespace ?? "default");
  const subject = subjectOf(own, namespace, context);
  const written = peersOfEntity(peer, namespace, context);
  const parts =
    peer.services === undefined
      ? trafficOfRule(rule).map((it) => ({ ...it, peers: written }))
      : servicesOf(rule, peer.services, namespace, context);
  return parts.map(({ traffic, when, peers }): CompiledRule => {
    return {
      ref,
      verdict,
      peers: ofVersion(peers, rule.ipVersion?.value),
      traffic,
      ...(subject === undefined ? {} : { subject }),
      ...(when === undefined ? {} : { refine: { when, onMiss: "next" } }),
    };
  });
}

const FAMILIES: Readonly<Record<number, string>> = { 4: "0.0.0.0/0", 6: "::/0" };

function ofVersion(peers: PeerSet, version: number | undefined): PeerSet {
  const parsed = parseCidr(version === undefined ? "" : (FAMILIES[version] ?? ""));
  if (!parsed.ok) return peers;
  const family: PeerSet = { blocks: [{ cidr: parsed.cidr, except: [], matches: "anyone" }] };
  return { ...peers, within: [...(peers.within ?? []), family] };
}

/** What a rule asks of the selected pods themselves; undefined for nothing. */
function subjectOf(
  { nets, notNets, selector, notSelector, namespaceSelector, serviceAccounts }: Entity,
  of: string | undefined,
  context: PeerContext,
): PeerSet | undefined {
  const own = { nets, notNets, selector, notSelector, namespaceSelector, serviceAccounts };
  const asked = Object.entries(own).filter(([, value]) => value !== undefined);
  return asked.length === 0 ? undefined : peersOfEntity(Object.fromEntries(asked) as Entity, of, context);
}

/** Pods of the policy's own namespace, where one is implied. */
export function inOwn(queries: readonly PodQuery[], { namespace = "default" }: Policy, isOwn: boolean): PodQuery[] {
  return queries.map((it) => (isOwn ? [...inNamespace(namespace), ...it] : it));
}
