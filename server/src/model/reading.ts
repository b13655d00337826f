/**
 * Any policy as it is written, in one form: what rules, hovers, words and scaffolds read whatever the policy's system. Each
 * system makes it from its own model (`read` in its record). Every part knows its place; `written` is the same part in the
 * system's own model, for code that speaks of that system alone.
 */

import { memoize } from "../base/memoize.js";
import type { Site, Sourced } from "../base/source.js";
import { type Direction, DIRECTIONS } from "./direction.js";
import type { LabelSelector, Requirement } from "./selector.js";

/** `pass` hands the traffic on to the next tier, `log` decides nothing. */
export type RuleVerdict = "allow" | "deny" | "pass" | "log";

export interface PolicyReading {
  /** Each has a subject and rules of its own. Most kinds have one; an object with `spec` and `specs` has several. */
  readonly parts: readonly PolicyPart[];
}

export interface PolicyPart {
  /** The map that holds the subject and the lists: `spec`, or the object itself where there is none. */
  readonly at: Site;
  readonly subject: SubjectReading;
  /** The rule lists that are written, in the order in which the system documents them. */
  readonly lists: readonly RuleList[];
  /** The rules of all lists, list by list. */
  readonly rules: readonly RuleReading[];
  /** Keys under which the system lists rules that allow, whether they are written or not. */
  readonly allowKeys: AllowKeys;
  /** Directions in which the part isolates its subjects, each with the words that say so. */
  readonly isolates: { readonly [direction in Direction]?: Site };
  /** A text for people inside the part. */
  readonly description?: Sourced<string>;
  readonly written: object;
}

/** Left out: a direction without such rules. */
export type AllowKeys = { readonly [direction in Direction]?: string };

/** Of most systems. */
export const KEYS_OF_DIRECTIONS: AllowKeys = { ingress: "ingress", egress: "egress" };

export interface SubjectReading extends PodsReading {
  /** False where no selector is written: `at` is then the place that stands for it. */
  readonly isWritten: boolean;
  /** `nodes`: the part is about nodes, and `selector` about their labels. */
  readonly of: "pods" | "nodes";
}

/** A choice of pods by their labels and their namespaces. */
export interface PodsReading {
  /** The selector, or the item of a list that holds it. */
  readonly at: Site;
  /** What is asked of the pods' own labels, with keys as pods carry them; undefined where no such selector is written. */
  readonly selector?: LabelSelector;
  /**
   * `own`: the policy's namespace, implied. `any`: every namespace, implied. Else what is asked of namespaces' labels, with
   * a name asked for as the label `kubernetes.io/metadata.name`.
   */
  readonly namespaces: "own" | "any" | LabelSelector;
  /** What is asked beside labels that a manifest could have: a service account, a cluster, a reserved identity. */
  readonly others: readonly Requirement[];
  readonly written: object;
}

/** One list of rules: `ingress`, `egressDeny`. */
export interface RuleList {
  readonly key: string;
  /** The list itself. */
  readonly at: Site;
  readonly direction: Direction;
  readonly rules: readonly RuleReading[];
}

export interface RuleReading {
  /** The item of the list. */
  readonly at: Site;
  /** Key of the list. */
  readonly list: string;
  readonly direction: Direction;
  readonly verdict: RuleVerdict;
  /** Place in its list, from 0. */
  readonly index: number;
  readonly name?: Sourced<string>;
  /**
   * `everyone`: the rule names no peers and so is about any peer. `nobody`: it says nothing at all and so is about none.
   * `listed`: about the peers in `peers`.
   */
  readonly who: "everyone" | "nobody" | "listed";
  /** The lists of peers that are written, empty ones too. */
  readonly peers: readonly PeerList[];
  /** The lists of ports that are written, empty ones too. None, or none with ports: every port, unless `isIcmp`. */
  readonly ports: readonly PortList[];
  /** The value of the key that holds ports, where it is written: `ports`, `toPorts`. */
  readonly portsAt?: Site;
  /** True for a rule about ICMP alone. */
  readonly isIcmp: boolean;
  /** The messages that such a rule names; left out where it names none. */
  readonly icmp?: readonly IcmpReading[];
  /** True where the item is a hyphen with nothing behind it. */
  readonly isNull: boolean;
  /** What the rule asks of connections whatever their port: authentication. */
  readonly conditions: readonly ConditionReading[];
  readonly written: object;
}

/** The peers under one key: `from`, `toEndpoints`. Lists of one rule and peers of one list are alternatives. */
export interface PeerList {
  readonly key: string;
  /** The list itself. */
  readonly at: Site;
  readonly peers: readonly PeerReading[];
  readonly written: object;
}

export type PeerReading =
  | PodsPeer
  | BlockPeer
  | NamePeer
  | EntityPeer
  | ServicePeer
  | NodesPeer
  | GroupPeer
  | UnreadablePeer;

export interface PodsPeer extends PodsReading {
  readonly type: "pods";
}

/** An address block with its exceptions. */
export interface BlockPeer {
  readonly type: "block";
  /** The item, or the block itself where the item is a string. */
  readonly at: Site;
  readonly cidr: Sourced<string>;
  readonly except: readonly Sourced<string>[];
  /** The map that exceptions may be added to. */
  readonly exceptInto?: Site;
}

