/**
 * Policies whose name or description says the same namespace, but whose rules allow other namespaces or all of them, and those that
 * say other namespaces, but allow only their own (NP1610).
 */

import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { hasPort } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import { type PeerReading, peersOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import { mayMatch } from "../evidence/may-match.js";

export interface OtherThanOwn {
  readonly at: Site;
  /**
   * `others`: no rule allows its own namespace. `every`: a rule allows all pods in all namespaces. `own`: the words are about other
   * namespaces, and no rule allows these.
   */
  readonly allows: "others" | "every" | "own";
  readonly direction: Direction;
}

const OWN_NAME = /(?:^|-)(?:same|own|intra|within|inside)(?:-the)?(?:-same|-own)?-(?:namespace|ns)(?:-|$)/;
const OWN = /\b(?:(?:same|own|intra)[- ]namespace|within (?:the|its|this|same|the same) namespace)\b/i;
/** Words that make it about something else too. */
const PARTIAL = /\b(?:except|but|other|others|cross|not|and|or|plus|deny|denies|block|blocks)\b/i;

const OTHERS =
  /\b(?:(?:all|any|other)(?: other)? namespaces|(?:any|every)(?: other)? namespace|cross[- ]namespaces?|(?:all|any|every) (?:pods?|endpoints?|workloads?) in the (?:whole |entire )?cluster)\b/i;
/** Words by which other namespaces are what is kept out, or not the only ones. */
const KEPT_OUT =
  /\b(?:except|but|not|no|only|without|same|own|within|default|den(?:y|ies)|block\w*|isolat\w*|restrict\w*|prevent\w*|protect\w*|reject\w*|drop\w*|forbid\w*|limit\w*)\b/i;

/** @param rules The policy's allow rules. No peer of a clusterwide policy is its own namespace. */
export function otherThanOwn(policy: Policy, rules: readonly Allowance[], view: View): OtherThanOwn | undefined {
  const spoken = rules.filter((it) => !isForDns(it));
  const [first] = spoken;
  if (first === undefined) return undefined;
  if (saysOthers(policy)) {
    const areOwn = spoken.every((it) => !it.anyPeer && peersOf(it.by.reading).every(isOwn));
    return areOwn ? { at: first.by.at, allows: "own", direction: first.by.direction } : undefined;
  }
  if (!saysOwn(policy)) return undefined;
  const open = spoken.flatMap((it) => peersOf(it.by.reading).map((peer) => ({ peer, by: it.by }))).find(isEveryPod);
  if (open !== undefined) return { at: open.peer.at, allows: "every", direction: open.by.direction };
  const { namespace } = policy;
  if (namespace === undefined) return undefined;
  const mayBeOwn = (peer: PeerReading): boolean =>
    peer.type !== "pods" || mayMatch(peer, namespace, { namespace }, view);
  if (spoken.some((it) => it.anyPeer || peersOf(it.by.reading).some(mayBeOwn))) return undefined;
  return { at: first.by.at, allows: "others", direction: first.by.direction };
}

function saysOwn(policy: Policy): boolean {
  const plain = policy.name.toLowerCase();
  if (PARTIAL.test(plain.replaceAll("-", " "))) return false;
  return OWN_NAME.test(plain) || descriptionsOf(policy).some((it) => OWN.test(it) && !PARTIAL.test(it));
}

function saysOthers(policy: Policy): boolean {
  const texts = [policy.name.replaceAll("-", " "), ...descriptionsOf(policy)];
  return texts.some((it) => OTHERS.test(it)) && !texts.some((it) => KEPT_OUT.test(it));
}

function descriptionsOf({ reading }: Policy): readonly string[] {
  return reading.parts.flatMap((it) => it.description?.value ?? []);
}

/** DNS is allowed whatever a policy is called. */
function isForDns({ traffic, by }: Allowance): boolean {
  return by.direction === "egress" && hasPort(traffic, "UDP", 53);
}

/** All pods in all namespaces, of every label. */
function isEveryPod({ peer }: { readonly peer: PeerReading }): boolean {
  if (peer.type !== "pods" || (peer.selector?.requirements.length ?? 0) > 0 || peer.others.length > 0) return false;
  const { namespaces } = peer;
  return namespaces === "any" || (typeof namespaces !== "string" && namespaces.requirements.length === 0);
}

/** Pods in the policy's own namespace, because the peer names no other. */
function isOwn(peer: PeerReading): boolean {
  return peer.type === "pods" && peer.namespaces === "own" && peer.others.length === 0;
}
