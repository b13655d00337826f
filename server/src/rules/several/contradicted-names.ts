/** Policies whose name or description says the opposite of what they allow (NP1610). */

import type { View } from "../../analysis/view.js";
import type { Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { hasPort, isAll } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import { isWholeFamily, parseCidr } from "../../model/ip.js";
import { type PeerReading, peersOf, type RuleReading, rulesOf } from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy } from "../../model/scope.js";
import { intentOf } from "../evidence/intent.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { subjectsOf } from "../evidence/subjects.js";
import { type OtherThanOwn, otherThanOwn } from "./words-on-own-namespace.js";
import { type OddWords, oddWords } from "./words-on-internet.js";

export type Contradiction =
  /** The name says who may connect, but a rule allows every peer. */
  | { readonly type: "anyone"; readonly at: Site; readonly peer: string; readonly direction: Direction }
  /** The name says who is denied, but a rule allows exactly that peer. */
  | { readonly type: "denied-peer"; readonly at: Site; readonly peer: string; readonly direction: Direction }
  /** The name says that traffic outside the cluster is denied, but a rule allows it. */
  | { readonly type: "outside"; readonly at: Site; readonly direction: Direction }
  /** The name or description says something of the internet that a rule contradicts. */
  | { readonly type: "internet"; readonly at: Site; readonly words: OddWords }
  /** The words say the same namespace or others, but the rules allow something else. */
  | (OtherThanOwn & { readonly type: "own-namespace"; readonly isClusterwide: boolean })
  /** The name says default deny, but the selector requires a label. */
  | { readonly type: "some-pods"; readonly at: Site };

/** At most one of each type. */
export function* contradictions(policy: Policy, view: View): Iterable<Contradiction> {
  // Beside deny rules, an allow rule may be an exception. The same holds if the order of rules decides.
  if (isRanked(policy) || rulesOf(policy.reading).some((it) => it.verdict !== "allow")) return;
  for (const find of [openToAnyone, allowsTheDenied, allowsOutside, contradictsWords, missesOwnNamespace, deniesSome]) {
    const found = find(policy, view);
    if (found !== undefined) yield found;
  }
}

const FROM = /(?:^|-)(?:allow|accept|permit)s?(?:-[a-z]+)?-from-([a-z0-9-]+)$/;
const TO = /(?:^|-)(?:allow|accept|permit)s?(?:-[a-z]+)?-to-([a-z0-9-]+)$/;

/** The name ends with a workload or a namespace of this workspace, so a selector could have named it. */
function openToAnyone(policy: Policy, view: View): Contradiction | undefined {
  for (const [direction, pattern] of [
    ["ingress", FROM],
    ["egress", TO],
  ] as const) {
    const peer = pattern.exec(policy.name.toLowerCase())?.[1];
    if (peer === undefined) continue;
    const [only, ...more] = allowing(policy, view).filter((it) => it.by.direction === direction);
    if (only === undefined || !isInWorkspace(peer, policy, view)) continue;
    if (only.anyPeer && more.length === 0 && !isForDns(only)) {
      return { type: "anyone", at: only.by.at, peer, direction };
    }
  }
  return undefined;
}

function allowing(policy: Policy, view: View): readonly Allowance[] {
  return view.allowances(policy).filter((it) => it.by.verdict === "allow");
}

function isInWorkspace(name: string, policy: Policy, { scope }: View): boolean {
  return scope.workloads.some(
    (it) => !it.hostNetwork && (it.namespace === name ? name !== policy.namespace : it.name === name),
  );
}

/** DNS is allowed whatever a policy is called. */
function isForDns({ traffic }: Allowance): boolean {
  return hasPort(traffic, "UDP", 53) && !isAll(traffic);
}

const DENIED = /^(?:deny|block|forbid)-(?:(?:all|traffic|access|ingress|egress)-)*(?:(?:from|to)-)?([a-z0-9-]+)$/;

/** A NetworkPolicy cannot deny a peer: it allows every peer that it names. */
function allowsTheDenied(policy: Policy, view: View): Contradiction | undefined {
  const peer = DENIED.exec(policy.name.toLowerCase())?.[1];
  if (peer === undefined || intentOf(policy.name).partial) return undefined;
  const rule = allowing(policy, view).find(({ by }) => {
    const peers = peersOf(by.reading);
    return peers.length > 0 && peers.every((it) => isNamed(it, peer));
  });
  return rule && { type: "denied-peer", at: rule.by.at, peer, direction: rule.by.direction };
}

function isNamed(peer: PeerReading, name: string): boolean {
  if (peer.type !== "pods") return false;
  const namespaces = typeof peer.namespaces === "string" ? [] : peer.namespaces.requirements;
  const asked = [...namespaces.filter((it) => it.key.value === NAMESPACE_NAME), ...(peer.selector?.requirements ?? [])];
  return asked.some(
    ({ operator, values }) => operator === "In" && values.every((it) => it.value === name) && values.length > 0,
  );
}

const NOT_OUTSIDE =
  /(?:^|-)(?:(?:deny|block|no|forbid)-(?:all-)?(?:internet|external|world|outbound-internet)|internal-only|cluster-only)(?:-|$)/;

function allowsOutside(policy: Policy, view: View): Contradiction | undefined {
  if (!NOT_OUTSIDE.test(policy.name.toLowerCase())) return undefined;
  const { directions } = intentOf(policy.name);
  const rule = allowing(policy, view).find(
    (it) =>
      (directions.length === 0 || directions.includes(it.by.direction)) &&
      !isForDns(it) &&
      (it.anyPeer || peersOf(it.by.reading).some(isOutside)),
  );
  return rule && { type: "outside", at: rule.by.at, direction: rule.by.direction };
}

function contradictsWords(policy: Policy, view: View): Contradiction | undefined {
  const words = oddWords(policy, allowing(policy, view));
  return words && { type: "internet", at: words.at, words };
}

function missesOwnNamespace(policy: Policy, view: View): Contradiction | undefined {
  const found = otherThanOwn(policy, allowing(policy, view), view);
  return found && { type: "own-namespace", ...found, isClusterwide: policy.namespace === undefined };
}

function isOutside(peer: PeerReading): boolean {
  if (peer.type === "entity") return peer.name.value === "world" || peer.name.value === "all";
  const parsed = peer.type === "block" ? parseCidr(peer.cidr.value) : undefined;
  return parsed?.ok === true && isWholeFamily(parsed.cidr);
}

const DEFAULT_DENY = /^(?:default-deny|deny-by-default)(?:-(?:all|ingress|egress|traffic|both))*$/;

/** Its selector requires a label that the name does not mention. */
function deniesSome(policy: Policy): Contradiction | undefined {
  if (!DEFAULT_DENY.test(policy.name.toLowerCase()) || allowsSomething(policy)) return undefined;
  for (const { part, selector } of subjectsOf(policy)) {
    const asked = selector.requirements.find((it) => it.operator === "In");
    if (asked !== undefined && part.rules.every((it: RuleReading) => it.who === "nobody")) {
      return { type: "some-pods", at: asked.at };
    }
  }
  return undefined;
}

function allowsSomething({ reading }: Policy): boolean {
  return rulesOf(reading).some((it) => it.who !== "nobody");
}
