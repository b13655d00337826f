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
  | { readonly type: "unseen-pods"; readonly namespace?: string; readonly selector: string }
  /** A pod with exactly these labels, whether or not a manifest has one; it runs as the namespace's default account. */
  | { readonly type: "pods"; readonly namespace: string; readonly labels: Labels };

/** Traffic that passes only where a deeper match holds: HTTP, a DNS name, SNI. */
export interface ConditionalTraffic {
  readonly traffic: Traffic;
  /** In words: `HTTP GET /api/v1/.*`. */
  readonly when: string;
  /** Undefined where no rule allows it: a policy without rules selects the pods on the condition, or leaves them alone. */
  readonly by: RuleRef | undefined;
}

/** What gave traffic its verdict. Tiers are named as the program names them. */
export type Decider =
  /**
   * Rules that match all of the traffic: the first one of an ordered tier; all with this verdict of a tier in which order
   * says nothing; those of equal rank that agree, or, where the verdict is `ambiguous`, that disagree.
   */
  | { readonly type: "rules"; readonly tier: string; readonly rules: readonly RuleRef[] }
  /** A rule that no policy has, such as the one for a node's own probes. */
  | { readonly type: "system"; readonly tier: string }
  /** No rule of the tier matches, and these policies isolate the subject. */
  | { readonly type: "end-of-tier"; readonly tier: string; readonly isolatedBy: readonly Policy[] }
  /** No tier decides. */
  | { readonly type: "default" };

/** A part of one end's traffic, with its verdict where no condition holds and what decided it. */
export interface Region {
  readonly traffic: Traffic;
  readonly verdict: "allow" | "deny" | "ambiguous";
  readonly decidedBy: Decider;
  /** Rules that passed the traffic on to the tier where it was decided, first tier first. */
  readonly passedBy: readonly RuleRef[];
}

/** One end's answer for one peer. */
export interface SideReach {
  /** Policies that isolate this end in this direction, whatever the tier. */
  readonly isolatedBy: readonly Policy[];
  readonly allowed: Traffic;
  readonly conditional: readonly ConditionalTraffic[];
  /** Policies of equal rank disagree about it. Disjoint from what is allowed. */
  readonly ambiguous: Traffic;
  /**
   * All traffic there is, in disjoint parts; where several stages decide, one such partition for each, first stage first.
   * Worked out when first read.
   */
  readonly regions: readonly Region[];
  /** Rules that admit some of the traffic; empty where all would pass without them. */
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
  /** Policies of equal rank disagree about it at one end, and the other end does not deny it. */
  readonly ambiguous: Traffic;
  /** Rules that admit some of what passes: a side's rules whose traffic the other side takes away are not among them. */
  readonly because: readonly RuleRef[];
  /** Undefined where the end is no pod that policies manage. */
  readonly egress?: SideReach;
  readonly ingress?: SideReach;
}

/** `ambiguous`: policies of equal rank disagree, so that it is left to whoever enforces them. */
export type ConnectionVerdict = "allowed" | "conditional" | "ambiguous" | "denied";

/** Why one connection passes or does not. */
export interface Explanation {
  readonly verdict: ConnectionVerdict;
  /**
   * Of a denied connection: policies that all have to go for it to pass, be it on a condition; with fewer of them gone it
   * does not. No smaller set would do. Empty where no policies' going makes it pass.
   */
  readonly blockedBy: readonly Policy[];
  /** Undefined where the end is no pod that policies manage. */
  readonly egress?: SideExplanation;
  readonly ingress?: SideExplanation;
}

export interface SideExplanation {
  readonly verdict: ConnectionVerdict;
  readonly isolatedBy: readonly Policy[];
  /** What decides the connection where no condition holds, one region for each stage. */
  readonly regions: readonly Region[];
  /**
   * Of a connection that passes, be it on a condition: the allow rules that decide. Of a tier in which order says nothing
   * these are all that match, so that with all of them gone the tier does not admit it. Empty where it would pass without.
   */
  readonly admittedBy: readonly RuleRef[];
  /** Deny rules that decide the connection. */
  readonly deniedBy: readonly RuleRef[];
  /** Of a conditional connection: each condition that is enough for it to pass, and the rule that sets it. */
  readonly conditional: readonly ConditionalTraffic[];
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
  /** False when nothing isolates the workload's egress: only deny rules keep it from resolving names then. */
  readonly isolated: boolean;
  /** False only where it is certain; a condition or policies of equal rank that disagree leave it true. */
  readonly udp: boolean;
  readonly tcp: boolean;
  /** True when some rule has the queries inspected, which rules for DNS names need (CS-24). */
  readonly inspected: boolean;
  /** The rules that admit DNS. */
  readonly because: readonly RuleRef[];
  /** Deny rules that take some of it. */
  readonly deniedBy: readonly RuleRef[];
}
