/** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy → the engine's form (semantics B.2). */

import { atLeast } from "../../../base/version.js";
import type { RuleRef } from "../../../engine/answers.js";
import { ciliumVersionOf } from "../version.js";
import type { Block, CompiledPolicy, CompiledRule, PodQuery } from "../../../engine/program.js";
import { type Direction, DIRECTIONS } from "../../../model/direction.js";
import { type CiliumPolicy, type CiliumSpec, itemsOf } from "../model.js";
import type { PolicyPart, RuleReading } from "../../../model/reading.js";
import type { Policy } from "../../../model/scope.js";
import { itemOf, specOf } from "../read.js";
import { endpointPeers, peersOfItem } from "./peers.js";
import { authenticated } from "./authentication.js";
import { trafficOfItem } from "./traffic.js";
import { readTerms, subjectInNamespace } from "./labels.js";
import type { CompileContext } from "../../context.js";
import { inPhase, type PlacedPolicy } from "../../placed.js";
import { NO_POD } from "../../../engine/queries.js";

/** Each spec is an independent policy; deny rules go before all allow rules of the tier (CS-18). */
export function compileCiliumPolicy(policy: Policy, object: CiliumPolicy, context: CompileContext): PlacedPolicy[] {
  return policy.reading.parts.flatMap((it) => compilePart(policy, object, it, context));
}

function compilePart(policy: Policy, object: CiliumPolicy, part: PolicyPart, context: CompileContext): PlacedPolicy[] {
  const spec = specOf(part);
  const subject = [subjectOf(spec, object.clusterwide ? undefined : policy.namespace, context)];
  const rules = part.rules.map((rule) => ({ item: itemOf(rule), parts: compileItem(policy, rule, context) }));
  const isolates = isolationOf(spec, context);
  return PHASES.flatMap((phase): PlacedPolicy[] => {
    const blocks: { ingress?: Block; egress?: Block } = {};
    for (const direction of DIRECTIONS) {
      if (!hasItems(spec, direction)) continue;
      const own = rules.flatMap(({ item, parts }) => (item.direction === direction ? parts[phase] : []));
      // Isolation is stated once, with the allowances.
      const says = phase === "allow" && isolates[direction];
      const narrows = phase === "allow" ? requirementsOf(policy, spec, direction, context) : [];
      if (says || own.length > 0 || narrows.length > 0) {
        blocks[direction] = { isolates: says, rules: own, ...(narrows.length === 0 ? {} : { narrows }) };
      }
    }
    const compiled: CompiledPolicy = { source: policy, subject, ...blocks };
    return blocks.ingress === undefined && blocks.egress === undefined ? [] : [inPhase(phase, compiled)];
  });
}

/** Pods that the spec applies to; a node selector applies to none (CS-3). */
export function subjectOf(
  spec: CiliumSpec,
  namespace: string | undefined,
  context: Pick<CompileContext, "versions">,
): PodQuery {
  if (spec.subject === undefined || spec.subject.on === "nodes") return NO_POD;
  const { selector } = spec.subject;
  const version = ciliumVersionOf(context);
  return namespace === undefined ? readTerms(selector, version).pods : subjectInNamespace(selector, namespace, version);
}

/** Directions in which the spec puts its subjects into default-deny mode (CS-12, CS-13; `enableDefaultDeny` from 1.16). */
export function isolationOf(
  spec: CiliumSpec,
  context: Pick<CompileContext, "versions">,
): Readonly<Record<Direction, boolean>> {
  const optional = atLeast(ciliumVersionOf(context), 1, 16);
  const isolates = (direction: Direction): boolean =>
    hasItems(spec, direction) && !(optional && spec.enableDefaultDeny[direction]?.value === false);
  return { ingress: isolates("ingress"), egress: isolates("egress") };
}

/** `fromRequires` and `toRequires`, up to 1.18: all their labels are asked of every pod that a selector names (CV-6). */
function requirementsOf(policy: Policy, spec: CiliumSpec, direction: Direction, context: CompileContext): PodQuery {
  if (atLeast(ciliumVersionOf(context), 1, 19)) return [];
  return itemsOf(spec)
    .filter((it) => it.direction === direction)
    .flatMap((item) => item.peers)
    .flatMap((peers) => (peers.type === "requires" ? peers.selectors : []))
    .flatMap((selector) => (endpointPeers(policy.namespace, selector, context).pods ?? []).flat());
}

function hasItems(spec: CiliumSpec, direction: Direction): boolean {
  return itemsOf(spec).some((it) => it.direction === direction);
}

/** The parts of a policy, each with its own place among those of all policies. */
const PHASES = ["deny", "allow", "remainder"] as const;
type Parts = Record<(typeof PHASES)[number], readonly CompiledRule[]>;

function compileItem(policy: Policy, rule: RuleReading, context: CompileContext): Parts {
  const item = itemOf(rule);
  const { direction, verdict, at } = rule;
  const ref: RuleRef = { policy, direction, verdict, at, reading: rule };
  const peers = peersOfItem(policy.namespace, item, context);
  if (peers === undefined) return { deny: [], allow: [], remainder: [] };
  const traffic = trafficOfItem(item, context);
  if (item.deny) {
    const deny = traffic.map((it): CompiledRule => ({ ref, verdict: "deny", peers, ...it }));
    return { deny, allow: [], remainder: [] };
  }
  const { mode } = item.authentication ?? {};
  const lifts = mode?.value === "disabled" ? { lifts: true } : {};
  const plain = traffic.map((it): CompiledRule => ({ ref, verdict: "allow", peers, ...it, ...lifts }));
  const asked = authenticated(plain, mode?.value, context);
  if (asked !== undefined) return { deny: [], ...asked };
  const allow = plain;
  // Up to 1.17, requests that an L7 list does not match are refused even where nothing isolates (CS-14).
  const remainder = atLeast(ciliumVersionOf(context), 1, 18)
    ? []
    : traffic
        .filter((it) => it.refusesRest)
        .map((it): CompiledRule => ({ verdict: "deny", peers, traffic: it.traffic }));
  return { deny: [], allow, remainder };
}
