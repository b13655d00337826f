/** Peers that exclude some pods or namespaces, which another peer for the same pods allows again (NP1603). */

import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import { includes, type Traffic } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import {
  type PeerReading,
  peersOf,
  type PodsPeer,
  type RuleReading,
  rulesOf,
  type Term,
  termsOf,
} from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { type Requirement, requirementText } from "../../model/selector.js";
import { peerSite } from "../evidence/peer-form.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { isSubjectWithin, type SubjectOf, subjectOfRule } from "../evidence/subjects.js";

/** One peer of an allow rule; undefined: the rule matches every peer. */
interface AllowedPeer {
  readonly at: Site;
  readonly subject: SubjectOf;
  readonly direction: Direction;
  readonly traffic: Traffic;
  readonly peer: PeerReading | undefined;
}

export interface VoidedExclusion {
  readonly at: Site;
  readonly exception: string;
  readonly by: {
    readonly at: Site;
    readonly subject: SubjectOf;
    readonly cidr?: undefined;
    readonly exceptInto?: undefined;
  };
}

/** In the order written. */
export function* voidedExclusions(policy: Policy, view: View): Iterable<VoidedExclusion> {
  if (isRanked(policy) || !rulesOf(policy.reading).some(hasExclusions)) return;
  for (const allowed of view.memo(allowedPeers, policy)) {
    const { peer } = allowed;
    if (peer?.type !== "pods") continue;
    for (const { requirement } of termsOf(peer).filter(isExclusion)) {
      const by = broader(allowed, peer, requirement, view);
      if (by !== undefined) yield { at: requirement.at, exception: requirementText(requirement), by };
    }
  }
}

function hasExclusions(rule: RuleReading): boolean {
  return peersOf(rule).some((it) => it.type === "pods" && termsOf(it).some(isExclusion));
}

function isExclusion({ requirement: { operator } }: Term): boolean {
  return operator === "NotIn" || operator === "DoesNotExist";
}

function allowedPeers(policy: Policy, view: View): readonly AllowedPeer[] {
  return view.allowances(policy).flatMap(({ by, anyPeer, traffic, conditional, namedPorts }): AllowedPeer[] => {
    const subject = subjectOfRule(by);
    if (by.verdict !== "allow" || conditional.length > 0 || namedPorts.length > 0 || subject === undefined) return [];
    const base = { subject, direction: by.direction, traffic };
    if (anyPeer) return [{ ...base, at: by.at, peer: undefined }];
    return peersOf(by.reading).map((peer) => ({ ...base, at: peer.type === "pods" ? peerSite(peer) : peer.at, peer }));
  });
}

/** The first peer that allows everything that the exclusion takes out of this one. */
function broader(
  { subject, direction, traffic }: AllowedPeer,
  peer: PodsPeer,
  exclusion: Requirement,
  view: View,
): AllowedPeer | undefined {
  let found: AllowedPeer | undefined;
  for (const policy of view.policiesFor(subject.policy.namespace)) {
    if (isRanked(policy)) continue;
    // A deny rule may deny what is allowed here.
    if (rulesOf(policy.reading).some((it) => it.verdict === "deny" && it.direction === direction)) return undefined;
    for (const it of view.memo(allowedPeers, policy)) {
      if (it.peer === peer || it.direction !== direction || !includes(it.traffic, traffic)) continue;
      if (covers(it.peer, peer, exclusion) && isSubjectWithin(subject, it.subject, view)) found ??= it;
    }
  }
  return found;
}

/** True when the wide peer matches every pod that the other one would match without the exclusion. */
function covers(wide: PeerReading | undefined, peer: PodsPeer, exclusion: Requirement): boolean {
  if (wide === undefined) return true;
  if (wide.type === "entity") return wide.name.value === "all" || wide.name.value === "cluster";
  if (wide.type !== "pods" || (wide.namespaces === "own" && peer.namespaces !== "own")) return false;
  const given = termsOf(peer).filter((it) => it.requirement !== exclusion);
  return termsOf(wide).every((it) => given.some((other) => isSame(it, other)));
}

function isSame(a: Term, b: Term): boolean {
  return a.of === b.of && requirementText(a.requirement) === requirementText(b.requirement);
}
