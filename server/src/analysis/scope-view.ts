/** The View of one scope: policies compiled, ends numbered, and every question answered by the engine. */

import type { PodsReading, PolicyPart } from "../model/reading.js";
import { systemOf } from "../systems/kinds.js";
import { sameVersions } from "../base/version.js";
import { endpointPeers } from "../systems/cilium/compile/peers.js";
import { assemble, compilePolicy } from "../systems/compile.js";
import type { CompileContext } from "../systems/context.js";
import { peerSet } from "../systems/kubernetes/compile.js";
import { inNamespace, podLabels } from "../engine/queries.js";
import type { PlacedPolicy } from "../systems/placed.js";
import { UNNAMED } from "../systems/profiles/profiles.js";
import type { CniProfile } from "../systems/cni-profile.js";
import { allowancesOf } from "../engine/allowances.js";
import { BitSet } from "../engine/bit-set.js";
import { flowBlocks } from "../engine/flows.js";
import { coveredBy } from "../engine/covered.js";
import { dnsReach } from "../engine/dns.js";
import { Engine } from "../engine/engine.js";
import type { Program } from "../engine/program.js";
import { passingBetween, pointOf, reachBetween, sideOutcome, sideReach, type Target } from "../engine/reach.js";
import { policiesOf } from "../engine/refs.js";
import { endOf, type ScopeUniverse, scopeUniverse } from "../engine/scope-universe.js";
import { PodIndex } from "../engine/selectors.js";
import type { Addressing, Universe } from "../engine/universe.js";
import { explain } from "../engine/why.js";
import type { Protocol } from "../engine/traffic.js";
import type { Allowance, DnsReach, End, Explanation, Reach, RuleRef, SideReach } from "../engine/answers.js";
import { type Compute, type ComputeOf, Memo } from "./memo.js";
import type { ClosedWorld, View, ViewSettings } from "./view.js";
import type { CiliumSpec } from "../systems/cilium/model.js";
import { type Cidr, parseCidr } from "../model/ip.js";
import type { Direction } from "../model/direction.js";
import type { Peer } from "../systems/kubernetes/model.js";
import type { Policy, Scope, Workload } from "../model/scope.js";
import { type LabelSelector, matchesAll } from "../model/selector.js";
import { isRefused } from "../model/shape-problem.js";
import type {
  Allowance as WrittenAllowance,
  Policy as WrittenPolicy,
  Scope as WrittenScope,
} from "../systems/written.js";

export interface EngineSettings extends ViewSettings {
  /** What the CNI makes of policies. Default: what holds where none is named. */
  readonly profile?: CniProfile;
  readonly closedWorld: ClosedWorld;
  /** True when address blocks of a NetworkPolicy also name pods and nodes by their address (KS-9). Default: they do not. */
  readonly addressBlocksMatchPods?: boolean;
  /** Networks of the cluster's pods, as CIDRs: they tell which blocks cover pods. */
  readonly podCidrs?: readonly string[];
}

/** @param before The View of an earlier state of the scope: what it knows of unchanged policies and workloads is kept. */
export function createView(scope: Scope, settings: EngineSettings, before?: View): View {
  return new ScopeView(scope, settings, before instanceof ScopeView ? before : undefined);
}

class ScopeView implements View {
  readonly scope: WrittenScope;
  readonly settings: EngineSettings;
  #cluster: Cluster | undefined;
  /** What the earlier state worked out, until this one has taken over what still holds. */
  #earlier: Cluster | undefined;
  #labels: { readonly index: PodIndex; readonly workloads: readonly Workload[] } | undefined;
  readonly #memo = new Memo<View>(this);
  readonly #allowances = new Map<Policy, readonly Allowance[]>();
  /** By the part that selects, or the whole policy. */
  readonly #selected = new Map<PolicyPart | Policy, readonly Workload[]>();

  constructor(scope: Scope, settings: EngineSettings, before?: ScopeView) {
    this.scope = scope as WrittenScope;
    this.settings = settings;
    this.#earlier = before === undefined ? undefined : (before.#cluster ?? before.#earlier);
  }

