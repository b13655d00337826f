/**
 * The View: everything rules and features may ask of one scope. Read-only; every answer is about the policies and
 * workloads in sight. Implemented in `scope-view.ts` from the compiled program and the engine.
 */

import type {
  Allowance,
  DnsReach,
  DnsSettings,
  End,
  Explanation,
  Reach,
  RuleRef,
  SideReach,
} from "../engine/answers.js";
import type { ScopeObjects } from "./scope-objects.js";
import type { KnownServiceAddress } from "./service-addresses.js";
import type { Versions } from "../base/version.js";
import type { Direction } from "../model/direction.js";
import type { Cidr } from "../model/ip.js";
import type { PodsReading, PolicyPart } from "../model/reading.js";
import type { Policy, Scope, Workload } from "../model/scope.js";
import type { LabelSelector } from "../model/selector.js";
import type { PolicySystem } from "../systems/system.js";
import type { CniProfile } from "../systems/cni-profile.js";
import type { Protocol, Traffic } from "../engine/traffic.js";
import type { NearQuestion, NearRule } from "./near-rules.js";
import type { Hiding } from "./unseen-index.js";

/** Whether workloads that no manifest shows count as there. `auto`: where something hints at them. */
export type ClosedWorld = "auto" | "always" | "never";

export interface ViewSettings {
  readonly versions: Versions;
  readonly dns: DnsSettings;
  /** Networks of the cluster's pods, as CIDRs, where they are given. */
  readonly podCidrs?: readonly string[];
  /** Networks of the cluster's Services (their ClusterIPs), as CIDRs, where they are given. */
  readonly serviceCidrs?: readonly string[];
}

/** An end, and what passes between it and the workload that was asked about. */
export interface Peer {
  readonly end: End;
  readonly reach: Omit<Reach, "from" | "to">;
}

/** Ends that fare alike: the same passes from each source to each destination. */
export interface ReachGroup {
  readonly from: readonly End[];
  readonly to: readonly End[];
  readonly reach: Peer["reach"];
}

/** What the answers depend on besides the scope. */
export interface EngineSettings extends ViewSettings {
  readonly closedWorld: ClosedWorld;
  /** What the CNI makes of policies. Default: what holds where none is named. */
  readonly profile?: CniProfile;
  /** True when address blocks of a NetworkPolicy also name pods and nodes by their address (KS-9). Default: they do not. */
  readonly addressBlocksMatchPods?: boolean;
}

export interface View {
  readonly scope: Scope;
  /** The scope's policies that are in force: all but those that their own system refuses. */
  readonly policies: readonly Policy[];
  readonly settings: ViewSettings;

  /**
   * What a function says of this View, or of one object of it, computed once and kept as long as the View. The function
   * itself is the key: it must be a function of a module, not one made at the call.
   */
  memo<T>(compute: (view: View) => T): T;
  memo<S extends object, T>(compute: (subject: S, view: View) => T, subject: S): T;

  /** Those of them that may select pods of the namespace: its own and the clusterwide ones. Undefined: only the clusterwide ones. */
  policiesFor(namespace: string | undefined): readonly Policy[];

  /** The scope's objects by the documents in which they are written. */
  readonly objects: ScopeObjects;

  /** Compiles the policies, which else the first question about them does: for a caller that wants to know its time. */
  prepare(): void;
  /** True when no workload of the scope is unseen in the namespace (undefined: in any), so that "matches nothing" means something. */
  isComplete(namespace?: string): boolean;
  /**
   * Whether pods that the selector matches in the namespace (undefined: in any) may be there and in no manifest. `unknown`:
   * nothing is known of the namespace's pods.
   */
  hiding(selector: LabelSelector, namespace: string | undefined): Hiding | "unknown";
  /** True when the namespace's pods are all known, and nothing may make Services there that no manifest shows. */
  areServicesKnown(namespace: string): boolean;
  /** True when the policy's own system refuses it, so that it enforces nothing. */
  isRefused(policy: Policy): boolean;
  /** True when the CNI of the setting leaves out labels of pods as the system does, whichever system's policies it enforces. */
  dropsLabelsAs(system: PolicySystem): boolean;
  /**
   * Whether address blocks of the system's policies match pods and nodes by their address. Undefined: the system leaves that to
   * the network, and no setting names it.
   */
  blocksMatchPods(system: PolicySystem): boolean | undefined;
  /** True when the CNI of the setting looks at connections before a Service's address and port are replaced (KS-24). */
  readonly seesServices: boolean;
  /** Whose number a port's name means in an egress rule of the policy: the destination's, or the one that all pods agree on (CS-31). */
  portNamesOf(policy: Policy): "destination" | "cluster";
  /** Why the CNI enforces nothing of a policy that is accepted, as a sentence without a full stop; undefined where it does. */
  ignores(policy: Policy): string | undefined;

