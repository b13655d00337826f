/** Antrea's kinds as written, each piece with its place. */

import type { Site, Sourced } from "../../base/source.js";
import type { Direction } from "../../model/direction.js";
import type { PolicyObject, ResourceObject } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

export const SYSTEM = "antrea";
export const GROUP = "crd.antrea.io";

export type PolicyKind = "NetworkPolicy" | "ClusterNetworkPolicy";
export type GroupKind = "Group" | "ClusterGroup";
export type Kind = PolicyKind | GroupKind | "Tier";

export interface AntreaPolicy extends PolicyObject {
  readonly system: typeof SYSTEM;
  readonly kind: PolicyKind;
  /** `spec`, or the whole object where there is none. */
  readonly specAt: Site;
  readonly tier?: Sourced<string>;
  /** Lower is evaluated first. The API server refuses a policy without one. */
  readonly priority?: Sourced<number>;
  /** Of the whole policy; where it is not written, each rule has its own. */
  readonly appliedTo?: ChoiceList;
  readonly ingress?: RuleList;
  readonly egress?: RuleList;
}

export interface RuleList {
  readonly at: Site;
  readonly rules: readonly AntreaRule[];
}

/** One entry of `ingress` or `egress`: the first that matches decides. */
export interface AntreaRule {
  readonly at: Site;
  readonly direction: Direction;
  readonly index: number;
  readonly name?: Sourced<string>;
  /** As written. */
  readonly action?: Sourced<string>;
  /** Undefined for a word that is no action. */
  readonly verdict?: "allow" | "deny" | "pass";
  readonly appliedTo?: ChoiceList;
  /** `from` or `to`; empty lists are left out, as if they were not there. */
  readonly peers?: ChoiceList;
  readonly toServices?: { readonly at: Site; readonly items: readonly ServiceRef[] };
  /** `ports` and `protocols`, each with at least one item. */
  readonly ports?: { readonly at: Site; readonly items: readonly PortItem[] };
  readonly protocols?: { readonly at: Site; readonly items: readonly ProtocolItem[] };
  readonly l7?: { readonly at: Site; readonly items: readonly L7Item[] };
}

export interface ChoiceList {
  readonly at: Site;
  readonly items: readonly Choice[];
}

/** What an item of `appliedTo`, `from` or `to`, or a group, chooses by. */
export interface Choice {
  readonly at: Site;
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly externalEntitySelector?: LabelSelector;
  readonly nodeSelector?: LabelSelector;
  /** Namespaces that stand in a relation to that of the pod that the policy applies to. */
  readonly namespaces?: Relation;
  readonly ipBlocks?: readonly IpBlock[];
  readonly fqdn?: Sourced<string>;
  /** Name of a ClusterGroup, or of a Group in a NetworkPolicy. */
  readonly group?: Sourced<string>;
  readonly serviceAccount?: ServiceRef;
  readonly service?: ServiceRef;
  readonly childGroups?: readonly Sourced<string>[];
  /** True for pods of other clusters, too. */
  readonly isClusterSet?: true;
}

export type Relation =
  | { readonly at: Site; readonly type: "self" }
  | { readonly at: Site; readonly type: "same-labels"; readonly keys: readonly Sourced<string>[] };

export interface IpBlock {
  readonly at: Site;
  readonly cidr?: Sourced<string>;
  readonly except: readonly Sourced<string>[];
}

/** An object by its name and namespace. */
export interface ServiceRef {
  readonly at: Site;
  readonly name?: Sourced<string>;
  readonly namespace?: Sourced<string>;
  readonly isClusterSet?: true;
}

export interface PortItem {
  readonly at: Site;
  readonly protocol?: Sourced<string>;
  readonly port?: Sourced<number | string>;
  readonly endPort?: Sourced<number>;
  readonly sourcePort?: Sourced<number>;
  readonly sourceEndPort?: Sourced<number>;
}

/** Traffic without ports; in words, such as `ICMP type 8`. */
export interface ProtocolItem {
  readonly at: Site;
  readonly is: "ICMP" | "IGMP";
  readonly words: string;
  readonly icmpType?: number;
}

/** In words: `HTTP GET /api`. */
export interface L7Item {
  readonly at: Site;
  readonly is: "http" | "tls";
  readonly words: string;
}

/** A tier that users define, or one that every cluster has. */
export interface TierObject extends ResourceObject {
  readonly kind: "Tier";
  readonly priority?: Sourced<number>;
}

export interface GroupObject extends ResourceObject {
  readonly kind: GroupKind;
  readonly choice: Choice;
}

export function isTier(it: ResourceObject): it is TierObject {
  return it.system === SYSTEM && it.kind === "Tier";
}

export function isGroup(it: ResourceObject): it is GroupObject {
  return it.system === SYSTEM && (it.kind === "Group" || it.kind === "ClusterGroup");
}

/** The pods that a rule applies to: its own words, or those of the whole policy. */
export function appliedToOf(policy: AntreaPolicy, rule: AntreaRule): ChoiceList | undefined {
  return rule.appliedTo ?? policy.appliedTo;
}

/** Every rule, ingress first. */
export function rulesIn({ ingress, egress }: AntreaPolicy): readonly AntreaRule[] {
  return [...(ingress?.rules ?? []), ...(egress?.rules ?? [])];
}
