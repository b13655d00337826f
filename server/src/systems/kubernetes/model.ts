/** NetworkPolicy (networking.k8s.io/v1) as written, each piece with its place. Defaults are applied where they are asked for. */

import type { Site, Sourced } from "../../base/source.js";
import type { Direction } from "../../model/direction.js";
import type { Policy, PolicyObject } from "../../model/scope.js";
import type { LabelSelector } from "../../model/selector.js";

export interface NetworkPolicy extends PolicyObject {
  readonly system: "kubernetes";
  readonly clusterwide: false;
  /** `spec`, or the whole object when there is none. */
  readonly specAt: Site;
  readonly subject: LabelSelector;
  /** As written; undefined when missing or null. An empty list counts as missing (KV-1). */
  readonly policyTypes?: { readonly at: Site; readonly types: readonly Sourced<string>[] };
  /** Undefined when missing or null; `[]` is an empty list (the same to the cluster, A.1.5). */
  readonly ingress?: PolicyRules;
  readonly egress?: PolicyRules;
  /** Directions in which the subject becomes isolated, and the words that say so: the policy type, else the rules' key, else `spec` (KV-1). */
  readonly isolates: { readonly ingress?: Site; readonly egress?: Site };
}

export interface PolicyRules {
  readonly at: Site;
  readonly rules: readonly PolicyRule[];
}

/** One entry of `ingress` or `egress`. */
export interface PolicyRule {
  readonly at: Site;
  readonly direction: Direction;
  readonly index: number;
  /** `from` or `to`; undefined when missing or null. No peers means any peer (KS-3). */
  readonly peers?: { readonly at: Site; readonly peers: readonly Peer[] };
  /** Undefined when missing or null. No ports means any port of any protocol (KS-3). */
  readonly ports?: { readonly at: Site; readonly ports: readonly PortItem[] };
  /** True when the item is written as null (`-` with nothing behind it, KV-24). */
  readonly isNull: boolean;
}

/** One item of `from` or `to`; the selectors in one item are ANDed (KS-4). */
export interface Peer {
  readonly at: Site;
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: IpBlock;
}

export interface IpBlock {
  readonly at: Site;
  readonly cidr?: Sourced<string>;
  readonly except: readonly Sourced<string>[];
}

/** One item of `ports`. Without `protocol` it means TCP, without `port` every port of the protocol (KV-2). */
export interface PortItem {
  readonly at: Site;
  readonly protocol?: Sourced<string>;
  readonly port?: Sourced<number | string>;
  readonly endPort?: Sourced<number>;
}

/** The rules of one direction; none when the key is missing. */
export function rulesOf(policy: NetworkPolicy, direction: Direction): readonly PolicyRule[] {
  return policy[direction]?.rules ?? [];
}

/** The policy in this system's own model; undefined for one of another system. */
export function networkPolicy({ object }: Policy): NetworkPolicy | undefined {
  return object.system === "kubernetes" ? (object as NetworkPolicy) : undefined;
}
