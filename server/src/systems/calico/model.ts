/** Calico's kinds as written, each piece with its place. The kinds of both API groups are read alike. */

import type { Site, Sourced, TextRange } from "../../base/source.js";
import type { Direction } from "../../model/direction.js";
import type { PolicyObject, ResourceObject } from "../../model/scope.js";
import type { Parsed } from "./selector/parse.js";

export const SYSTEM = "calico";

/** What users write, and the form in which it is stored, which some apply by hand. */
export const GROUPS = ["projectcalico.org", "crd.projectcalico.org"] as const;
export type Group = (typeof GROUPS)[number];

export type PolicyKind = "NetworkPolicy" | "GlobalNetworkPolicy" | "StagedNetworkPolicy" | "StagedGlobalNetworkPolicy";

export const DEFAULT_TIER = "default";

export interface CalicoPolicy extends PolicyObject {
  readonly system: typeof SYSTEM;
  readonly kind: PolicyKind;
  /** `spec`, or the whole object where there is none. */
  readonly specAt: Site;
  readonly tier?: Sourced<string>;
  /** Lower is evaluated first; without one it is last. */
  readonly order?: Sourced<number>;
  readonly selector?: SelectorText;
  readonly namespaceSelector?: SelectorText;
  readonly serviceAccountSelector?: SelectorText;
  /** `types`, where it says the directions; without it a default holds. */
  readonly types?: Site;
  /** Directions that the policy is about, each with the place that says so. */
  readonly isolates: { readonly [direction in Direction]?: Site };
  readonly ingress?: RuleList;
  readonly egress?: RuleList;
  /** `doNotTrack` or `preDNAT`, where it is true: the policy is about host endpoints alone. */
  readonly forHosts?: Sourced<string>;
}

/** A selector expression; an empty one is left out. */
export interface SelectorText extends Sourced<string> {
  readonly parsed: Parsed;
  /** Where in the scalar's source the text begins; left out where it is not written there as it is read. */
  readonly start?: number;
}

export interface RuleList {
  readonly at: Site;
  readonly rules: readonly CalicoRule[];
}

export interface CalicoRule {
  readonly at: Site;
  readonly direction: Direction;
  readonly index: number;
  /** As written. */
  readonly action?: Sourced<string>;
  /** Undefined for a word that is no action. */
  readonly verdict?: "allow" | "deny" | "pass" | "log";
  readonly ipVersion?: Sourced<number>;
  readonly protocol?: Sourced<number | string>;
  readonly notProtocol?: Sourced<number | string>;
  readonly icmp?: IcmpMatch;
  readonly notIcmp?: IcmpMatch;
  readonly http?: HttpMatch;
  readonly source: Entity;
  readonly destination: Entity;
}

export interface IcmpMatch {
  readonly at: Site;
  readonly type?: number;
  readonly code?: number;
}

export interface HttpMatch {
  readonly at: Site;
  readonly methods: readonly string[];
  readonly paths: readonly { readonly exact?: string; readonly prefix?: string }[];
}

/** `source` or `destination`: all that is written must hold. Empty lists and texts are left out, as if they were not there. */
export interface Entity {
  /** Undefined where it is not written. */
  readonly at?: Site;
  readonly nets?: Listed<string>;
  readonly notNets?: Listed<string>;
  readonly selector?: SelectorText;
  readonly notSelector?: SelectorText;
  readonly namespaceSelector?: SelectorText;
  readonly services?: { readonly at: Site; readonly name?: Sourced<string>; readonly namespace?: Sourced<string> };
  readonly serviceAccounts?: {
    readonly at: Site;
    readonly names: readonly Sourced<string>[];
    readonly selector?: SelectorText;
  };
  /** DNS names, of Calico Enterprise and Cloud. */
  readonly domains?: Listed<string>;
  readonly ports?: Listed<number | string>;
  readonly notPorts?: Listed<number | string>;
}

export interface Listed<T> {
  readonly at: Site;
  readonly items: readonly Sourced<T>[];
}

/** A tier; of a policy's tier without one nothing is known but that it is last. */
export interface TierObject extends ResourceObject {
  readonly kind: "Tier";
  readonly order?: Sourced<number>;
  readonly defaultAction?: Sourced<string>;
}

/** Addresses with labels, which selectors of rules match. */
export interface NetworkSetObject extends ResourceObject {
  readonly kind: "NetworkSet" | "GlobalNetworkSet";
  readonly nets: readonly Sourced<string>[];
  /** Of Calico Enterprise and Cloud. */
  readonly domains: readonly Sourced<string>[];
}

/** Interfaces of a node with labels. */
export interface HostEndpointObject extends ResourceObject {
  readonly kind: "HostEndpoint";
  readonly node?: Sourced<string>;
  readonly expectedIPs: readonly Sourced<string>[];
}

export function isTier(it: ResourceObject): it is TierObject {
  return it.system === SYSTEM && it.kind === "Tier";
}

export function isNetworkSet(it: ResourceObject): it is NetworkSetObject {
  return it.system === SYSTEM && (it.kind === "NetworkSet" || it.kind === "GlobalNetworkSet");
}

export function isHostEndpoint(it: ResourceObject): it is HostEndpointObject {
  return it.system === SYSTEM && it.kind === "HostEndpoint";
}

export function isStaged({ kind }: Pick<PolicyObject, "kind">): boolean {
  return kind.startsWith("Staged");
}

/** The place of a part of the expression; nothing there can be edited by itself. */
export function placeIn({ at, start }: SelectorText, range: TextRange): Site {
  if (start === undefined || at.piece !== undefined || at.inside !== undefined || at.differs !== undefined) {
    return { ...at, differs: "value" };
  }
  const piece = { start: start + range.start, end: start + range.end };
  return { ...at, piece, inside: { key: piece, value: piece, pair: piece } };
}

/** The end that a rule is about, and the selected endpoint's own side. */
export function sidesOf(rule: CalicoRule): { readonly peer: Entity; readonly own: Entity } {
  return rule.direction === "ingress"
    ? { peer: rule.source, own: rule.destination }
    : { peer: rule.destination, own: rule.source };
}
