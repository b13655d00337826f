/**
 * The form every policy system is compiled into: stages of ordered tiers of ordered policies of ordered rules, first
 * match wins, plus one "isolated" bit per tier, direction and subject for what no rule matched. No product is named here.
 */

import type { Direction } from "../model/direction.js";
import type { Cidr } from "../model/ip.js";
import type { Policy } from "../model/scope.js";
import type { Operator } from "../model/selector.js";
import type { NamePattern } from "../model/name-pattern.js";
import type { Protocol, Traffic } from "./traffic.js";
import type { RuleRef } from "./answers.js";

/** `pass` leaves the tier undecided, `log` decides nothing. A rejected connection is a denied one. */
export type Verdict = "allow" | "deny" | "pass" | "log";

/** A flow is allowed when every stage allows it. */
export interface Program {
  readonly stages: readonly Stage[];
}

/** One enforcement plane. */
export interface Stage {
  readonly id: string;
  readonly tiers: readonly Tier[];
  /** What holds for traffic that no tier decides. */
  readonly defaults: Readonly<Record<Direction, "allow" | "deny">>;
}

export interface Tier {
  readonly id: string;
  /** In order of precedence. */
  readonly policies: readonly CompiledPolicy[];
  /** What happens to traffic that no rule decided, for isolated subjects alone; for others it goes on to the next tier. */
  readonly onNoMatch: "deny" | "pass" | "allow";
  /** Where a `pass` verdict goes: the tier with this id that comes later, and the next one if none has it. */
  readonly passTo: string;
  /**
   * True where order between rules of one verdict says nothing: whichever of them comes first, each is named as having
   * decided, and its allow rules are exceptions to the tier's isolation. Without it the first rule that matches decides
   * alone.
   */
  readonly unordered?: boolean;
}

export const NEXT_TIER = "next";

export interface CompiledPolicy {
  /** The policy as users know it; missing for what the system itself adds. */
  readonly source?: Policy;
  /** Pods that any of these queries matches are its subjects. */
  readonly subject: readonly PodQuery[];
  /** A staged policy is evaluated only when pending policies are asked for. */
  readonly staged?: boolean;
  /** Neighbours with the same number have equal rank: where they disagree, the answer is ambiguous. */
  readonly tieGroup?: number;
  readonly ingress?: Block;
  readonly egress?: Block;
}

export interface Block {
  /** True when the subjects become isolated in this direction. */
  readonly isolates: boolean;
  readonly rules: readonly CompiledRule[];
  /**
   * What pods must also match when a rule of this direction names them by a query, whichever policy of the same subject
   * the rule is in. Admits nothing by itself.
   */
  readonly narrows?: PodQuery;
}

export interface CompiledRule {
  /**
   * The rule as written; missing for what the system itself adds, which explanations leave out. Its verdict is another than this
   * one's where a rule that allows also drops what it does not allow.
   */
  readonly ref?: RuleRef;
  readonly verdict: Verdict;
  /** Narrows the policy's subjects for this rule alone: to those who are among these. */
  readonly subject?: PeerSet;
  readonly peers: PeerSet;
  readonly traffic: TrafficSet;
  readonly refine?: Refinement;
  /** True where the rule says that what it admits is free of refinements that withstand `all` others. */
  readonly lifts?: boolean;
}

/**
 * A match that goes deeper than protocol and port and that is not evaluated: the answer becomes "allowed if".
 * A rule may also be wider than its refinement: of those that it withstands below, none lifts it.
 */
export interface Refinement {
  /** In words: `HTTP GET /api/.*`. */
  readonly when: string;
  /** What becomes of traffic that the deeper match refuses: it stays undecided, or it is denied at once. */
  readonly onMiss: "next" | "deny";
  /**
   * Unrefined rules for the same peer that do not lift the refinement. `wider`: those for more than exactly the
   * refined ports. `same-ports`: those for exactly these ports. Without it every unrefined rule lifts it. `all`: other
   * rules, refined ones too, lift it only where they say so (`lifts`) and are for a part of the refined ports alone.
   */
  readonly withstands?: "wider" | "same-ports" | "all";
  /** True for a refinement that no traffic meets: the rule admits nothing, and what it withstands neither. */
  readonly isNeverMet?: boolean;
  /** Names that the subject may look up because of the rule, and whose addresses become known by it. */
  readonly teaches?: readonly NamePattern[];
}

/** The union of what its parts name; of that what is also in each of `within`, and not in `except`. */
export interface PeerSet {
  /** Every peer there is. */
  readonly any?: boolean;
  /** Pods that any of these queries matches; host-network pods never (KS-15). */
  readonly pods?: readonly PodQuery[];
  readonly blocks?: readonly AddressBlock[];
  /** Everything outside the cluster. */
  readonly outside?: boolean;
  /** Ends known by a name of their own. */
  readonly entities?: readonly string[];
  /** Several such ends under one name: they match, but are not ends that anyone has named. */
  readonly entityGroups?: readonly EntityGroup[];
  /** Those that are among the peers if something holds that no manifest tells. */
  readonly perhaps?: readonly PossiblePeers[];
  /** DNS names; they count only where the subject's look-ups of them are seen (`Refinement.teaches`). */
  readonly names?: readonly NamePattern[];
  /** DNS names whose addresses become known whatever the rules say. */
  readonly learntNames?: readonly NamePattern[];
  readonly within?: readonly PeerSet[];
  readonly except?: PeerSet;
}

export interface PossiblePeers {
  readonly peers: PeerSet;
  /** What must hold, in words. */
  readonly provided: string;
}

export interface EntityGroup {
  readonly name: string;
  readonly entities: readonly string[];
}

export const ANY_PEER: PeerSet = { any: true };
export const NO_PEER: PeerSet = {};

export interface AddressBlock {
  readonly cidr: Cidr;
  readonly except: readonly Cidr[];
  /**
   * `outside`: addresses outside the cluster alone. `by-network`: it depends on the network whether pods and nodes with such
   * an address match too (KS-9). `anyone`: whoever has the address.
   */
  readonly matches: "outside" | "by-network" | "anyone";
}

/** What a requirement looks at. */
export type Facet = "pod-label" | "namespace-label" | "namespace" | "service-account" | "cluster";

export interface FacetRequirement {
  readonly facet: Facet;
  /** The label's key; empty for facets that are no labels. */
  readonly key: string;
  readonly operator: Operator | TextOperator;
  readonly values: readonly string[];
}

/** What a part of the value is; of several values any will do. The negated ones also hold where there is no value. */
export type TextOperator = `${"" | "Not"}${"Contains" | "StartsWith" | "EndsWith"}`;

/** All must hold; none: every pod. `In` without values matches nothing. */
export type PodQuery = readonly FacetRequirement[];

/** Traffic with ports that stay names until the destination is known. */
export interface TrafficSet {
  readonly fixed: Traffic;
  /** The part of `fixed` that was written as single ports, not as ranges or as everything. */
  readonly exact: Traffic;
  readonly named: readonly NamedPort[];
  /** What is left out of all that. */
  readonly except?: Pick<TrafficSet, "fixed" | "named">;
}

export interface NamedPort {
  readonly protocol: Protocol;
  readonly name: string;
  /**
   * `destination`: what the pod that is connected to calls so. `cluster`: the one number that all pods of the cluster give the
   * name, for whatever destination; where they give several, none.
   */
  readonly of: "destination" | "cluster";
}
