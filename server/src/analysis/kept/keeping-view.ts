/**
 * The View that rules ask: it answers as the plain one, notes what each answer is made of, and keeps what they remember in it
 * for later states of the scope.
 *
 * Each question notes what it looks at, at the least. A policy's own text, and what settings say, is not noted: who asks has
 * the policy, and other settings begin anew.
 */

import type { Allowance, DnsReach, End, Explanation, Reach, RuleRef, SideReach } from "../../engine/answers.js";
import type { Protocol, Traffic } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { Cidr } from "../../model/ip.js";
import type { PodsReading, PolicyPart } from "../../model/reading.js";
import type { Policy, Scope, Workload } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";
import { systemOf } from "../../systems/kinds.js";
import type { PolicySystem } from "../../systems/system.js";
import type { Compute, ComputeOf } from "../memo.js";
import type { NearQuestion, NearRule } from "../near-rules.js";
import type { ScopeObjects } from "../scope-objects.js";
import type { KnownServiceAddress } from "../service-addresses.js";
import type { Hiding } from "../unseen-index.js";
import type { Peer, ReachGroup, View, ViewSettings } from "../view.js";
import type { Input } from "./inputs.js";
import { KeptAnswers } from "./kept-answers.js";
import { type FoundAbout, foundNow } from "./kept-list.js";
import { ALL_PARTS, notedScope, type Part } from "./noted-scope.js";
import { ScopeInputs, type ScopeState } from "./scope-inputs.js";

type PlainView = View & ScopeState;

/** What outlives the states of one scope. */
interface Memory {
  readonly answers: KeptAnswers<View>;
  readonly inputs: ScopeInputs;
}

export class KeepingView implements View {
  readonly scope: Scope;
  readonly settings: ViewSettings;
  readonly #plain: PlainView;
  readonly #answers: KeptAnswers<View>;
  readonly #inputs: ScopeInputs;

  /** @param before That of the state before, with the same settings. It goes on without what was kept. */
  constructor(plain: PlainView, before: KeepingView | undefined) {
    this.#plain = plain;
    this.settings = plain.settings;
    const memory = before?.handOver(plain) ?? newMemory(plain);
    this.#answers = memory.answers;
    this.#inputs = memory.inputs;
    this.#answers.advanceTo(this);
    this.scope = notedScope(plain.scope, (part) => {
      this.#notePart(part);
    });
  }

