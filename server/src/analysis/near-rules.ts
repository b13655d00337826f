/**
 * The allow rules that came nearest to a connection which one end denies, and what each failed. A rule is named only if the
 * engine says that the end would not deny the connection, were the failed conditions met and all else as it is.
 */

import { compareTexts } from "../base/compare.js";
import type { RuleRef } from "../engine/answers.js";
import type { Engine } from "../engine/engine.js";
import { notDenied } from "../engine/outcome.js";
import type { CompiledPolicy, CompiledRule } from "../engine/program.js";
import type { Profile } from "../engine/profile.js";
import type { Target } from "../engine/reach.js";
import { queryMatches } from "../engine/selectors.js";
import { resolveNamed } from "../engine/traffic-set.js";
import { intersection, isEmpty, type Traffic, union } from "../engine/traffic.js";
import { numbersOf } from "../engine/cluster-ports.js";
import type { PodPoint, Universe } from "../engine/universe.js";
import type { Direction } from "../model/direction.js";
import { type PolicyPart, portsOf, type RuleReading } from "../model/reading.js";
import type { Policy } from "../model/scope.js";
import { systemOf } from "../systems/kinds.js";
import type { FailedCondition } from "./failed-conditions.js";
import { failedPeers, leastFailed } from "./failed-peers.js";
import { failedMessage, failedPorts, type IcmpMessage } from "./failed-ports.js";
import { failedTerms } from "./failed-terms.js";
import type { View } from "./view.js";

export interface NearRule {
  readonly by: RuleRef;
  /** In the order in which people read a policy: whom it selects, whom it names, ports. Never empty. */
  readonly failed: readonly FailedCondition[];
}

/** What else a question about near rules may say. */
export interface NearQuestion {
  /** Of ICMP, the message: what the rules ask of it is a condition to `reach`. */
  readonly message?: IcmpMessage | undefined;
  /** The policies whose rules are looked at. Default: all that may select the end. */
  readonly among?: readonly Policy[] | undefined;
}

/** One end, which denies, and the other. */
export interface DeniedSide extends NearQuestion {
  readonly view: View;
  readonly engine: Engine;
  readonly compiled: (policy: Policy) => readonly CompiledPolicy[];
  readonly subject: Target;
  readonly peer: Target;
  readonly direction: Direction;
  readonly asked: Traffic;
}

const MOST_SHOWN = 3;
/** Rules that are tried before it is given up: each costs as much as the rules that hold for the end. */
const MOST_TRIED = 40;
/** A rule that fails more is no near one. */
const MOST_FAILED = 3;

export function nearRules(side: DeniedSide): NearRule[] {
  const { engine, subject, direction, asked, peer } = side;
  const profile = engine.profileOf(subject, direction);
  const pod = pointOf(side, subject);
  if (profile === undefined || pod?.kind !== "pod") return [];
  const candidates = (side.among ?? policiesAt(pod.namespace, side.view))
    .flatMap((policy) => candidatesOf(policy, side, profile, pod))
    .sort((a, b) => a.failed.length - b.failed.length || tieOrder(a) - tieOrder(b) || byPlace(a, b));
  // What is about ends of another kind is near only where nothing else is.
  const ofItsKind = candidates.filter((it) => !it.failed.some(({ type }) => type === "other-kind"));
  const near: NearRule[] = [];
  for (const { by, failed } of (ofItsKind.length > 0 ? ofItsKind : candidates).slice(0, MOST_TRIED)) {
    const supposed = engine.supposing(subject, direction, by.reading, asked);
    const end = failed.some((it) => it.type === "host-network") ? offTheHost(side, peer) : peer;
    if (supposed === undefined || isEmpty(intersection(notDenied(supposed.outcome(end)), asked))) continue;
    near.push({ by, failed });
    if (near.length === MOST_SHOWN) break;
  }
  return near;
}

/** The clusterwide policies, then those of the namespace. */
function policiesAt(namespace: string | undefined, view: View): readonly Policy[] {
  const { own, clusterwide } = view.memo(policiesByNamespace);
  return [...clusterwide, ...(namespace === undefined ? [] : (own.get(namespace) ?? []))];
}

function policiesByNamespace({ policies }: View): {
  readonly own: ReadonlyMap<string, readonly Policy[]>;
  readonly clusterwide: readonly Policy[];
} {
  const own = new Map<string, Policy[]>();
  for (const policy of policies) {
    if (policy.namespace === undefined) continue;
    const known = own.get(policy.namespace);
    if (known === undefined) own.set(policy.namespace, [policy]);
    else known.push(policy);
  }
  return { own, clusterwide: policies.filter((it) => it.namespace === undefined) };
}

/** The pod if it were not on its host's network: other rules may match it then. */
function offTheHost(side: DeniedSide, end: Target): Target {
  const point = pointOf(side, end);
  return point?.kind === "pod" ? { ...point, hostNetwork: false } : end;
}

