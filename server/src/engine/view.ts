/**
 * The View: everything rules and features may ask of one scope. Read-only; every answer is about the policies and
 * workloads in sight. Implemented in `workspace/view.ts` from the compiled program and the engine.
 */

import type { Site } from "../base/source.js";
import type { Version } from "../base/version.js";
import type { CiliumItem, CiliumSpec } from "../model/cilium-policy.js";
import type { Direction, Peer, PolicyRule } from "../model/network-policy.js";
import type { Policy, Scope, Workload } from "../model/scope.js";
import type { LabelSelector, Labels } from "../model/selector.js";
import type { Protocol, Traffic } from "./traffic.js";

export interface ViewSettings {
  readonly kubernetesVersion: Version;
  readonly ciliumVersion: Version;
  readonly dns: DnsSettings;
  /** Networks of the cluster's pods, as CIDRs, where they are given. */
  readonly podCidrs?: readonly string[];
  /** Networks of the cluster's Services (their ClusterIPs), as CIDRs, where they are given. */
  readonly serviceCidrs?: readonly string[];
}

/** Where the cluster's DNS pods are, and where they listen. */
export interface DnsSettings {
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports: readonly number[];
}

/** One entry of a policy's rule lists, as it is named in explanations. */
export interface RuleRef {
  readonly policy: Policy;
  readonly direction: Direction;
  readonly deny: boolean;
  /** The rule's place: the item in `ingress`, `egress`, `ingressDeny`, `egressDeny`. */
  readonly at: Site;
  /** The rule as written. */
  readonly rule: PolicyRule | CiliumItem;
}

/** An end of a flow. */
export type End =
  | { readonly type: "workload"; readonly workload: Workload }
  /** Everything outside the cluster that no other end names. */
  | { readonly type: "world" }
  | { readonly type: "cidr"; readonly cidr: string }
  | { readonly type: "fqdn"; readonly pattern: string }
  | { readonly type: "entity"; readonly name: string }
  /** Pods that a selector names and no manifest in sight has: any pod of this namespace (undefined: of any) with these labels. */
  | { readonly type: "unseen-pods"; readonly namespace?: string; readonly selector: string };

/** Traffic that passes only where a deeper match holds: HTTP, a DNS name, SNI. */
export interface ConditionalTraffic {
  readonly traffic: Traffic;
  /** In words: `HTTP GET /api/v1/.*`. */
  readonly when: string;
  readonly by: RuleRef;
}

/** One end's answer for one peer. */
export interface SideReach {
  /** False: no policy isolates this end in this direction, everything passes here (but what a deny rule takes). */
  readonly isolated: boolean;
  readonly isolatedBy: readonly Policy[];
  readonly allowed: Traffic;
  readonly conditional: readonly ConditionalTraffic[];
  /** Rules that admit some of the traffic; empty where the end is not isolated. */
  readonly because: readonly RuleRef[];
  /** Deny rules that take some of the traffic. */
  readonly deniedBy: readonly RuleRef[];
}

/** What passes from one end to another: both sides' answers and what they have in common. */
export interface Reach {
  readonly from: End;
  readonly to: End;
  readonly allowed: Traffic;
  readonly conditional: readonly ConditionalTraffic[];
  /** Rules that admit some of what passes: a side's rules whose traffic the other side takes away are not among them. */
  readonly because: readonly RuleRef[];
  /** Undefined where the end is no pod that policies manage. */
  readonly egress?: SideReach;
  readonly ingress?: SideReach;
}

/** Why one connection passes or does not. */
export interface Explanation {
  readonly verdict: "allowed" | "conditional" | "denied";
  /** Of a denied connection: the policies that all would have to go for it to pass; with fewer gone it stays denied. */
  readonly blockedBy: readonly Policy[];
  /** Undefined where the end is no pod that policies manage. */
  readonly egress?: SideExplanation;
  readonly ingress?: SideExplanation;
}

export interface SideExplanation {
  readonly verdict: "allowed" | "conditional" | "denied";
  readonly isolatedBy: readonly Policy[];
  /** Allow rules that match the connection, where the end is isolated: with all of them gone nothing admits it. */
  readonly admittedBy: readonly RuleRef[];
  /** Deny rules that match the connection. */
  readonly deniedBy: readonly RuleRef[];
}

