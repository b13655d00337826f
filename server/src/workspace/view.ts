/** The View of one scope: policies compiled, ends numbered, and every question answered by the engine. */

import { isolationOf, subjectOf } from "../compile/cilium.js";
import { endpointPeers } from "../compile/cilium-peers.js";
import { assemble, compilePolicy } from "../compile/compile.js";
import type { CompileContext } from "../compile/context.js";
import { peerSet } from "../compile/kubernetes.js";
import { inNamespace, podLabels } from "../compile/queries.js";
import type { PhasedPolicy } from "../compile/phases.js";
import { allowancesOf } from "../engine/allowances.js";
import { BitSet } from "../engine/bit-set.js";
import { flowBlocks } from "../engine/flows.js";
import { coveredBy } from "../engine/covered.js";
import { dnsReach } from "../engine/dns.js";
import { Engine } from "../engine/engine.js";
import type { CompiledPolicy, PodQuery, Program } from "../engine/program.js";
import { passingBetween, pointOf, reachBetween, type Target } from "../engine/reach.js";
import { endOf, type ScopeUniverse, scopeUniverse } from "../engine/scope-universe.js";
import { PodIndex } from "../engine/selectors.js";
import type { Addressing, Universe } from "../engine/universe.js";
import { explain } from "../engine/why.js";
import type { Protocol } from "../engine/traffic.js";
import type { Allowance, DnsReach, End, Explanation, Reach, RuleRef, View, ViewSettings } from "../engine/view.js";
import type { CiliumSpec } from "../model/cilium-policy.js";
import { type Cidr, parseCidr } from "../model/ip.js";
import type { Direction, Peer } from "../model/network-policy.js";
import type { Policy, Scope, Workload } from "../model/scope.js";
import { type LabelSelector, matchesAll } from "../model/selector.js";
import { isRefused } from "../model/shape-problem.js";
import type { ClosedWorld } from "./settings.js";

export interface EngineSettings extends ViewSettings {
  readonly closedWorld: ClosedWorld;
  /** True when address blocks of a NetworkPolicy also name pods and nodes by their address (KS-9). Default: they do not. */
  readonly addressBlocksMatchPods?: boolean;
  /** Networks of the cluster's pods, as CIDRs: they tell which blocks cover pods. */
  readonly podCidrs?: readonly string[];
  /** Addresses of workloads' pods by workload id, where they are known. */
  readonly podAddresses?: ReadonlyMap<string, readonly string[]>;
}

/** @param before The View of an earlier state of the scope: what it knows of unchanged policies and workloads is kept. */
export function createView(scope: Scope, settings: EngineSettings, before?: View): View {
  return new ScopeView(scope, settings, before instanceof ScopeView ? before : undefined);
}

class ScopeView implements View {
  readonly scope: Scope;
  readonly settings: EngineSettings;
  readonly #compiled: ReadonlyMap<Policy, readonly PhasedPolicy[]>;
  readonly #program: Program;
  readonly #ends: ScopeUniverse;
  readonly #context: CompileContext;
  #engine: Engine | undefined;
  /** The evaluator of the earlier state, until this one has taken over what it can use. */
  #before: Engine | undefined;
  #labels: { readonly index: PodIndex; readonly workloads: readonly Workload[] } | undefined;
  readonly #allowances = new Map<Policy, readonly Allowance[]>();

  constructor(scope: Scope, settings: EngineSettings, before?: ScopeView) {
    this.scope = scope;
    this.settings = settings;
    const earlier =
      before === undefined ? undefined : { context: before.#context, ends: before.#ends, engine: before.#engine };
    this.#context = contextOf(scope, settings, earlier?.context);
    const unchanged = before !== undefined && before.#context === this.#context ? before.#compiled : undefined;
    this.#compiled = new Map(scope.policies.map((it) => [it, unchanged?.get(it) ?? compilePolicy(it, this.#context)]));
    this.#program = assemble([...this.#compiled.values()].flat());
    const input = {
      scope,
      program: this.#program,
      dns: settings.dns,
      addressing: addressingOf(settings),
      podAddresses: new Map([...(settings.podAddresses ?? [])].map(([id, texts]) => [id, networks(texts, true)])),
    };
    this.#ends = scopeUniverse(input, earlier?.ends);
    this.#before = earlier?.engine;
  }

  get #universe(): Universe {
    return this.#ends.universe;
  }

