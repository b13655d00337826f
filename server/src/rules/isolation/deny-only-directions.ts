/** Directions in which a policy has only deny rules, and so isolates its pods (NP1504). */

import type { View } from "../../analysis/view.js";
import { type Direction, DIRECTIONS } from "../../model/direction.js";
import { NODE_ENTITIES } from "../../model/entities.js";
import { peersOf, type PolicyPart, type RuleReading } from "../../model/reading.js";
import { policyForSamePods, type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import { partOf, type Site } from "../../base/source.js";
import type { Policy } from "../../model/scope.js";

/** A direction in one part of a policy. */
export interface DenyOnly {
  readonly part: PolicyPart;
  /** False if another policy may isolate the same pods, or if the effect depends on the cluster. */
  readonly isSure: boolean;
  readonly direction: Direction;
  /** The place of the deny rules. */
  readonly at: Site;
  /** True if it denies ingress from the pods' own node, and so the kubelet's probes. */
  readonly deniesNode: boolean;
  /** True if only what is outside the cluster has deny rules alone, on some ports. */
  readonly isOutside?: true;
}

/** None if another policy isolates the same pods. */
export function* denyOnlyDirections(policy: Policy, view: View): Iterable<DenyOnly> {
  for (const subject of subjectsOf(policy)) {
    for (const it of denyingIn(subject.part)) {
      const isolated = isIsolatedAnyway(view, subject, it.direction);
      if (isolated !== "likely") yield { ...it, isSure: isolated === "none" };
    }
  }
  for (const part of policy.reading.parts.filter((it) => it.subject.of === "nodes")) {
    for (const it of denyingIn(part)) {
      if (!isAllowedOnNodes(view, it.direction)) yield { ...it, isSure: false };
    }
    yield* denyingOutside(part, view);
  }
}

/** Deny rules of ports for what is outside, where no policy for nodes allows anything outside. */
function* denyingOutside(part: PolicyPart, view: View): Iterable<DenyOnly> {
  for (const direction of DIRECTIONS) {
    const denying = part.rules.find(
      (it) => it.direction === direction && it.verdict === "deny" && it.portsAt !== undefined && isForWorld(it),
    );
    const rules = rulesOnNodes(view, direction).filter((it) => it.verdict === "allow");
    if (denying === undefined || part.isolates[direction] === undefined || rules.length === 0) continue;
    if (rules.some(mayBeOutside)) continue;
    yield {
      part,
      direction,
      at: partOf(denying.portsAt ?? denying.at, "key"),
      deniesNode: false,
      isSure: false,
      isOutside: true,
    };
  }
}

function isForWorld(rule: RuleReading): boolean {
  const peers = peersOf(rule);
  return peers.length > 0 && peers.every((it) => it.type === "entity" && it.name.value === "world");
}

const INSIDE: ReadonlySet<string> = new Set(["cluster", "kube-apiserver", "health", ...NODE_ENTITIES]);

function mayBeOutside(rule: RuleReading): boolean {
  const peers = peersOf(rule);
  return (
    peers.length === 0 ||
    !peers.every((it) => it.type === "pods" || (it.type === "entity" && INSIDE.has(it.name.value)))
  );
}

function* denyingIn(part: PolicyPart): Iterable<Omit<DenyOnly, "isSure">> {
  for (const direction of DIRECTIONS) {
    const at = part.isolates[direction];
    const rules = part.rules.filter((it) => it.direction === direction);
    if (at === undefined || rules.length === 0 || rules.some((it) => it.verdict !== "deny")) continue;
    // Rules that deny nothing (`- {}`) are there for the default deny alone.
    if (rules.every((it) => it.who === "nobody")) continue;
    yield { part, direction, at, deniesNode: rules.some(deniesNode) };
  }
}

/** True if a policy for nodes allows something in the direction: then the deny rules are exceptions. */
function isAllowedOnNodes(view: View, direction: Direction): boolean {
  return rulesOnNodes(view, direction).some((it) => it.verdict === "allow");
}

function rulesOnNodes(view: View, direction: Direction): readonly RuleReading[] {
  return view.policies
    .flatMap(({ reading }) => reading.parts.filter((it) => it.subject.of === "nodes"))
    .flatMap((part) => part.rules.filter((it) => it.direction === direction));
}

function deniesNode(rule: RuleReading): boolean {
  const names = peersOf(rule).flatMap((it) => (it.type === "entity" ? it.name.value : []));
  return rule.direction === "ingress" && (rule.who === "everyone" || names.some((it) => it === "all" || it === "host"));
}

/** If another policy isolates the same pods in the direction, the deny rules are exceptions to its allow rules. */
function isIsolatedAnyway(view: View, subject: SubjectOf, direction: Direction): "likely" | "by-chance" | "none" {
  const selected = view.selectedBy(subject.policy, subject.part);
  if (selected.length > 0) {
    const isolated = selected.every((it) => view.isolatedBy(it, direction).some((other) => other !== subject.policy));
    return isolated ? "likely" : "none";
  }
  return policyForSamePods(view, subject, (other) => other !== subject.policy && view.isolates(other)[direction]);
}
