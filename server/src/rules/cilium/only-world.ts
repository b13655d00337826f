/** Egress of pods that is let out to the world alone (NP1520). */

import { partOf, type Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { isWholeFamily, parseCidr } from "../../model/ip.js";
import { listOf, type RuleReading } from "../../model/reading.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { anyPolicyForSamePods, type SubjectOf } from "../evidence/subjects.js";
import type { Policy } from "../../model/scope.js";

/** A peer that stands for everything outside the cluster, as it is written. */
export interface World {
  readonly at: Site;
  readonly text: string;
}

/** One for each part of the policy, where no other policy in sight lets the pods reach anything inside. */
export function* onlyWorlds(policy: Policy, view: View): Iterable<World> {
  for (const subject of ciliumSubjects(policy)) {
    const world = onlyWorld(listOf(subject.part, "egress")?.rules ?? []);
    const isolates = subject.part.isolates.egress !== undefined;
    if (world !== undefined && isolates && !reachesInside(subject, view)) yield world;
  }
}

/** The world, where every rule is for it alone and on every port. */
function onlyWorld(rules: readonly RuleReading[]): World | undefined {
  const worlds = rules.map(worldOf);
  return worlds.every((it) => it !== undefined) ? worlds[0] : undefined;
}

function worldOf({ peers: lists, portsAt, isIcmp }: RuleReading): World | undefined {
  const [peers, ...others] = lists.map((it) => it.peers);
  const first = peers?.[0];
  if (peers === undefined || first === undefined || others.length > 0) return undefined;
  // Ports say that some service outside is meant.
  if (portsAt !== undefined || isIcmp) return undefined;
  if (first.type === "entity" && first.name.value === "world" && peers.length === 1) {
    return { at: first.at, text: "world" };
  }
  const isAllAddresses = peers.every((it) => it.type === "block" && it.except.length === 0 && isWhole(it.cidr.value));
  if (first.type !== "block" || !isAllAddresses) return undefined;
  return { at: partOf(first.cidr.at, "value"), text: first.cidr.value };
}

function isWhole(text: string): boolean {
  const parsed = parseCidr(text);
  return parsed.ok && isWholeFamily(parsed.cidr);
}

/** True when a rule for the same pods, in sight, has anything inside the cluster among its peers. */
function reachesInside(subject: SubjectOf, view: View): boolean {
  return anyPolicyForSamePods(view, subject, (policy) => view.allowances(policy).some(isForInside));
}

function isForInside({ by, anyPeer, workloads, ends }: Allowance): boolean {
  if (by.direction !== "egress" || by.verdict !== "allow") return false;
  return anyPeer || workloads.length > 0 || ends.some((it) => it.type === "entity" || it.type === "unseen-pods");
}