  handOver(to: ScopeState): Memory | undefined {
    if (!this.#isLatest) return undefined;
    this.#inputs.advanceTo(to);
    return { answers: this.#answers, inputs: this.#inputs };
  }

  /** To be called when all has been asked that is asked in each state: what nobody asks any more is let go. */
  letGo(): void {
    if (!this.#isLatest) return;
    const { policies, workloads } = this.#plain.scope;
    const inUse = this.#answers.sweep(() => [...policies, ...workloads]);
    if (inUse !== undefined) this.#inputs.keepOnly(inUse);
  }

  get #isLatest(): boolean {
    return this.#answers.view === this;
  }

  memo<T>(compute: Compute<View, T>): T;
  memo<S extends object, T>(compute: ComputeOf<S, View, T>, subject: S): T;
  memo<S extends object, T>(compute: Compute<View, T> | ComputeOf<S, View, T>, subject?: S): T {
    if (subject === undefined) {
      const whole = compute as Compute<View, T>;
      return this.#isLatest ? this.#answers.answer(whole) : this.#plain.memo(whole);
    }
    const about = compute as ComputeOf<S, View, T>;
    return this.#isLatest ? this.#answers.answerOf(about, subject) : this.#plain.memo(about, subject);
  }

  /** What `memo` finds about the items, for what is asked about the same list in each state. */
  foundAbout<S extends object, T>(compute: ComputeOf<S, View, readonly T[]>, subjects: readonly S[]): FoundAbout<T> {
    return this.#isLatest ? this.#answers.foundAbout(compute, subjects) : foundNow(compute, subjects, this.#plain);
  }

  get policies(): readonly Policy[] {
    this.#notePart("policies");
    return this.#plain.policies;
  }

  policiesFor(namespace: string | undefined): readonly Policy[] {
    this.#notePoliciesFor(namespace);
    return this.#plain.policiesFor(namespace);
  }

  get objects(): ScopeObjects {
    this.#noteAll();
    return this.#plain.objects;
  }

  prepare(): void {
    this.#plain.prepare();
  }

  isComplete(namespace?: string): boolean {
    this.#notePart("unseen");
    this.#noteWorkloads(namespace);
    if (namespace === undefined) this.#notePart("policies");
    return this.#plain.isComplete(namespace);
  }

  hiding(selector: LabelSelector, namespace: string | undefined): Hiding | "unknown" {
    this.#notePart("unseen");
    this.#noteWorkloads(namespace);
    return this.#plain.hiding(selector, namespace);
  }

  areServicesKnown(namespace: string): boolean {
    this.#notePart("unseen");
    this.#noteWorkloads(namespace);
    return this.#plain.areServicesKnown(namespace);
  }

  isRefused(policy: Policy): boolean {
    return this.#plain.isRefused(policy);
  }

  dropsLabelsAs(system: PolicySystem): boolean {
    return this.#plain.dropsLabelsAs(system);
  }

  blocksMatchPods(system: PolicySystem): boolean | undefined {
    return this.#plain.blocksMatchPods(system);
  }

  get seesServices(): boolean {
    return this.#plain.seesServices;
  }

  portNamesOf(policy: Policy): "destination" | "cluster" {
    return this.#plain.portNamesOf(policy);
  }

  ignores(policy: Policy): string | undefined {
    return this.#plain.ignores(policy);
  }

  selectedBy(policy: Policy, part?: PolicyPart): readonly Workload[] {
    this.#noteWorkloads(policy.namespace);
    this.#notePart("namespaces");
    if (systemOf(policy.object).traits.subjectsByName === true) {
      for (const it of ["services", "resources"] as const) this.#notePart(it);
    }
    return this.#plain.selectedBy(policy, part);
  }

  policiesOn(workload: Workload, direction: Direction): readonly Policy[] {
    this.#noteSide(workload);
    return this.#plain.policiesOn(workload, direction);
  }

  isolatedBy(workload: Workload, direction: Direction): readonly Policy[] {
    this.#noteSide(workload);
    return this.#plain.isolatedBy(workload, direction);
  }

  isolates(policy: Policy): { readonly ingress: boolean; readonly egress: boolean } {
    return this.#plain.isolates(policy);
  }

  matchedBy(policy: Policy, pods: PodsReading): readonly Workload[] {
    this.#noteWorkloads(pods.namespaces === "own" ? policy.namespace : undefined);
    this.#notePart("namespaces");
    return this.#plain.matchedBy(policy, pods);
  }

  workloadsMatching(selector: LabelSelector, namespace?: string): readonly Workload[] {
    this.#noteWorkloads(namespace);
    return this.#plain.workloadsMatching(selector, namespace);
  }

  namespacesMatching(selector: LabelSelector): readonly string[] {
    this.#notePart("namespaces");
    return this.#plain.namespacesMatching(selector);
  }

  allowances(policy: Policy): readonly Allowance[] {
    // They name pods; ends outside as they are written. Compiling may look at Services and at resources.
    this.#note(this.#inputs.namedIn(policy.namespace));
    for (const part of ["workloads", "namespaces", "services", "resources"] as const) this.#notePart(part);
    return this.#plain.allowances(policy);
  }

  reach(from: End, to: End): Reach {
    this.#noteEnds(from, to);
    return this.#plain.reach(from, to);
  }

  peersOf(workload: Workload, direction: Direction): Iterable<Peer> {
    this.#noteAll();
    return this.#plain.peersOf(workload, direction);
  }

  side(workload: Workload, direction: Direction, peer: End): SideReach | undefined {
    this.#noteSide(workload);
    this.#noteTraffic();
    this.#noteEnd(peer);
    return this.#plain.side(workload, direction, peer);
  }

  nearRules(from: End, to: End, direction: Direction, asked: Traffic, more?: NearQuestion): readonly NearRule[] {
    this.#noteEnds(from, to);
    this.#note(this.#inputs.ends);
    // A rule may miss by its policy's namespace alone.
    if (more?.among === undefined) this.#notePart("policies");
    return this.#plain.nearRules(from, to, direction, asked, more);
  }

  serviceAddress(address: Cidr): KnownServiceAddress | undefined {
    this.#notePart("services");
    return this.#plain.serviceAddress(address);
  }

  why(from: End, to: End, protocol: Protocol, port: number): Explanation {
    this.#noteEnds(from, to);
    return this.#plain.why(from, to, protocol, port);
  }

  coveredBy(ref: RuleRef): readonly RuleRef[] | undefined {
    const { namespace } = ref.policy;
    this.#notePoliciesFor(namespace);
    if (namespace === undefined) this.#notePart("policies");
    this.#noteWorkloads(undefined);
    this.#noteTraffic();
    // Such a policy may select pods that policies of any namespace select too.
    if (namespace === undefined) this.#note(this.#inputs.ends);
    else this.#noteTold(namespace);
    return this.#plain.coveredBy(ref);
  }

  isBefore(first: RuleRef, other: RuleRef): boolean {
    return this.#plain.isBefore(first, other);
  }

  flows(): Iterable<Reach> {
    this.#noteAll();
    return this.#plain.flows();
  }

  reachGroups(): Iterable<ReachGroup> {
    this.#noteAll();
    return this.#plain.reachGroups();
  }

  get outsideEnds(): readonly End[] {
    this.#note(this.#inputs.ends);
    return this.#plain.outsideEnds;
  }

  dns(workload: Workload): DnsReach {
    this.#noteSide(workload);
    this.#noteTraffic();
    this.#note(this.#inputs.resolvers);
    if (this.#plain.isDenied(workload, "egress")) this.#noteTold(workload.namespace);
    return this.#plain.dns(workload);
  }

  #note(input: Input): void {
    if (this.#isLatest) this.#answers.note(input);
  }

  #notePart(part: Part): void {
    if (this.#isLatest) this.#answers.note(this.#inputs.part(part));
  }

  /** @param namespace Undefined: all of them. */
  #noteWorkloads(namespace: string | undefined): void {
    if (namespace === undefined) this.#notePart("workloads");
    else this.#note(this.#inputs.workloadsIn(namespace));
  }

  /** Those that may select pods of the namespace. */
  #notePoliciesFor(namespace: string | undefined): void {
    this.#note(this.#inputs.policiesIn(namespace));
    if (namespace !== undefined) this.#note(this.#inputs.policiesIn(undefined));
  }

  /** The policies that hold for a workload. */
  #noteSide({ namespace }: Workload): void {
    this.#notePoliciesFor(namespace);
    this.#noteWorkloads(namespace);
    this.#notePart("namespaces");
  }

