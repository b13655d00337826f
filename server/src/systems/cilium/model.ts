/** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy (cilium.io/v2) as written, each piece with its place. */

import type { Site, Sourced } from "../../base/source.js";
import type { Direction } from "../../model/direction.js";
import type { Policy, PolicyObject, ResourceObject } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

export interface CiliumPolicy extends PolicyObject {
  readonly system: "cilium";
  /** `spec` and every item of `specs`, in the order written; each is an independent rule. */
  readonly specs: readonly CiliumSpec[];
}

export interface CiliumSpec {
  readonly at: Site;
  /** Label keys keep their source prefix (`k8s:`, `reserved:`) as written. */
  readonly subject?: { readonly on: "endpoints" | "nodes"; readonly selector: LabelSelector };
  readonly enableDefaultDeny: {
    readonly at?: Site;
    readonly ingress?: Sourced<boolean>;
    readonly egress?: Sourced<boolean>;
  };
  readonly description?: Sourced<string>;
  /** Undefined when the key is missing or null (B.2.4: null is a missing key). */
  readonly ingress?: CiliumItems;
  readonly ingressDeny?: CiliumItems;
  readonly egress?: CiliumItems;
  readonly egressDeny?: CiliumItems;
}

export type CiliumList = "ingress" | "ingressDeny" | "egress" | "egressDeny";
export const CILIUM_LISTS: readonly CiliumList[] = ["ingress", "ingressDeny", "egress", "egressDeny"];

export interface CiliumItems {
  readonly at: Site;
  readonly items: readonly CiliumItem[];
}

/** One entry of the four lists: peers ∧ ports ∧ deeper matches (CS-19). */
export interface CiliumItem {
  readonly at: Site;
  readonly list: CiliumList;
  readonly direction: Direction;
  readonly deny: boolean;
  readonly index: number;
  /** The L3 keys that are present and not null. None: any peer, if there are ports or ICMP types (B.2.4). More than one is refused (CV-1, CV-2). */
  readonly peers: readonly CiliumPeers[];
  readonly toPorts?: { readonly at: Site; readonly items: readonly ToPorts[] };
  /** Fields of all entries. Entries without fields count all the same: they confine the item to no ICMP type. */
  readonly icmps?: { readonly at: Site; readonly entries: number; readonly fields: readonly IcmpField[] };
  readonly authentication?: { readonly at: Site; readonly mode?: Sourced<string> };
}

interface PeersAt<Type extends string> {
  readonly type: Type;
  /** The key as written: `fromEndpoints`, `toCIDR`, … */
  readonly key: string;
  readonly at: Site;
}

export type CiliumPeers =
  | (PeersAt<"endpoints"> & { readonly selectors: readonly LabelSelector[] })
  | (PeersAt<"nodes"> & { readonly selectors: readonly LabelSelector[] })
  | (PeersAt<"cidr"> & { readonly cidrs: readonly Sourced<string>[] })
  | (PeersAt<"cidr-set"> & { readonly sets: readonly CidrSet[] })
  | (PeersAt<"entities"> & { readonly entities: readonly Sourced<string>[] })
  | (PeersAt<"fqdns"> & { readonly names: readonly FqdnSelector[] })
  | (PeersAt<"services"> & { readonly services: readonly ServiceRef[] })
  | (PeersAt<"groups"> & { readonly count: number })
  | (PeersAt<"requires"> & { readonly selectors: readonly LabelSelector[] });

export interface CidrSet {
  readonly at: Site;
  readonly cidr?: Sourced<string>;
  readonly cidrGroupRef?: Sourced<string>;
  readonly cidrGroupSelector?: LabelSelector;
  readonly except: readonly Sourced<string>[];
}

/** `matchName` or `matchPattern` (CS-25). */
export interface FqdnSelector {
  readonly at: Site;
  readonly matchName?: Sourced<string>;
  readonly matchPattern?: Sourced<string>;
}

export interface ServiceRef {
  readonly at: Site;
  readonly name?: Sourced<string>;
  /** Missing: services of that name in every namespace (CS-26). */
  readonly namespace?: Sourced<string>;
  readonly selector?: LabelSelector;
  /** `k8sService` beside `k8sServiceSelector`: it is not read (CV-15). */
  readonly unread?: Site;
}

/** One item of `toPorts`. */
export interface ToPorts {
  readonly at: Site;
  readonly ports?: { readonly at: Site; readonly ports: readonly CiliumPort[] };
  readonly rules?: L7Rules;
  readonly serverNames?: { readonly at: Site; readonly names: readonly Sourced<string>[] };
  readonly terminatingTls?: Site;
  readonly originatingTls?: Site;
  readonly listener?: Site;
}

/** Without `protocol` or with ANY: TCP, UDP and SCTP (CV-26). The port is a string: a number, a name, or "0" for all (CV-21…24). */
export interface CiliumPort {
  readonly at: Site;
  readonly port?: Sourced<string>;
  readonly endPort?: Sourced<number>;
  readonly protocol?: Sourced<string>;
}

export interface L7Rules {
  readonly at: Site;
  readonly http?: { readonly at: Site; readonly rules: readonly HttpRule[] };
  readonly dns?: { readonly at: Site; readonly names: readonly FqdnSelector[] };
  /** Keys of L7 kinds that Cilium dropped in 1.20: `kafka`, `l7`, `l7proto`. */
  readonly other: readonly Sourced<string>[];
}

export interface HttpRule {
  readonly at: Site;
  readonly method?: Sourced<string>;
  readonly path?: Sourced<string>;
  readonly host?: Sourced<string>;
  readonly headers: readonly Sourced<string>[];
  readonly headerMatches: readonly {
    readonly at: Site;
    readonly name?: Sourced<string>;
    readonly value?: Sourced<string>;
    readonly mismatch?: Sourced<string>;
  }[];
}

export interface IcmpField {
  readonly at: Site;
  readonly family: "IPv4" | "IPv6";
  readonly type?: Sourced<number | string>;
}

/** CiliumCIDRGroup: a named, labelled list of CIDRs (CS-27). */
export interface CidrGroup extends ResourceObject {
  readonly system: "cilium";
  readonly cidrs: readonly Sourced<string>[];
}

/** The policy in Cilium's own model; undefined for one of another system. */
export function ciliumPolicy({ object }: Pick<Policy, "object">): CiliumPolicy | undefined {
  return object.system === "cilium" ? (object as CiliumPolicy) : undefined;
}

/** All entries of the four lists of a spec, in the order of `CILIUM_LISTS`. */
export function itemsOf(spec: CiliumSpec): CiliumItem[] {
  return CILIUM_LISTS.flatMap((list) => spec[list]?.items ?? []);
}

export function isCidrGroup(object: ResourceObject): object is CidrGroup {
  return object.system === "cilium" && object.kind === "CiliumCIDRGroup";
}
