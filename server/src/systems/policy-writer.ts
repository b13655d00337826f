/** How a system's policies are written for users: whole policies for scaffolds, and pieces of policies for fixes. */

import type { Site } from "../base/source.js";
import type { Versions } from "../base/version.js";
import type { YamlValue } from "../base/yaml-value.js";
import type { DnsSettings } from "../engine/answers.js";
import type { Traffic } from "../engine/traffic.js";
import type { Direction } from "../model/direction.js";
import type { PeerList, PodsReading, PolicyPart, PortList } from "../model/reading.js";
import type { Policy, PolicyObject } from "../model/scope.js";
import type { Labels } from "../model/selector.js";

/** A policy as plain data, with comments by path as `syntax/render-yaml.ts` takes them. The head is the caller's. */
export interface ScaffoldedPolicy {
  readonly value: YamlValue;
  readonly comments: Readonly<Record<string, string>>;
}

export interface NewPolicy {
  readonly namespace: string;
  readonly name: string;
}

export interface OneSide extends NewPolicy {
  readonly direction: Direction;
  readonly subject: Labels;
  readonly peer: { readonly labels: Labels; readonly namespace: string };
  readonly traffic: Traffic;
}

/** One rule of one side. */
export interface RuleSide extends Pick<OneSide, "namespace" | "direction" | "traffic"> {
  /** Left out: anyone. */
  readonly peer?: OneSide["peer"];
}

/** An end that is no pod. */
export type OutsideEnd =
  | { readonly type: "address"; readonly cidr: string }
  /** Everything outside the cluster. */
  | { readonly type: "world" }
  | { readonly type: "entity"; readonly names: readonly string[] }
  /** @param dns Where the pods' look-ups of the name go, for a policy that has to allow them too. */
  | { readonly type: "name"; readonly name: string; readonly dns?: DnsSettings };

export interface OutsideSide extends NewPolicy {
  readonly direction: Direction;
  readonly subject: Labels;
  readonly end: OutsideEnd;
  readonly traffic: Traffic;
}

/**
 * The other ends of a rule: pods by their labels (without labels all of the namespace), DNS names, or ends that no label tells.
 * A system that has no words for some of them opens the rule's ports to anyone.
 */
export type RulePeers =
  | readonly OneSide["peer"][]
  | { readonly names: readonly string[] }
  | "anyone"
  | "api-server"
  | "nodes";

export interface PodsRule {
  readonly peers: RulePeers;
  readonly traffic: Traffic;
  /** Goes above the rule. */
  readonly comment?: string;
}

/** All that some pods may do in both directions. */
export interface PodsPolicy extends NewPolicy {
  readonly subject: Labels;
  readonly ingress: readonly PodsRule[];
  /** Besides the cluster's DNS, which is always allowed. */
  readonly egress: readonly PodsRule[];
  readonly dns: DnsSettings;
}

/** Rules as `allowRule` and `outsideRules` write them. */
export interface RulesPolicy extends NewPolicy {
  readonly subject: Labels;
  readonly ingress: readonly YamlValue[];
  readonly egress: readonly YamlValue[];
}

/** What takes the place of a policy of the built-in system. */
export interface Rewritten {
  readonly apiVersion: string;
  readonly kind: string;
  /** The map that `spec` replaces. */
  readonly at: Site;
  readonly spec: YamlValue;
}

/** Writes whole policies, in the version that the kind's record names first. */
export interface PolicyWriter {
  /** Isolates every pod of the namespace in the directions, and allows nothing. */
  readonly defaultDeny: (policy: NewPolicy, directions: readonly Direction[]) => ScaffoldedPolicy;
  /** Allows pods with these labels to reach the cluster's DNS pods. No labels: every pod of the namespace. */
  readonly allowDns: (policy: NewPolicy, subject: Labels, dns: DnsSettings) => ScaffoldedPolicy;
  /** Allows one end of a flow its part: egress to the peer, or ingress from it. */
  readonly oneSide: (side: OneSide) => ScaffoldedPolicy;
  /** The same for an end that is no pod; undefined where the API has no words for it. */
  readonly outsideSide: (side: OutsideSide) => ScaffoldedPolicy | undefined;
  /** Isolates the pods in both directions, and allows what is listed. */
  readonly forPods: (policy: PodsPolicy) => ScaffoldedPolicy;
  /** Isolates the pods in the directions that have rules, and allows what these do. */
  readonly withRules: (policy: RulesPolicy) => ScaffoldedPolicy;
  /** The rules of `outsideSide`, to be put into a policy that is there. */
  readonly outsideRules: (side: Omit<OutsideSide, "subject" | "name">) => readonly YamlValue[] | undefined;
  /** A policy of the built-in system in the words of this one; a sentence where it has none. Left out by the built-in one. */
  readonly rewrite?: (policy: Policy) => Rewritten | string;
}

/** The comments of a policy's rules, by path. */
export function ruleComments({ ingress, egress }: Pick<PodsPolicy, "ingress" | "egress">): Record<string, string> {
  const of = (direction: Direction, rules: readonly PodsRule[]): [string, string][] =>
    rules.flatMap(({ comment }, index) => (comment === undefined ? [] : [[`/spec/${direction}/${index}`, comment]]));
  return Object.fromEntries([...of("ingress", ingress), ...of("egress", egress)]);
}

/** Pieces that a fix puts into a policy of the system; undefined where the system has no such thing. */
export interface PieceWriter {
  /** An item of a list of egress rules: DNS to the cluster's DNS pods, over UDP and TCP. */
  readonly dnsRule: (dns: DnsSettings, policy: PolicyObject) => YamlValue | undefined;
  /** An address block as an item of a list of peers that has such items already. */
  readonly blockPeer: (cidr: string, list: PeerList) => YamlValue | undefined;
  /**
   * Pods as an item of the list of peers under the key; undefined where that list takes no pods. Left out by systems whose
   * peers are not written for users.
   * @param peer No labels: every pod of the namespace.
   * @param from Namespace of the policy.
   */
  readonly podPeer?: (key: string, peer: OneSide["peer"], from: string) => YamlValue | undefined;
  /** A port as an item of a list of ports; undefined where a rule has one port and no list of them. */
  readonly portItem: (port: number, list: PortList, protocol?: string) => YamlValue | undefined;
  /**
   * Every port as such an item. Left out by systems that have no shorter form than a range of all ports.
   * @param protocol As written; left out: those that an item without a protocol is about.
   */
  readonly allPorts?: (protocol?: string) => YamlValue;
  /**
   * The entry that makes a peer look in the namespace alone. Undefined too where the peer says a namespace already, or has
   * no place for one.
   */
  readonly namespaceEntry: (pods: PodsReading, namespace: string) => NewEntry | undefined;
  /** A rule that allows the traffic. Left out by systems whose rules need a name or a rank, which nobody but their writer knows. */
  readonly allowRule?: (side: RuleSide) => YamlValue;
  /** A rule that allows everything in the direction. */
  readonly allowAll?: (direction: Direction) => YamlValue;
  /** What keeps a direction of the part open although there are rules for it; undefined where the version has nothing. */
  readonly keepOpen?: (part: PolicyPart, direction: Direction, versions: Versions) => NewEntry | undefined;
}

/** An entry to be added to the map at `into`. */
export interface NewEntry {
  readonly into: Site;
  readonly key: string;
  readonly value: YamlValue;
}
