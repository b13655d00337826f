/** Policies whose name or description says the same namespace, but whose rules allow other namespaces or all of them (NP1610). */

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
  /** `others`: no rule allows its own namespace. `every`: a rule allows all pods in all namespaces. */
  readonly allows: "others" | "every";
  readonly direction: Direction;
}

const OWN_NAME = /(?:^|-)(?:same|own|intra|within|inside)(?:-the)?(?:-same|-own)?-(?:namespace|ns)(?:-|$)/;
const OWN = /\b(?:(?:same|own|intra)[- ]namespace|within (?:the|its|this|same|the same) namespace)\b/i;
/** Words that make it about something else too. */
const PARTIAL = /\b(?:except|but|other|others|cross|not|and|or|plus|deny|denies|block|blocks)\b/i;

/** @param rules The policy's allow rules. Undefined for a clusterwide policy, which has no namespace of its own. */
export function otherThanOwn(policy: Policy, rules: readonly Allowance[], view: View): OtherThanOwn | undefined {
  const { namespace } = policy;
  if (namespace === undefined || !saysOwn(policy)) return undefined;
  const spoken = rules.filter((it) => !isForDns(it));
  const [first] = spoken;
  if (first === undefined) return undefined;
  const open = spoken.flatMap((it) => peersOf(it.by.reading).map((peer) => ({ peer, by: it.by }))).find(isEveryPod);
  if (open !== undefined) return { at: open.peer.at, allows: "every", direction: open.by.direction };
  const mayBeOwn = (peer: PeerReading): boolean =>
    peer.type !== "pods" || mayMatch(peer, namespace, { namespace }, view);
  if (spoken.some((it) => it.anyPeer || peersOf(it.by.reading).some(mayBeOwn))) return undefined;
  return { at: first.by.at, allows: "others", direction: first.by.direction };
}

function saysOwn({ name, reading }: Policy): boolean {
  const plain = name.toLowerCase();
  if (PARTIAL.test(plain.replaceAll("-", " "))) return false;
  const descriptions = reading.parts.flatMap((it) => it.description?.value ?? []);
  return OWN_NAME.test(plain) || descriptions.some((it) => OWN.test(it) && !PARTIAL.test(it));
}

/** DNS is allowed whatever a policy is called. */
function isForDns({ traffic, by }: Allowance): boolean {
  return by.direction === "egress" && hasPort(traffic, "UDP", 53);
}

/** All pods in all namespaces, of every label. */
function isEveryPod({ peer }: { readonly peer: PeerReading }): boolean {
  if (peer.type !== "pods" || (peer.selector?.requirements.length ?? 0) > 0 || peer.others.length > 0) return false;
  return typeof peer.namespaces !== "string" && peer.namespaces.requirements.length === 0;
}
