/**
 * AdminNetworkPolicy, BaselineAdminNetworkPolicy (v1alpha1) and ClusterNetworkPolicy (v1alpha2) as written, each piece
 * with its place. One form for the three: they differ in how fields are called, not in what a rule is.
 */

import type { Site, Sourced } from "../../base/source.js";
import type { Direction } from "../../model/direction.js";
import type { PolicyObject } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

export type TieredKind = "AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" | "ClusterNetworkPolicy";

/** Admin rules are evaluated before NetworkPolicies, Baseline rules after them. */
export type TierName = "Admin" | "Baseline";

export interface TieredPolicy extends PolicyObject {
  readonly system: "policy-api";
  readonly kind: TieredKind;
  readonly clusterwide: true;
  /** `spec`, or the whole object when there is none. */
  readonly specAt: Site;
  /** Undefined for a ClusterNetworkPolicy that names none of the two tiers. */
  readonly tier?: TierName;
  /** Where the tier is said: `spec.tier`, else the kind. */
  readonly tierAt: Site;
  /** Lower is evaluated first. A BaselineAdminNetworkPolicy has none: it is the only one of its cluster. */
  readonly priority?: Sourced<number>;
  readonly subject?: Subject;
  readonly ingress?: RuleList;
  readonly egress?: RuleList;
}

/** The pods that a policy applies to; of two keys, which the API server refuses, the first that is written. */
export type Subject = NamespacesPeer | PodsPeer;

export interface RuleList {
  readonly at: Site;
  readonly rules: readonly TieredRule[];
}

/** One entry of `ingress` or `egress`: the first of a tier that matches decides. */
export interface TieredRule {
  readonly at: Site;
  readonly direction: Direction;
  readonly index: number;
  readonly name?: Sourced<string>;
  /** As written. */
  readonly action?: Sourced<string>;
  /** What the action is in this version; undefined for a word that is none. */
  readonly verdict?: "allow" | "deny" | "pass";
  /** `from` or `to`; undefined when missing or null, which the API server refuses. */
  readonly peers?: { readonly at: Site; readonly items: readonly TieredPeer[] };
  /** `ports` or `protocols`; undefined when missing or null: all traffic, ICMP included. */
  readonly ports?: { readonly at: Site; readonly items: readonly TieredPort[] };
}

interface PeerAt<Type extends string> {
  readonly type: Type;
  /** The item of the list; of a subject, `subject` itself. */
  readonly at: Site;
  /** The value of the key that says which peer it is. */
  readonly valueAt: Site;
}

/** Every pod of the namespaces that the selector matches. */
export interface NamespacesPeer extends PeerAt<"namespaces"> {
  readonly selector: LabelSelector;
}

/** A missing selector is refused, but for `namespaceSelector` from v1alpha2 on: every namespace. */
export interface PodsPeer extends PeerAt<"pods"> {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
}

export interface NodesPeer extends PeerAt<"nodes"> {
  readonly selector: LabelSelector;
}

export interface NetworksPeer extends PeerAt<"networks"> {
  readonly cidrs: readonly Sourced<string>[];
}

export interface DomainNamesPeer extends PeerAt<"domainNames"> {
  readonly names: readonly Sourced<string>[];
}

/** One item of `from` or `to`. Items without a known key are refused, and left out. */
export type TieredPeer = NamespacesPeer | PodsPeer | NodesPeer | NetworksPeer | DomainNamesPeer;

/** One item of `ports` or `protocols`, in the words of v1alpha1 or of v1alpha2. */
export interface TieredPort {
  readonly at: Site;
  /** Of v1alpha1: the value of the key that says what the item is, `portNumber`, `portRange` or `namedPort`. */
  readonly valueAt?: Site;
  /** Undefined for a named port, which may be of any protocol, and where v1alpha1 defaults it to TCP. */
  readonly protocol?: Sourced<string>;
  readonly number?: Sourced<number>;
  readonly range?: { readonly at: Site; readonly start?: Sourced<number>; readonly end?: Sourced<number> };
  /** Name of a container port. */
  readonly name?: Sourced<string>;
}

/** The rules of one direction; none when the key is missing. */
export function rulesOf(policy: TieredPolicy, direction: Direction): readonly TieredRule[] {
  return policy[direction]?.rules ?? [];
}