function candidatesOf(policy: Policy, side: DeniedSide, profile: Profile, pod: PodPoint): NearRule[] {
  const rules = new Map<RuleReading, CompiledRule[]>();
  for (const compiled of side.compiled(policy)) {
    for (const rule of compiled[side.direction]?.rules ?? []) {
      if (rule.ref === undefined || rule.verdict !== "allow") continue;
      const known = rules.get(rule.ref.reading);
      if (known === undefined) rules.set(rule.ref.reading, [rule]);
      else known.push(rule);
    }
  }
  if (rules.size === 0) return [];
  return policy.reading.parts.flatMap((part) => {
    const unselected = failedSubject(policy, part, side, pod);
    if (unselected === undefined) return [];
    return part.lists
      .flatMap((list) => list.rules)
      .flatMap((rule): NearRule[] => {
        const compiled = rules.get(rule);
        const by = compiled?.[0]?.ref;
        if (compiled === undefined || by === undefined) return [];
        const failed = failedOf(rule, compiled, policy, side, profile);
        // A rule for other pods about other ends is near to nothing.
        if (failed === undefined || (unselected.length > 0 && failed.length > 0)) return [];
        const all = [...unselected, ...failed];
        return all.length === 0 || all.length > MOST_FAILED ? [] : [{ by, failed: all }];
      });
  });
}

/** Nothing for a part that selects the pod; undefined where its words do not tell why it does not. */
function failedSubject(
  policy: Policy,
  part: PolicyPart,
  { view }: DeniedSide,
  pod: PodPoint,
): readonly FailedCondition[] | undefined {
  const { subjects, traits } = systemOf(policy.object);
  if (part.subject.of !== "pods") return undefined;
  const { services, resources } = view.scope;
  const queries = subjects(policy, part, { versions: view.settings.versions, services, resources });
  if (queries.some((it) => queryMatches(it, pod))) return [];
  const { namespaces } = view.scope;
  const context = {
    of: "subject",
    namespaces,
    drops: (key: string) => traits.dropsLabel?.(key, view.settings.versions) === true,
  } as const;
  return leastFailed(queries.map((it) => failedTerms(it, pod, part.subject, context)));
}

/** What the rule itself fails; undefined where its words do not tell. */
function failedOf(
  rule: RuleReading,
  compiled: readonly CompiledRule[],
  policy: Policy,
  side: DeniedSide,
  profile: Profile,
): readonly FailedCondition[] | undefined {
  const { view, engine, asked, peer } = side;
  const end = pointOf(side, peer);
  if (end === undefined) return undefined;
  // What it asks, such an end never does.
  if (compiled.some((it) => it.refine?.isNeverMet === true && profile.matchOf(it, peer, engine.universe).matches))
    return undefined;
  // Look-ups that a rule for names allows besides have peers of their own.
  const own = compiled.filter((it) => it.peers === compiled[0]?.peers);
  const namesPeer = own.some((it) => profile.matchOf(it, peer, engine.universe).matches);
  const destination = pointOf(side, side.direction === "ingress" ? side.subject : peer);
  const ports = destination?.kind === "pod" ? destination.ports : undefined;
  const hasPort = own.some(({ traffic: { fixed, named } }) => {
    const isOfCluster = named.some((it) => it.of === "cluster");
    // A port that is a name counts where the pod has it.
    const numbers = isOfCluster ? engine.universe.clusterPorts(named).traffic : resolveNamed(named, ports ?? []);
    return !isEmpty(intersection(union(fixed, numbers), asked));
  });
  const peers = namesPeer ? [] : failedPeers({ view, universe: engine.universe, policy, rule, compiled: own, end });
  const disputed = hasPort ? undefined : disputedPort(rule, own, engine.universe);
  const portsFailed =
    disputed !== undefined ? [disputed] : hasPort ? failedMessage(rule, side.message) : failedPorts(rule, asked, ports);
  return peers === undefined || portsFailed === undefined ? undefined : [...peers, ...portsFailed];
}

/** A name of the rule that stands for no number because pods do not agree on one. */
function disputedPort(
  rule: RuleReading,
  compiled: readonly CompiledRule[],
  universe: Universe,
): FailedCondition | undefined {
  for (const port of compiled.flatMap((it) => it.traffic.named)) {
    const numbers = port.of === "cluster" ? [...numbersOf(port, universe.points)] : [];
    if (numbers.length < 2) continue;
    const at = portsOf(rule).find((it) => it.value === port.name)?.at ?? rule.at;
    return { type: "disputed-port", at, name: port.name, numbers };
  }
  return undefined;
}

function pointOf({ engine }: DeniedSide, end: Target) {
  return typeof end === "number" ? engine.universe.point(end) : end;
}

/** Policies that select the pod before others, and peers of the end's own kind before others. */
function tieOrder({ failed }: NearRule): number {
  const isUnselected = failed.some((it) => it.type === "subject-label");
  const isOtherKind = failed.some((it) => it.type === "other-kind" || it.type === "pod-by-address");
  return (isUnselected ? 2 : 0) + (isOtherKind ? 1 : 0);
}

function byPlace(a: NearRule, b: NearRule): number {
  return (
    compareTexts(a.by.policy.id, b.by.policy.id) ||
    compareTexts(a.by.policy.file ?? "", b.by.policy.file ?? "") ||
    a.by.at.node - b.by.at.node
  );
}
