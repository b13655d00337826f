/** Answers the questions of the View for one scope: from its objects, from its compiled policies and from the engine. */

import type { Allowance, DnsReach, End, Explanation, Reach, RuleRef, SideReach } from "../engine/answers.js";
import { allowancesOf } from "../engine/allowances.js";
import { coveredBy } from "../engine/covered.js";
import { dnsReach, OPEN_DNS } from "../engine/dns.js";
import { derive, type Derived } from "../base/derived-list.js";
import { memoize } from "../base/memoize.js";
import type { Engine } from "../engine/engine.js";
import { flowBlocks } from "../engine/flows.js";
import type { Profile } from "../engine/profile.js";
import type { CompiledPolicy } from "../engine/program.js";
import { peerBlocks } from "../engine/peers.js";
import { Precedence } from "../engine/precedence.js";
import { betweenSides, passingBetween, reachBetween, sideOutcome, sideReach } from "../engine/reach.js";
import { policiesOf } from "../engine/refs.js";
import type { ScopeUniverse } from "../engine/scope-universe.js";
import type { Protocol, Traffic } from "../engine/traffic.js";
import type { Universe } from "../engine/universe.js";
import { explain } from "../engine/why.js";
import type { Direction } from "../model/direction.js";
import type { Cidr } from "../model/ip.js";
import type { PodsReading, PolicyPart } from "../model/reading.js";
import type { Policy, Scope, Workload } from "../model/scope.js";
import type { LabelSelector } from "../model/selector.js";
import { isRefused } from "../model/shape-problem.js";
import { whyIgnored } from "../systems/compile.js";
import { systemOf } from "../systems/kinds.js";
import type { PolicySystem } from "../systems/system.js";
import { UNNAMED } from "../systems/profiles/profiles.js";
import { type Cluster, compileCluster, forked, type Predecessor, predecessor } from "./cluster.js";
import { Ends } from "./ends.js";
import { KeepingView } from "./kept/keeping-view.js";
import { type Compute, type ComputeOf, Memo } from "./memo.js";
import { type NearQuestion, type NearRule, nearRules } from "./near-rules.js";
import { policiesFor } from "./policies-by-namespace.js";
import { type KnownServiceAddress, ServiceAddressIndex, serviceAddresses } from "./service-addresses.js";
import { ScopeObjects } from "./scope-objects.js";
import { ScopeIndex } from "./scope-index.js";
import type { Hiding } from "./unseen-index.js";
import type { EngineSettings, Peer, ReachGroup, View } from "./view.js";

/** @param before The View of an earlier state of the scope: what it knows of unchanged policies and workloads is kept. */
export function createView(scope: Scope, settings: EngineSettings, before?: View): View {
  return new ScopeView(scope, settings, before instanceof ScopeView ? before.asEarlier : undefined);
}

/**
 * The View of a state that is only tried. It begins with what the live one knows, and adds nothing to that: what it works
 * out itself is let go together with it and its successors.
 */
export function createSpeculativeView(scope: Scope, settings: EngineSettings, live: View): View {
  const before = live instanceof ScopeView ? live.asEarlier : undefined;
  const cluster = before?.cluster && forked(before.cluster);
  return new ScopeView(scope, settings, before && { ...before, cluster, keeping: undefined });
}

/** The same View for whoever asks the same things in each state: what is remembered in it is kept for later states. */
export function keepingView(view: View): KeepingView {
  return (view as ScopeView).keeping;
}

/** What an earlier state of a scope has worked out. */
interface Earlier {
  readonly cluster: Predecessor | undefined;
  readonly inForce: Derived<Policy, Policy>;
  readonly objects: ScopeObjects;
  readonly settings: EngineSettings;
  readonly keeping: KeepingView | undefined;
}