/** A DNS name or a pattern of names, in the system's dialect. */
export interface NamePeer {
  readonly type: "name";
  readonly at: Site;
  readonly name: Sourced<string>;
  readonly isPattern: boolean;
}

/** A peer that the system knows by a word: `world`, `kube-apiserver`. */
export interface EntityPeer {
  readonly type: "entity";
  readonly at: Site;
  readonly name: Sourced<string>;
}

/** Services by name or by their labels. */
export interface ServicePeer {
  readonly type: "service";
  readonly at: Site;
  readonly name?: Sourced<string>;
  readonly namespace?: Sourced<string>;
  readonly selector?: LabelSelector;
}

export interface NodesPeer {
  readonly type: "nodes";
  readonly at: Site;
  readonly selector: LabelSelector;
}

/** A named or labelled set of addresses that another object lists. */
export interface GroupPeer {
  readonly type: "group";
  readonly at: Site;
  readonly name?: Sourced<string>;
  readonly selector?: LabelSelector;
}

/** A peer of which the manifests do not tell whom it is: a cloud's security group, a requirement on others. */
export interface UnreadablePeer {
  readonly type: "unreadable";
  readonly at: Site;
}

/** The ports of one list, and the deeper matches that hold for them. */
export interface PortList {
  readonly key: string;
  /** The list of ports itself; where none is written, what would hold it. */
  readonly at: Site;
  /** What holds the list: an item of `toPorts`, or the rule. */
  readonly item: Site;
  readonly ports: readonly PortReading[];
  /** Matches beyond protocol and port that the list asks for: HTTP, DNS names, TLS server names. */
  readonly conditions: readonly ConditionReading[];
  /** The map of the matches on application protocols, where it is written. */
  readonly conditionsAt?: Site;
  readonly written: object;
}

export interface PortReading {
  /** The item of the list. */
  readonly at: Site;
  /** As written; undefined: every port of the protocol. */
  readonly port?: Sourced<number | string>;
  readonly endPort?: Sourced<number>;
  readonly protocol?: Sourced<string>;
  /** The map that a protocol may be added to, where none is written. */
  readonly protocolInto?: Site;
  /** Protocols that the item is about, the ones that a missing word stands for included: `TCP`, `UDP`, `SCTP`. */
  readonly protocols: readonly string[];
  /** True where the API takes numbers of ports as strings. */
  readonly isText: boolean;
  /** The port's number, or its name as containers call it; undefined for every port. */
  readonly value?: number | string;
}

export interface IcmpReading {
  readonly at: Site;
  readonly family: "IPv4" | "IPv6";
  /** Number of the message's type. */
  readonly type: number;
}

export interface ConditionReading {
  readonly at: Site;
  readonly type: "http" | "dns" | "server-name" | "listener" | "authentication" | "other";
}

/** Every rule of the policy, part by part and list by list. */
export function rulesOf({ parts }: PolicyReading): readonly RuleReading[] {
  return joined(parts, (it) => it.rules);
}

/** The rules of a part's lists, list by list. */
export function rulesOfLists(lists: readonly RuleList[]): readonly RuleReading[] {
  return joined(lists, (it) => it.rules);
}

/** One list for each direction that a policy has rules for, called as the direction. @param read One rule of it. */
export function listsByDirection<R>(
  policy: Readonly<Partial<Record<Direction, { readonly at: Site; readonly rules: readonly R[] }>>>,
  read: (rule: R) => RuleReading,
): readonly RuleList[] {
  return DIRECTIONS.flatMap((direction): RuleList[] => {
    const list = policy[direction];
    return list === undefined ? [] : [{ key: direction, at: list.at, direction, rules: list.rules.map(read) }];
  });
}

/** Every peer of the rule, list by list. */
export function peersOf({ peers }: RuleReading): readonly PeerReading[] {
  return joined(peers, (it) => it.peers);
}

/** Every port of the rule, list by list. */
export function portsOf({ ports }: RuleReading): readonly PortReading[] {
  return joined(ports, (it) => it.ports);
}

/** What each of some has, one after the other. Most often there is one, and many rules ask. */
function joined<S, T>(all: readonly S[], of: (one: S) => readonly T[]): readonly T[] {
  const [first] = all;
  return first !== undefined && all.length === 1 ? of(first) : all.flatMap(of);
}

/** The list of rules of a direction that allow, where it is written. */
export function allowListOf({ lists, allowKeys }: PolicyPart, direction: Direction): RuleList | undefined {
  const key = allowKeys[direction];
  return lists.find((it) => it.key === key);
}

/** The key under which to write such a list, for a system that has one. */
export function allowKeyOf({ allowKeys }: PolicyPart, direction: Direction): string {
  return allowKeys[direction] ?? direction;
}

/** One requirement of a choice of pods, with what it is asked of. */
export interface Term {
  readonly of: "pod" | "namespace" | "other";
  readonly requirement: Requirement;
}

/** Everything that a choice of pods asks for, a namespace that is only implied left out. */
export const termsOf = memoize(({ selector, namespaces, others }: PodsReading): readonly Term[] => {
  const asked = typeof namespaces === "string" ? [] : namespaces.requirements;
  return [
    ...asked.map((requirement): Term => ({ of: "namespace", requirement })),
    ...(selector?.requirements ?? []).map((requirement): Term => ({ of: "pod", requirement })),
    ...others.map((requirement): Term => ({ of: "other", requirement })),
  ];
});
