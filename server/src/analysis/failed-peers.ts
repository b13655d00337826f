/** Why none of a rule's peers is the end in question: what failed at the peer that came nearest. */

import { nearest } from "../base/nearest.js";
import type { CompiledRule } from "../engine/program.js";
import type { PodPoint, Point, Universe } from "../engine/universe.js";
import { contains, overlaps, parseCidr } from "../model/ip.js";
import { PRIVATE_NETWORKS } from "../model/private-networks.js";
import {
  type BlockPeer,
  type NamePeer,
  peersOf,
  type PeerReading,
  type PodsPeer,
  type RuleReading,
} from "../model/reading.js";
import type { Policy } from "../model/scope.js";
import { systemOf } from "../systems/kinds.js";
import type { FailedCondition } from "./failed-conditions.js";
import { failedTerms } from "./failed-terms.js";
import type { View } from "./view.js";

export interface PeerQuestion {
  readonly view: View;
  readonly universe: Universe;
  readonly policy: Policy;
  readonly rule: RuleReading;
  /** What the rule is compiled into. */
  readonly compiled: readonly CompiledRule[];
  readonly end: Point;
}

/** @returns Undefined where no words of the rule tell why. */
export function failedPeers(question: PeerQuestion): readonly FailedCondition[] | undefined {
  const { rule } = question;
  if (rule.who !== "listed") return undefined;
  return leastFailed(peersOf(rule).map((it) => failedAt(it, question)));
}

/** The shortest; of equals the one that looks most like a slip, then the first. */
export function leastFailed(
  options: readonly (readonly FailedCondition[] | undefined)[],
): readonly FailedCondition[] | undefined {
  let best: readonly FailedCondition[] | undefined;
  for (const it of options) {
    if (it === undefined || it.length === 0) continue;
    if (best === undefined || weightOf(it) < weightOf(best)) best = it;
  }
  return best;
}

/** Whole conditions first, then how far each is from being met. */
function weightOf(failed: readonly FailedCondition[]): number {
  return failed.reduce((sum, it) => sum + 1 + strangeness(it), 0);
}

/** 0 for what looks like a slip of the pen, and never so much that a few of them outweigh a whole condition. */
function strangeness(condition: FailedCondition): number {
  switch (condition.type) {
    case "peer-label":
    case "subject-label": {
      const { found, requirement } = condition;
      if (found === undefined) return 0.02;
      const values = requirement.values.map((it) => it.value);
      return requirement.operator === "In" && nearest(found, values) !== undefined ? 0 : 0.01;
    }
    case "other-kind":
      return 0.09;
    case "pod-by-address":
      return 0.03;
    default:
      return 0.02;
  }
}

function failedAt(peer: PeerReading, question: PeerQuestion): readonly FailedCondition[] | undefined {
  const { end } = question;
  switch (peer.type) {
    case "pods":
      return end.kind === "pod" ? failedPods(peer, end, question) : [otherKind(peer)];
    case "block":
      return failedBlock(peer, question);
    case "name":
      return end.kind === "name" ? [failedName(peer, end.text, question)] : [otherKind(peer)];
    case "entity":
      if (end.kind !== "entity") return [otherKind(peer)];
      return [{ type: "other-entity", at: peer.at, name: peer.name.value }];
    case "service": {
      const { name, namespace } = peer;
      const isHere = question.view.scope.services.some(
        (it) => it.name === name?.value && (namespace?.value ?? it.namespace) === it.namespace,
      );
      if (name === undefined || isHere) return [otherKind(peer)];
      return [{ type: "missing-object", at: peer.at, what: "service", name: name.value }];
    }
    case "group": {
      const { name } = peer;
      const isHere = question.view.scope.resources.some((it) => it.meta.name?.value === name?.value);
      if (name === undefined || isHere) return [otherKind(peer)];
      return [{ type: "missing-object", at: peer.at, what: "group", name: name.value }];
    }
    case "nodes":
      return [otherKind(peer)];
    case "unreadable":
      return undefined;
  }
}

function otherKind(peer: PeerReading): FailedCondition {
  return { type: "other-kind", at: peer.at, peer: peer.type };
}

function failedPods(
  peer: PodsPeer,
  pod: PodPoint,
  { view, policy }: PeerQuestion,
): readonly FailedCondition[] | undefined {
  const { pods, traits } = systemOf(policy.object);
  const queries = pods(policy, peer, view.settings.versions).pods ?? [];
  const { namespaces } = view.scope;
  const context = {
    of: "peer",
    namespaces,
    drops: (key: string) => traits.dropsLabel?.(key, view.settings.versions) === true,
  } as const;
  return leastFailed(queries.map((it) => failedTerms(it, pod, peer, context)));
}

function failedBlock(block: BlockPeer, { view, end, compiled, universe }: PeerQuestion): readonly FailedCondition[] {
  const { at } = block;
  const cidr = parseCidr(block.cidr.value);
  if (end.kind === "name") return [otherKind(block)];
  if (end.kind === "address") {
    if (!cidr.ok || !contains(cidr.cidr, end.cidr)) return [{ type: "outside-block", at, block }];
    const except = block.except.find(({ value }) => {
      const parsed = parseCidr(value);
      return parsed.ok && contains(parsed.cidr, end.cidr);
    });
    if (except === undefined && end.service !== undefined) {
      const service = view.serviceAddress(end.cidr)?.service;
      return [
        {
          type: "service-address",
          at,
          block,
          service: service === undefined ? undefined : `${service.namespace}/${service.name}`,
        },
      ];
    }
    return except === undefined ? [] : [{ type: "exception", at: except.at, block, except }];
  }
  const seesPods = compiled.some(({ peers }) =>
    (peers.blocks ?? []).some(
      ({ matches }) => matches === "anyone" || (matches === "by-network" && universe.addressing.blocksNamePods),
    ),
  );
  if (seesPods) return [{ type: "outside-block", at, block }];
  const isMeant =
    cidr.ok && [...PRIVATE_NETWORKS, ...universe.addressing.podCidrs].some((it) => overlaps(it, cidr.cidr));
  return [isMeant ? { type: "pod-by-address", at, block } : otherKind(block)];
}

/** A rule that names it and still does not match it lacks nothing but look-ups that can be seen. */
function failedName(peer: NamePeer, name: string, { compiled }: PeerQuestion): FailedCondition {
  const isNamed = compiled.some(({ peers }) => peers.names?.some((it) => it.covers(name)) === true);
  return { type: isNamed ? "unseen-look-ups" : "other-name", at: peer.at, peer };
}