  get #compiledCluster(): Cluster {
    if (this.#cluster === undefined) {
      this.#cluster = compileCluster(this.scope, this.settings, this.#earlier);
      this.#earlier = undefined;
    }
    return this.#cluster;
  }

  memo<T>(compute: Compute<View, T>): T;
  memo<S extends object, T>(compute: ComputeOf<S, View, T>, subject: S): T;
  memo<S extends object, T>(compute: Compute<View, T> | ComputeOf<S, View, T>, subject?: S): T {
    return subject === undefined
      ? this.#memo.answer(compute as Compute<View, T>)
      : this.#memo.answerOf(compute as ComputeOf<S, View, T>, subject);
  }

  prepare(): void {
    void this.#compiledCluster;
  }

  get #ends(): ScopeUniverse {
    return this.#compiledCluster.ends;
  }

  get #universe(): Universe {
    return this.#ends.universe;
  }

  get engine(): Engine {
    return this.#compiledCluster.engine;
  }

  isComplete(namespace?: string): boolean {
    if (this.settings.closedWorld !== "auto") return this.settings.closedWorld === "always";
    const { workloads, unseen, policies } = this.scope;
    if (namespace === undefined) {
      if (unseen.length > 0 || workloads.length === 0) return false;
      return policies.every((it) => it.namespace === undefined || this.#hasWorkload(it.namespace));
    }
    return (
      this.#hasWorkload(namespace) && !unseen.some((it) => it.namespace === undefined || it.namespace === namespace)
    );
  }

  #populated: ReadonlySet<string> | undefined;
  #hasWorkload(namespace: string): boolean {
    this.#populated ??= new Set(this.scope.workloads.map((it) => it.namespace));
    return this.#populated.has(namespace);
  }

  isRefused(policy: Policy): boolean {
    return isRefused(policy.object.problems);
  }

  selectedBy(policy: Policy, part?: PolicyPart | CiliumSpec): readonly Workload[] {
    const { parts } = policy.reading;
    const asked = part === undefined ? parts : parts.filter((it) => it === part || it.written === part);
    const whose = asked.length === 1 ? asked[0] : policy;
    if (whose === undefined) return [];
    let selected = this.#selected.get(whose);
    if (selected === undefined) {
      const { subjects } = systemOf(policy.object);
      const queries = asked.flatMap((it) => subjects(policy, it, this.settings.versions));
      selected = this.#universe.workloadsIn(this.#universe.index.matchAny(queries));
      this.#selected.set(whose, selected);
    }
    return selected;
  }

  policiesOn(workload: Workload, direction: Direction): readonly WrittenPolicy[] {
    const id = this.#ends.idOf.get(workload);
    return (
      id === undefined ? [] : policiesOf(this.engine.profile(id, direction).policies)
    ) as readonly WrittenPolicy[];
  }

  isolatedBy(workload: Workload, direction: Direction): readonly WrittenPolicy[] {
    const id = this.#ends.idOf.get(workload);
    return (
      id === undefined ? [] : policiesOf(this.engine.profile(id, direction).isolatedBy)
    ) as readonly WrittenPolicy[];
  }

  isolates(policy: Policy): { readonly ingress: boolean; readonly egress: boolean } {
    const { parts } = policy.reading;
    return {
      ingress: parts.some((it) => it.isolates.ingress !== undefined),
      egress: parts.some((it) => it.isolates.egress !== undefined),
    };
  }

  matchedBy(policy: Policy, pods: PodsReading): readonly Workload[] {
    const peers = systemOf(policy.object).pods(policy, pods, this.settings.versions);
    return this.#universe.workloadsIn(this.#universe.certain(peers));
  }

  matchedByPeer(policy: Policy, peer: Peer): readonly Workload[] {
    return this.#universe.workloadsIn(this.#universe.certain(peerSet(policy.namespace ?? "default", peer)));
  }

  matchedByEndpoints(policy: Policy, _spec: CiliumSpec, selector: LabelSelector): readonly Workload[] {
    return this.#universe.workloadsIn(this.#universe.certain(endpointPeers(policy.namespace, selector, this.settings)));
  }

  workloadsMatching(selector: LabelSelector, namespace?: string): readonly Workload[] {
    this.#labels ??= labelIndex(this.scope);
    const { index, workloads } = this.#labels;
    const query = [...(namespace === undefined ? [] : inNamespace(namespace)), ...podLabels(selector)];
    return index
      .match(query)
      .toArray()
      .flatMap((id) => workloads[id] ?? []);
  }

  namespacesMatching(selector: LabelSelector): readonly string[] {
    return [...this.scope.namespaces.values()].filter((it) => matchesAll(selector, it.labels)).map((it) => it.name);
  }

  allowances(policy: Policy): readonly WrittenAllowance[] {
    let allowances = this.#allowances.get(policy);
    if (allowances === undefined) {
      allowances = allowancesOf(
        this.#compiledCluster.compiled.get(policy)?.map((it) => it.policy) ?? [],
        this.#universe,
      );
      this.#allowances.set(policy, allowances);
    }
    return allowances as readonly WrittenAllowance[];
  }

  reach(from: End, to: End): Reach {
    return reachBetween(this.engine, this.#point(from), this.#point(to), { from, to });
  }

  side(workload: Workload, direction: Direction, peer: End): SideReach | undefined {
    const subject = this.#point({ type: "workload", workload });
    const outcome = sideOutcome(this.engine, subject, direction, this.#point(peer));
    return outcome === undefined ? undefined : sideReach(outcome);
  }

  why(from: End, to: End, protocol: Protocol, port: number): Explanation {
    return explain(this.engine, { from: this.#point(from), to: this.#point(to), protocol, port });
  }

  coveredBy(ref: RuleRef): readonly RuleRef[] | undefined {
    const policies = (this.#compiledCluster.compiled.get(ref.policy) ?? []).map((it) => it.policy);
    return coveredBy(this.engine, policies, ref);
  }

  *flows(): Iterable<Reach> {
    const { idOf, named } = this.#ends;
    const workloads = BitSet.of([...idOf.values()]);
    const visible = workloads.or(BitSet.of([...named]));
    for (const block of flowBlocks(this.engine, visible, workloads)) {
      const passing = passingBetween(block.egress, block.ingress);
      if (passing === undefined) continue;
      const destinations = this.#endsIn(block.to);
      for (const from of this.#endsIn(block.from)) for (const to of destinations) yield { from, to, ...passing };
    }
  }

  #endsIn(points: BitSet): End[] {
    const ends: End[] = [];
    points.each((id) => {
      const end = this.#end(id);
      if (end !== undefined) ends.push(end);
    });
    return ends;
  }

  /** One object for each point, however many pairs it is in. */
  readonly #knownEnds: (End | undefined)[] = [];
  #end(id: number): End | undefined {
    const point = this.#universe.point(id);
    if (point === undefined) return undefined;
    this.#knownEnds[id] ??= endOf(point);
    return this.#knownEnds[id];
  }

  #point(end: End): Target {
    return pointOf(this.#ends, end);
  }

  get outsideEnds(): readonly End[] {
    return this.#endsIn(BitSet.of([...this.#ends.named]));
  }

  dns(workload: Workload): DnsReach {
    const id = this.#ends.idOf.get(workload);
    return dnsReach(this.engine, id, this.#ends.dns, this.settings.dns.ports);
  }
}

/** A scope's policies compiled, with the ends they speak of and the evaluator: made when it is first asked for. */
interface Cluster {
  readonly context: CompileContext;
  readonly compiled: ReadonlyMap<Policy, readonly PlacedPolicy[]>;
  readonly ends: ScopeUniverse;
  readonly engine: Engine;
}

/** @param earlier Of an earlier state of the scope: what of it still holds is kept. */
function compileCluster(scope: Scope, settings: EngineSettings, earlier?: Cluster): Cluster {
  const context = contextOf(scope, settings, earlier?.context);
  const unchanged = earlier !== undefined && earlier.context === context ? earlier.compiled : undefined;
  const compiled = new Map(scope.policies.map((it) => [it, unchanged?.get(it) ?? compilePolicy(it, context)]));
  const program: Program = assemble([...compiled.values()].flat(), context.profile);
  const input = { scope, program, dns: settings.dns, addressing: addressingOf(settings) };
  const ends = scopeUniverse(input, earlier?.ends);
  return { context, compiled, ends, engine: new Engine(program, ends.universe, false, earlier?.engine) };
}

/** The same context as before when nothing in it has changed, so that what was compiled in it holds. */
function contextOf(scope: Scope, settings: EngineSettings, before?: CompileContext): CompileContext {
  const { services, resources } = scope;
  const { versions, profile = UNNAMED } = settings;
  const same =
    before !== undefined &&
    before.profile === profile &&
    sameVersions(before.versions, versions) &&
    sameItems(before.resources, resources) &&
    sameItems(
      before.services.map((it) => it.object),
      services.map((it) => it.object),
    ) &&
    before.services.every((it, at) => it.namespace === services[at]?.namespace && it.name === services[at]?.name);
  return same ? before : { versions, services, resources, profile };
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((it, at) => it === b[at]);
}

/** All workloads by their labels, those on the host's network too. */
function labelIndex({ workloads }: Scope) {
  const pods = workloads.map((it) => ({
    labels: it.labels,
    namespace: it.namespace,
    namespaceLabels: NO_LABELS,
    serviceAccount: "",
    hostNetwork: false,
  }));
  return { index: new PodIndex(pods), workloads };
}

const NO_LABELS: ReadonlyMap<string, string> = new Map();

function addressingOf(settings: EngineSettings): Addressing {
  const matches = settings.addressBlocksMatchPods ?? false;
  return { blocksNamePods: matches, blocksNameNodes: matches, podCidrs: networks(settings.podCidrs ?? []) };
}

function networks(texts: readonly string[]): Cidr[] {
  return texts.flatMap((text) => {
    const parsed = parseCidr(text);
    return parsed.ok ? [parsed.cidr] : [];
  });
}