class ScopeView implements View {
  readonly scope: Scope;
  readonly settings: EngineSettings;
  readonly objects: ScopeObjects;
  readonly #inForce: Derived<Policy, Policy>;
  readonly #index: ScopeIndex;
  readonly #memo = new Memo<ScopeView>(this);
  readonly #selected = new Map<Policy, readonly Workload[]>();
  /** For parts that are not a policy's only one. */
  readonly #selectedByParts = new Map<Policy, Map<PolicyPart, readonly Workload[]>>();
  readonly #matched = new Map<PodsReading, { readonly policy: Policy; readonly workloads: readonly Workload[] }>();
  #cluster: Cluster | undefined;
  /** What an earlier state worked out, until this one has taken over what still holds. */
  #earlier: Predecessor | undefined;
  #ends: Ends | undefined;
  #keeping: KeepingView | undefined;
  /** That of an earlier state, until this one has its own. */
  #keptBefore: KeepingView | undefined;

  constructor(scope: Scope, settings: EngineSettings, earlier: Earlier | undefined) {
    this.scope = scope;
    this.settings = settings;
    this.objects = new ScopeObjects(scope, earlier?.objects);
    this.#inForce = derive(scope.policies, (it) => (this.isRefused(it) ? [] : [it]), earlier?.inForce);
    this.#index = new ScopeIndex(scope);
    this.#earlier = earlier?.cluster;
    if (earlier?.settings === settings) this.#keptBefore = earlier.keeping;
  }

  get policies(): readonly Policy[] {
    return this.#inForce.list;
  }

  policiesFor(namespace: string | undefined): readonly Policy[] {
    return policiesFor(namespace, this);
  }

