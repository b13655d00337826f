/** Egress that is only allowed to the world (NP1520). */

import { partOf, type Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import type { View } from "../../analysis/view.js";
import { isWholeFamily, parseCidr } from "../../model/ip.js";
import { allowListOf, type RuleReading } from "../../model/reading.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { anyPolicyForSamePods, type SubjectOf } from "../evidence/subjects.js";
import type { Policy } from "../../model/scope.js";

/** A peer that means everything outside the cluster, as written. */
export interface World {
  readonly at: Site;
  readonly text: string;
}

/** One for each part of the policy, if no other policy in this workspace allows the pods to reach anything inside. */
export function* onlyWorlds(policy: Policy, view: View): Iterable<World> {
  for (const subject of ciliumSubjects(policy)) {
    const world = onlyWorld(allowListOf(subject.part, "egress")?.rules ?? []);
    const isolates = subject.part.isolates.egress !== undefined;
    if (world !== undefined && isolates && !reachesInside(subject, view)) yield world;
  }
}

/** The world, if every rule is only for it and for all ports. */
function onlyWorld(rules: readonly RuleReading[]): World | undefined {
  const worlds = rules.map(worldOf);
  return worlds.every((it) => it !== undefined) ? worlds[0] : undefined;
}

function worldOf({ peers: lists, portsAt, isIcmp }: RuleReading): World | undefined {
  const [peers, ...others] = lists.map((it) => it.peers);
  const first = peers?.[0];
  if (peers === undefined || first === undefined || others.length > 0) return undefined;
  // Ports mean that some service outside is intended.
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

/** True when a rule in this workspace for the same pods has a peer inside the cluster. */
function reachesInside(subject: SubjectOf, view: View): boolean {
  return anyPolicyForSamePods(view, subject, (policy) => view.allowances(policy).some(isForInside)) === "tied";
}

function isForInside({ by, anyPeer, workloads, ends }: Allowance): boolean {
  if (by.direction !== "egress" || by.verdict !== "allow") return false;
  return anyPeer || workloads.length > 0 || ends.some((it) => it.type === "entity" || it.type === "unseen-pods");
}
