/** Connections between workloads of this workspace that manifests configure and policies deny (NP1902, NP1903). */

import { allNeeded, type NeededConnection } from "../../analysis/needs.js";
import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import type { Explanation } from "../../engine/answers.js";
import { hasPort } from "../../engine/traffic.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { isWholeFamily, overlaps, parseCidr } from "../../model/ip.js";
import { allowListOf, type PeerReading, peersOf, type PolicyPart } from "../../model/reading.js";
import { nameSite, type Policy, type Workload } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { subjectOfRule } from "../evidence/subjects.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";
import { PRIVATE_NETWORKS } from "../evidence/written-blocks.js";

/** A side that denies a connection, and the policy that would have to allow it. */
export interface RefusingSide {
  readonly direction: Direction;
  readonly policy: Policy;
  readonly part: PolicyPart;
  /** False if no rule of this side's policies allows anything so far: the rules may be elsewhere. */
  readonly hasRules: boolean;
  /** True if a rule allows the port to addresses, and whether those of pods are among them depends on the CNI. */
  readonly mayMatchByAddress: boolean;
}

export interface RefusedNeed {
  readonly at: Site;
  readonly need: NeededConnection;
  readonly from: Workload;
  /** The first is where the finding is. */
  readonly sides: readonly [RefusingSide, ...RefusingSide[]];
}

/** Those that this policy is the first that would have to allow. */
export function refusedNeeds(policy: Policy, view: View): readonly RefusedNeed[] {
  return view.memo(byPolicy).get(policy) ?? [];
}

/**
 * The same, grouped: several callers of one workload on one port that only its ingress denies are missing the same rule.
 */
export function refusedTogether(policy: Policy, view: View): Iterable<readonly [RefusedNeed, ...RefusedNeed[]]> {
  const groups = new Map<string, [RefusedNeed, ...RefusedNeed[]]>();
  for (const it of refusedNeeds(policy, view)) {
    const { need, from, at, sides } = it;
    const [side] = sides;
    const isAlone = sides.length > 1 || side.direction === "egress" || need.caller === "replica";
    const place = need.isOfMembers === true ? [] : [at.document, at.node];
    const cause = [need.caller, need.to.id, need.protocol, need.port, ...place];
    const key = isAlone ? `${cause.join(" ")} ${from.id}` : cause.join(" ");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [it]);
    else known.push(it);
  }
  return groups.values();
}

function byPolicy(view: View): ReadonlyMap<Policy, readonly RefusedNeed[]> {
  const found = new Map<Policy, RefusedNeed[]>();
  const said = new Set<string>();
  for (const group of groups(view)) {
    const refused = refusedIn(group, view);
    if (refused === undefined) continue;
    const { need, from, sides } = refused;
    const key = `${need.caller} ${from.id} ${need.to.id} ${need.protocol} ${need.port}`;
    if (said.has(key)) continue;
    said.add(key);
    found.set(sides[0].policy, [...(found.get(sides[0].policy) ?? []), refused]);
  }
  return found;
}

/** What one place configures. It is enough if one caller can reach one of the pods behind a Service, but for members of a ring. */
function groups(view: View): Iterable<readonly NeededConnection[]> {
  const byPlace = new Map<string, NeededConnection[]>();
  for (const it of allNeeded(view)) {
    if (it.from.length === 0) continue;
    const member = it.isOfMembers === true ? it.to.id : "";
    const key = `${it.at.document} ${it.at.node} ${it.from[0]?.id ?? ""} ${it.service?.name ?? ""} ${it.servicePort ?? it.port} ${member}`;
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, [it]);
    else known.push(it);
  }
  return byPlace.values();
}

function refusedIn(group: readonly NeededConnection[], view: View): RefusedNeed | undefined {
  let first: RefusedNeed | undefined;
  for (const need of group) {
    for (const from of need.from) {
      const { to, protocol, port } = need;
      // For policies, such pods are the node.
      if (from.hostNetwork || to.hostNetwork) return undefined;
      if (mayBeAllowedUnread(from, view) || mayBeAllowedUnread(to, view)) return undefined;
      const why = view.why({ type: "workload", workload: from }, { type: "workload", workload: to }, protocol, port);
      if (why.verdict !== "denied") return undefined;
      first ??= refused(need, from, why, view);
    }
  }
  return first;
}

function refused(need: NeededConnection, from: Workload, why: Explanation, view: View): RefusedNeed | undefined {
  const sides = [...DIRECTIONS].reverse().flatMap((direction) => {
    const side = why[direction];
    // A deny rule denies on purpose.
    if (side?.verdict !== "denied" || side.deniedBy.length > 0) return [];
    return nearest(direction === "egress" ? from : need.to, direction, need, view) ?? [];
  });
  const [first, ...more] = sides;
  if (first === undefined || DIRECTIONS.some((it) => (why[it]?.deniedBy.length ?? 0) > 0)) return undefined;
  const list = allowListOf(first.part, first.direction);
  const at = list === undefined ? nameSite(first.policy) : partOf(list.at, "key");
  return { at, need, from, sides: [first, ...more] };
}

/** Where a reader would look: a policy with a rule for the port, else one with rules, else any that isolates the pods. */
function nearest(
  workload: Workload,
  direction: Direction,
  { protocol, port }: NeededConnection,
  view: View,
): RefusingSide | undefined {
  let best: (Omit<RefusingSide, "mayMatchByAddress"> & { readonly score: number }) | undefined;
  let mayMatchByAddress = false;
  for (const policy of view.isolatedBy(workload, direction)) {
    const part = policy.reading.parts.find(
      (it) => it.isolates[direction] !== undefined && view.selectedBy(policy, it).includes(workload),
    );
    if (part === undefined) continue;
    const rules = view
      .allowances(policy)
      .filter(({ by }) => by.direction === direction && by.verdict === "allow" && subjectOfRule(by)?.part === part);
    const forPort = rules.filter((it) => hasPort(it.traffic, protocol, port));
    const score = forPort.length > 0 ? 2 : rules.length > 0 ? 1 : 0;
    const isOpen = view.blocksMatchPods(systemOf(policy.object)) === undefined;
    mayMatchByAddress ||= isOpen && forPort.some((it) => peersOf(it.by.reading).some(mayBeOfPods));
    if (best === undefined || score > best.score) best = { direction, policy, part, hasRules: score > 0, score };
  }
  return best === undefined ? undefined : { ...best, mayMatchByAddress };
}

/** Pods have private addresses in nearly every cluster. */
function mayBeOfPods(peer: PeerReading): boolean {
  const parsed = peer.type === "block" && peer.except.length === 0 ? parseCidr(peer.cidr.value) : undefined;
  return (
    parsed?.ok === true && (isWholeFamily(parsed.cidr) || PRIVATE_NETWORKS.some((it) => overlaps(it, parsed.cidr)))
  );
}

function mayBeAllowedUnread({ namespace }: Workload, view: View): boolean {
  return mayUnreadAllow(view, namespace);
}