  /** The evaluator, made when it is first asked: many documents are never asked about. */
  get engine(): Engine {
    if (this.#engine === undefined) {
      this.#engine = new Engine(this.#program, this.#universe, false, this.#before);
      this.#before = undefined;
    }
    return this.#engine;
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

  selectedBy(policy: Policy, spec?: CiliumSpec): readonly Workload[] {
    return this.#workloads(this.#universe.index.matchAny(subjectQueries(policy, spec)));
  }

  policiesOn(workload: Workload, direction: Direction): readonly Policy[] {
    const id = this.#ends.idOf.get(workload);
    return id === undefined ? [] : sources(this.engine.profile(id, direction).policies);
  }

  isolatedBy(workload: Workload, direction: Direction): readonly Policy[] {
    const id = this.#ends.idOf.get(workload);
    return id === undefined ? [] : sources(this.engine.profile(id, direction).isolatedBy);
  }

  isolates(policy: Policy): { readonly ingress: boolean; readonly egress: boolean } {
    const { object } = policy;
    if (object.type === "network-policy") {
      return { ingress: object.isolates.ingress !== undefined, egress: object.isolates.egress !== undefined };
    }
    const specs = object.specs.map((it) => isolationOf(it, this.#context));
    return { ingress: specs.some((it) => it.ingress), egress: specs.some((it) => it.egress) };
  }

  matchedByPeer(policy: Policy, peer: Peer): readonly Workload[] {
    return this.#workloads(this.#universe.certain(peerSet(policy.namespace ?? "default", peer)));
  }

  matchedByEndpoints(policy: Policy, _spec: CiliumSpec, selector: LabelSelector): readonly Workload[] {
    return this.#workloads(this.#universe.certain(endpointPeers(policy.namespace, selector, this.#context)));
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

  allowances(policy: Policy): readonly Allowance[] {
    let allowances = this.#allowances.get(policy);
    if (allowances === undefined) {
      allowances = allowancesOf(
        (this.#compiled.get(policy) ?? []).map((it) => it.policy),
        this.#universe,
      );
      this.#allowances.set(policy, allowances);
    }
    return allowances;
  }

  reach(from: End, to: End): Reach {
    return reachBetween(this.engine, this.#point(from), this.#point(to), { from, to });
  }

  why(from: End, to: End, protocol: Protocol, port: number): Explanation {
    return explain(this.engine, { from: this.#point(from), to: this.#point(to), protocol, port });
  }

  coveredBy(ref: RuleRef): readonly RuleRef[] | undefined {
    const policies = (this.#compiled.get(ref.policy) ?? []).map((it) => it.policy);
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

  #workloads(points: BitSet): readonly Workload[] {
    return points.toArray().flatMap((id) => {
      const point = this.#universe.point(id);
      return point?.kind === "pod" && point.workload !== undefined ? [point.workload] : [];
    });
  }
}

/** The same context as before when nothing in it has changed, so that what was compiled in it holds. */
function contextOf(scope: Scope, settings: EngineSettings, before?: CompileContext): CompileContext {
  const { services, cidrGroups } = scope;
  const { ciliumVersion } = settings;
  const same =
    before !== undefined &&
    before.ciliumVersion.major === ciliumVersion.major &&
    before.ciliumVersion.minor === ciliumVersion.minor &&
    sameItems(before.cidrGroups, cidrGroups) &&
    sameItems(
      before.services.map((it) => it.object),
      services.map((it) => it.object),
    ) &&
    before.services.every((it, at) => it.namespace === services[at]?.namespace && it.name === services[at]?.name);
  return same ? before : { ciliumVersion, services, cidrGroups };
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((it, at) => it === b[at]);
}

function subjectQueries({ namespace, object }: Policy, spec?: CiliumSpec): readonly PodQuery[] {
  if (object.type === "network-policy") return [[...inNamespace(namespace ?? "default"), ...podLabels(object.subject)]];
  const own = object.clusterwide ? undefined : namespace;
  return (spec === undefined ? object.specs : [spec]).map((it) => subjectOf(it, own));
}

function sources(policies: readonly CompiledPolicy[]): readonly Policy[] {
  return [...new Set(policies.flatMap((it) => it.source ?? []))];
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
  return { blocksNamePods: matches, blocksNameNodes: matches, podCidrs: networks(settings.podCidrs ?? [], false) };
}

/** @param hosts Reads a bare address as the network of that address alone. */
function networks(texts: readonly string[], hosts: boolean): Cidr[] {
  return texts.flatMap((text) => {
    const parsed = parseCidr(hosts && !text.includes("/") ? `${text}/${text.includes(":") ? 128 : 32}` : text);
    return parsed.ok ? [parsed.cidr] : [];
  });
}
