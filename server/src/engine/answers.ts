/** The engine's answers, in terms of workloads and policies: who reaches whom, which rules decide, and why. */

import type { Site } from "../base/source.js";
import type { Direction } from "../model/direction.js";
import type { RuleReading } from "../model/reading.js";
import type { Policy, Workload } from "../model/scope.js";
import type { Labels } from "../model/selector.js";
import type { Verdict } from "./program.js";
import type { Traffic } from "./traffic.js";

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
  /** What the rule does with traffic that it matches. */
  readonly verdict: Verdict;
  /** The rule's place: the item in `ingress`, `egress`, `ingressDeny`, `egressDeny`. */
  readonly at: Site;
  /** The rule as written; equal references are the same rule. */
  readonly reading: RuleReading;
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
  /** True when some rule has the queries inspected, which rules for DNS names need (CS-24). */
  readonly inspected: boolean;
  /** The rules that admit DNS. */
  readonly because: readonly RuleRef[];
}