/** What one rule of one policy admits (or, for a deny rule, refuses), before any other policy is counted. */
export interface Allowance {
  readonly by: RuleRef;
  /** Workloads in sight that its peers match; every workload for a rule without peers. */
  readonly workloads: readonly Workload[];
  /** Other ends its peers name. */
  readonly ends: readonly End[];
  /** True when the rule admits every peer. */
  readonly anyPeer: boolean;
  readonly traffic: Traffic;
  readonly conditional: readonly ConditionalTraffic[];
  /** Ports given by name that resolve per pod and are not in `traffic` where no pod in sight has them. */
  readonly namedPorts: readonly string[];
}

/** How far name resolution of a workload is allowed by the union of its policies. */
export interface DnsReach {
  /** False when nothing isolates the workload's egress: then everything else is true. */
  readonly isolated: boolean;
  readonly udp: boolean;
  readonly tcp: boolean;
  /** True when some rule sends the queries through Cilium's DNS proxy (`rules.dns`), which `toFQDNs` needs (CS-24). */
  readonly inspected: boolean;
  /** The rules that admit DNS. */
  readonly because: readonly RuleRef[];
}

export interface View {
  readonly scope: Scope;
  readonly settings: ViewSettings;

  /** Compiles the policies, which else the first question about them does: for a caller that wants to know its time. */
  prepare(): void;
  /** True when no workload of the scope is unseen in the namespace (undefined: in any), so that "matches nothing" means something. */
  isComplete(namespace?: string): boolean;
  /** True when the policy's own system refuses it, so that it enforces nothing. */
  isRefused(policy: Policy): boolean;

  /** Workloads that the policy (or one spec of a Cilium policy) selects. Host-network workloads are never selected (KS-15, CS-4). */
  selectedBy(policy: Policy, spec?: CiliumSpec): readonly Workload[];
  /** Policies in force that select the workload and have a say in the direction. */
  policiesOn(workload: Workload, direction: Direction): readonly Policy[];
  /** Those of them that isolate it. */
  isolatedBy(workload: Workload, direction: Direction): readonly Policy[];
  /** Directions in which the policy isolates its subjects, by its own text. */
  isolates(policy: Policy): { readonly ingress: boolean; readonly egress: boolean };

  /** Workloads that one peer of a NetworkPolicy matches. */
  matchedByPeer(policy: Policy, peer: Peer): readonly Workload[];
  /** Workloads that a selector under `fromEndpoints`/`toEndpoints` matches, the implied namespace included (CS-6, CS-7). */
  matchedByEndpoints(policy: Policy, spec: CiliumSpec, selector: LabelSelector): readonly Workload[];
  /** Workloads of a namespace (undefined: of all) whose pod labels a plain selector matches. */
  workloadsMatching(selector: LabelSelector, namespace?: string): readonly Workload[];
  /** Names of namespaces whose labels the selector matches. */
  namespacesMatching(selector: LabelSelector): readonly string[];

  /** What each rule of the policy admits or denies, in the order written. */
  allowances(policy: Policy): readonly Allowance[];
  /** What passes between two ends, all policies counted. */
  reach(from: End, to: End): Reach;
  /** One end's part of it: what the workload's own policies say of a peer. Undefined where no policy manages it. */
  side(workload: Workload, direction: Direction, peer: End): SideReach | undefined;
  /** Why a connection to a port passes or not. */
  why(from: End, to: End, protocol: Protocol, port: number): Explanation;
  /**
   * The rules that decide in a rule's place when it is taken away and its policy's isolation is kept; undefined when
   * something passes otherwise then. Empty: the rule decides nothing at all.
   */
  coveredBy(ref: RuleRef): readonly RuleRef[] | undefined;
  /**
   * Every pair of ends, one of them a workload, between which anything passes. Pairs with the same answer share its
   * parts. The pairs of a workload with itself speak of two of its pods.
   */
  flows(): Iterable<Reach>;
  /** Ends outside the workloads in sight that the scope's policies name, and `world`. */
  readonly outsideEnds: readonly End[];
  dns(workload: Workload): DnsReach;
}