  /** What the View of a later state may keep. */
  get asEarlier(): Earlier {
    const cluster = this.#cluster === undefined ? this.#earlier : predecessor(this.#cluster);
    const keeping = this.#keeping ?? this.#keptBefore;
    return { cluster, inForce: this.#inForce, objects: this.objects, settings: this.settings, keeping };
  }

  get keeping(): KeepingView {
    if (this.#keeping === undefined) {
      this.#keeping = new KeepingView(this, this.#keptBefore);
      this.#keptBefore = undefined;
    }
    return this.#keeping;
  }

  get cluster(): Cluster {
    if (this.#cluster === undefined) {
      this.#cluster = compileCluster(this.scope, this.settings, this.#earlier);
      this.#earlier = undefined;
    }
    return this.#cluster;
  }

  get engine(): Engine {
    return this.cluster.engine;
  }

  get universe(): Universe {
    return this.cluster.ends.universe;
  }

  get cut(): object {
    return this.cluster.ends.cut;
  }

  get resolvers(): readonly object[] {
    const { dns, universe } = this.cluster.ends;
    return dns.map((it) => universe.point(it) ?? universe);
  }

  namedIn(policy: Policy): readonly object[] {
    return this.compiled(policy).map((it) => this.engine.named.of(it));
  }

  toldIn(policy: Policy): readonly object[] {
    return this.compiled(policy).map((it) => this.engine.told.of(it));
  }

  isDenied(workload: Workload, direction: Direction): boolean {
    const id = this.ends.idOf(workload);
    return id !== undefined && this.engine.profile(id, direction).denies;
  }

  get ends(): Ends {
    this.#ends ??= endsOf(this.cluster.ends);
    return this.#ends;
  }

  memo<T>(compute: Compute<View, T>): T;
  memo<S extends object, T>(compute: ComputeOf<S, View, T>, subject: S): T;
  memo<S extends object, T>(compute: Compute<View, T> | ComputeOf<S, View, T>, subject?: S): T {
    return subject === undefined
      ? this.#memo.answer(compute as Compute<View, T>)
      : this.#memo.answerOf(compute as ComputeOf<S, View, T>, subject);
  }

  prepare(): void {
    void this.cluster;
  }

  isComplete(namespace?: string): boolean {
    const { closedWorld } = this.settings;
    return closedWorld === "auto" ? this.#index.isComplete(namespace) : closedWorld === "always";
  }

  hiding(selector: LabelSelector, namespace: string | undefined): Hiding | "unknown" {
    const { closedWorld } = this.settings;
    if (closedWorld === "always") return "nothing";
    if (closedWorld === "never" || (namespace !== undefined && !this.#index.hasWorkloads(namespace))) return "unknown";
    return this.#index.hiding(selector, namespace);
  }

  areServicesKnown(namespace: string): boolean {
    const { closedWorld } = this.settings;
    return closedWorld === "auto" ? this.#index.areServicesKnown(namespace) : closedWorld === "always";
  }

  isRefused(policy: Policy): boolean {
    return isRefused(policy.object.problems);
  }

  dropsLabelsAs({ traits }: PolicySystem): boolean {
    return traits.dropsLabel !== undefined && this.settings.profile?.dropsLabel === traits.dropsLabel;
  }

  blocksMatchPods({ traits }: PolicySystem): boolean | undefined {
    if (traits.blocksMatchNoPod === true) return false;
    const { profile = UNNAMED, addressBlocksMatchPods = false } = this.settings;
    return addressBlocksMatchPods || (profile === UNNAMED ? undefined : false);
  }

  get seesServices(): boolean {
    return this.settings.profile?.serviceAddresses?.cluster === "seen";
  }

  portNamesOf({ object }: Policy): "destination" | "cluster" {
    const { profile = UNNAMED, versions } = this.settings;
    const { portNames, isBuiltIn = false } = systemOf(object);
    return (portNames ?? (isBuiltIn ? profile.portNames : undefined))?.({ versions }) ?? "destination";
  }

  ignores(policy: Policy): string | undefined {
    const { profile = UNNAMED, versions } = this.settings;
    return whyIgnored(policy.object, { profile, versions });
  }

  selectedBy(policy: Policy, part?: PolicyPart): readonly Workload[] {
    const { parts } = policy.reading;
    const isWhole = part === undefined || (parts.length === 1 && part === parts[0]);
    let selected = isWhole ? this.#selected.get(policy) : this.#selectedByParts.get(policy)?.get(part);
    if (selected === undefined) {
      const asked = isWhole ? parts : parts.filter((it) => it === part);
      const { subjects } = systemOf(policy.object);
      const { services, resources } = this.scope;
      const known = { versions: this.settings.versions, services, resources };
      const queries = asked.flatMap((it) => subjects(policy, it, known));
      selected = this.universe.workloadsIn(this.universe.index.matchAny(queries));
      if (isWhole) this.#selected.set(policy, selected);
      else {
        const byPart = this.#selectedByParts.get(policy) ?? new Map<PolicyPart, readonly Workload[]>();
        this.#selectedByParts.set(policy, byPart.set(part, selected));
      }
    }
    return selected;
  }

  policiesOn(workload: Workload, direction: Direction): readonly Policy[] {
    const id = this.ends.idOf(workload);
    return id === undefined ? [] : policiesOf(this.engine.profile(id, direction).policies);
  }

  isolatedBy(workload: Workload, direction: Direction): readonly Policy[] {
    const id = this.ends.idOf(workload);
    return id === undefined ? [] : policiesOf(this.engine.profile(id, direction).isolatedBy);
  }

  isolates(policy: Policy): { readonly ingress: boolean; readonly egress: boolean } {
    const { parts } = policy.reading;
    return {
      ingress: parts.some((it) => it.isolates.ingress !== undefined),
      egress: parts.some((it) => it.isolates.egress !== undefined),
    };
  }

  matchedBy(policy: Policy, pods: PodsReading): readonly Workload[] {
    // What a peer is depends on the policy too: its namespace, its system.
    const known = this.#matched.get(pods);
    if (known?.policy === policy) return known.workloads;
    const peers = systemOf(policy.object).pods(policy, pods, this.settings.versions);
    const workloads = this.universe.workloadsIn(this.universe.certain(peers));
    this.#matched.set(pods, { policy, workloads });
    return workloads;
  }

  workloadsMatching(selector: LabelSelector, namespace?: string): readonly Workload[] {
    return this.#index.workloadsMatching(selector, namespace);
  }

  namespacesMatching(selector: LabelSelector): readonly string[] {
    return this.#index.namespacesMatching(selector);
  }

  allowances(policy: Policy): readonly Allowance[] {
    return this.#memo.answerOf(allowancesIn, policy);
  }

  /** What the policy was compiled into; nothing for one that is refused, or that the CNI does not enforce. */
  compiled(policy: Policy): readonly CompiledPolicy[] {
    return this.cluster.compiler.compiled(policy).map((it) => it.policy);
  }

  reach(from: End, to: End): Reach {
    return reachBetween(this.engine, this.ends.point(from), this.ends.point(to), { from, to });
  }

  *peersOf(workload: Workload, direction: Direction): Iterable<Peer> {
    const { ends } = this;
    const own = ends.idOf(workload);
    if (own === undefined) return;
    const others = ends.workloads.or(ends.outside);
    const reachOf: Peer["reach"][] = [];
    for (const { peers, egress, ingress } of peerBlocks(this.engine, own, direction, others)) {
      const reach = betweenSides(egress, ingress);
      peers.each((id) => {
        reachOf[id] = reach;
      });
    }
    for (const id of ends.inOrder) {
      const [end, reach] = [ends.at(id), reachOf[id]];
      if (end !== undefined && reach !== undefined) yield { end, reach };
    }
  }

  side(workload: Workload, direction: Direction, peer: End): SideReach | undefined {
    const subject = this.ends.point({ type: "workload", workload });
    const outcome = sideOutcome(this.engine, subject, direction, this.ends.point(peer));
    return outcome === undefined ? undefined : sideReach(outcome);
  }

  nearRules(
    from: End,
    to: End,
    direction: Direction,
    asked: Traffic,
    { message, among }: NearQuestion = {},
  ): readonly NearRule[] {
    const [subject, peer] = direction === "egress" ? [from, to] : [to, from];
    return nearRules({
      view: this,
      engine: this.engine,
      compiled: (policy) => this.compiled(policy),
      subject: this.ends.point(subject),
      peer: this.ends.point(peer),
      direction,
      asked,
      message,
      among,
    });
  }

  serviceAddress(address: Cidr): KnownServiceAddress | undefined {
    return this.memo(serviceAddressesIn).at(address);
  }

  why(from: End, to: End, protocol: Protocol, port: number): Explanation {
    return explain(this.engine, { from: this.ends.point(from), to: this.ends.point(to), protocol, port });
  }

  coveredBy(ref: RuleRef): readonly RuleRef[] | undefined {
    return coveredBy(this.engine, this.compiled(ref.policy), ref);
  }

  isBefore(first: RuleRef, other: RuleRef): boolean {
    return this.memo(precedenceIn).isBefore(first, other);
  }

  *flows(): Iterable<Reach> {
    for (const { from: sources, to: destinations, reach } of this.reachGroups()) {
      for (const from of sources) for (const to of destinations) yield { from, to, ...reach };
    }
  }

  *reachGroups(): Iterable<ReachGroup> {
    const { workloads, outside } = this.ends;
    for (const block of flowBlocks(this.engine, workloads.or(outside), workloads)) {
      const reach = passingBetween(block.egress, block.ingress);
      if (reach !== undefined) yield { from: this.ends.in(block.from), to: this.ends.in(block.to), reach };
    }
  }

  get outsideEnds(): readonly End[] {
    return this.ends.in(this.ends.outside);
  }

  dns(workload: Workload): DnsReach {
    const id = this.ends.idOf(workload);
    if (id === undefined || !this.engine.manages(id)) return OPEN_DNS;
    return this.#memo.answerOf(dnsOf, this.engine.profile(id, "egress"));
  }
}

/** Successive states in which the same ends are told apart have the same. */
const endsOf = memoize((universe: ScopeUniverse) => new Ends(universe));

function dnsOf(profile: Profile, { universe, cluster, settings }: ScopeView): DnsReach {
  return dnsReach(universe, profile, cluster.ends.dns, settings.dns.ports);
}

function serviceAddressesIn(view: View): ServiceAddressIndex {
  return new ServiceAddressIndex(serviceAddresses(view.scope, (view as ScopeView).settings));
}

function allowancesIn(policy: Policy, view: ScopeView): readonly Allowance[] {
  return allowancesOf(view.compiled(policy), view.universe);
}

function precedenceIn(view: View): Precedence {
  return new Precedence((view as ScopeView).engine.program);
}