  /** Which ends the policies that may select pods of the namespace tell apart. */
  #noteTold(namespace: string): void {
    this.#note(this.#inputs.cut);
    this.#note(this.#inputs.toldIn(namespace));
    this.#note(this.#inputs.toldIn(undefined));
  }

  /** What rules mean by ports and by addresses of Services. */
  #noteTraffic(): void {
    this.#note(this.#inputs.ports);
    this.#notePart("services");
    this.#notePart("resources");
    this.#notePart("namespaces");
  }

  #noteEnds(from: End, to: End): void {
    this.#noteTraffic();
    for (const end of [from, to]) {
      if (end.type === "workload") this.#noteSide(end.workload);
      if (end.type === "pods" || end.type === "unseen-pods") this.#notePoliciesFor(end.namespace);
      this.#noteEnd(end);
    }
  }

  /** Who an end is, but for its own policies. What is outside is the rest of what policies name. */
  #noteEnd(end: End): void {
    if (end.type === "workload") this.#noteWorkloads(end.workload.namespace);
    else this.#note(end.type === "unseen-pods" ? this.#inputs.ends : this.#inputs.cut);
  }

  #noteAll(): void {
    this.#note(this.#inputs.ends);
    this.#note(this.#inputs.ports);
    for (const part of ALL_PARTS) this.#notePart(part);
  }
}

function newMemory(state: ScopeState): Memory {
  const answers = new KeptAnswers<View>();
  return { answers, inputs: new ScopeInputs(answers, state) };
}