  /** Workloads that the policy, or one part of it, selects. Host-network workloads are never selected (KS-15, CS-4). */
  selectedBy(policy: Policy, part?: PolicyPart): readonly Workload[];
  /** Policies in force that select the workload and have a say in the direction. */
  policiesOn(workload: Workload, direction: Direction): readonly Policy[];
  /** Those of them that isolate it. */
  isolatedBy(workload: Workload, direction: Direction): readonly Policy[];
  /** Directions in which the policy isolates its subjects, by its own text. */
  isolates(policy: Policy): { readonly ingress: boolean; readonly egress: boolean };

  /** Workloads that a choice of pods in a rule of the policy matches. */
  matchedBy(policy: Policy, pods: PodsReading): readonly Workload[];
  /** Workloads of a namespace (undefined: of all) whose pod labels a plain selector matches. */
  workloadsMatching(selector: LabelSelector, namespace?: string): readonly Workload[];
  /** Names of namespaces whose labels the selector matches. */
  namespacesMatching(selector: LabelSelector): readonly string[];

  /** What each rule of the policy admits or denies, in the order written. */
  allowances(policy: Policy): readonly Allowance[];
  /** What passes between two ends, all policies counted. */
  reach(from: End, to: End): Reach;
  /**
   * What passes between a workload and each end, all policies counted: workloads in the order of the scope, itself among them
   * for two of its pods, then ends outside. Ends that fare alike share one answer. Its cost follows the number of answers, not that of the ends.
   * Where the workload's own side lets nothing pass, the peer's side is not said.
   */
  peersOf(workload: Workload, direction: Direction): Iterable<Peer>;
  /** One end's part of it: what the workload's own policies say of a peer. Undefined where no policy manages it. */
  side(workload: Workload, direction: Direction, peer: End): SideReach | undefined;
  /**
   * Of a connection that one end denies, the allow rules that came nearest to it and what each failed, nearest first.
   *
   * @param direction `egress`: the end that denies is `from`.
   * @param asked A protocol with one port or all of its ports, or what has no ports.
   */
  nearRules(from: End, to: End, direction: Direction, asked: Traffic, more?: NearQuestion): readonly NearRule[];
  /** The Service that has an address, or the network of Services that it is in, as far as manifests, settings and usage tell. */
  serviceAddress(address: Cidr): KnownServiceAddress | undefined;
  /** Why a connection to a port passes or not. */
  why(from: End, to: End, protocol: Protocol, port: number): Explanation;
  /**
   * The rules that decide in a rule's place when it is taken away and its policy's isolation is kept; undefined when
   * something passes otherwise then. Empty: the rule decides nothing at all.
   */
  coveredBy(ref: RuleRef): readonly RuleRef[] | undefined;
  /**
   * True when, for whatever both rules match, the first one decides and the other is not asked: by tier, rank and place.
   * False for rules of equal rank, and where order says nothing; there a denial goes first.
   */
  isBefore(first: RuleRef, other: RuleRef): boolean;
  /**
   * Every pair of ends, one of them a workload, between which anything passes. Pairs with the same answer share its
   * parts. The pairs of a workload with itself speak of two of its pods.
   */
  flows(): Iterable<Reach>;
  /** The pairs of `flows`, in groups of ends that fare alike, each pair in one group. Its cost follows the groups and their ends, not the pairs. */
  reachGroups(): Iterable<ReachGroup>;
  /** Ends outside the workloads in sight that the scope's policies name, and `world`. */
  readonly outsideEnds: readonly End[];
  dns(workload: Workload): DnsReach;
}
