/** What a policy system is to everything outside its folder: one record. Its folder holds the rest. */

import type { Version, Versions } from "../base/version.js";
import type { DecodeSettings } from "../decode/settings.js";
import type { PeerSet, PodQuery, Tier } from "../engine/program.js";
import type { PodsReading, PolicyPart, PolicyReading } from "../model/reading.js";
import type { Policy, PolicyObject, ResourceObject, SystemObject } from "../model/scope.js";
import type { ObjectSchema } from "../schema/schema.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { CniProfile } from "./cni-profile.js";
import type { CompileContext } from "./context.js";
import type { LostField } from "./lost-field.js";
import type { PlacedPolicy } from "./placed.js";
import type { PieceWriter, PolicyWriter } from "./policy-writer.js";

export interface PolicySystem {
  /** Permanent: objects carry it. */
  readonly id: string;
  /** What people call it. */
  readonly title: string;
  /** True for the API that every cluster has: what is written where nothing tells which system is used. */
  readonly isBuiltIn?: boolean;
  /** Its versions, where what policies mean depends on them: the setting that names one, and the one taken without it. */
  readonly version?: { readonly setting: string; readonly latest: Version };
  /** CNIs that enforce its policies, by their names in the setting `cni`. Left out: all of them do. */
  readonly enforcers?: readonly string[];
  readonly kinds: readonly KindRecord[];
  /** Tiers of its own; left out where its policies are evaluated together with NetworkPolicies (`inPhase`). */
  readonly tiers?: readonly OwnTier[];
  /** A policy in the form that all systems' policies are read in. */
  readonly read: (object: PolicyObject, versions: Versions) => PolicyReading;
  /** Pods that a part of the policy applies to. */
  readonly subjects: (
    policy: Policy,
    part: PolicyPart,
    known: Pick<CompileContext, "versions" | "services" | "resources">,
  ) => readonly PodQuery[];
  /** Whom a choice of pods in a rule of the policy matches. */
  readonly pods: (policy: Policy, pods: PodsReading, versions: Versions) => PeerSet;
  /** A policy in the engine's form; only asked for policies that are not refused. */
  readonly compile: (policy: Policy, context: CompileContext) => readonly PlacedPolicy[];
  /**
   * Why the system itself enforces nothing of a policy that the API server accepts, whatever the CNI's profile says, as a
   * sentence without a full stop; undefined for one that is enforced. Left out where there is no such policy.
   */
  readonly ignores?: (policy: PolicyObject) => string | undefined;
  /** How the name of a port is read in an egress rule; left out where the CNI's profile says it. */
  readonly portNames?: CniProfile["portNames"];
  readonly words: PolicyWords;
  /** Left out where the policies are not the user's to write: an administrator's guard rails. */
  readonly scaffolds?: PolicyWriter;
  readonly pieces: PieceWriter;
  readonly traits: SystemTraits;
}

/** A tier of one system. Its policies are in order of `PlacedPolicy.order`, and those of equal order go by name. */
export interface OwnTier extends Pick<Tier, "id" | "onNoMatch"> {
  /** Where `pass` goes, by the tier's id. Left out: to the next tier. */
  readonly passTo?: string;
  /**
   * Lower is evaluated first, and NetworkPolicies are at 0. The numbers are those of the CNI in which users order tiers of
   * their own, less its number for NetworkPolicies. Tiers of equal order go by their ids.
   */
  readonly order: number;
}

/** Where systems read the same words otherwise; what is left out is as in a NetworkPolicy. */
export interface SystemTraits {
  /** Rules of a direction in which the policy does not isolate have no effect (KV-1). */
  readonly ignoresUnlisted?: boolean;
  /** A rule without peers and ports matches nobody and still isolates; else it matches everything (B.2.4, KS-3). */
  readonly emptyRuleMatchesNobody?: boolean;
  /** Address blocks match no pod; else it depends on the network (KS-9, CS-20). */
  readonly blocksMatchNoPod?: boolean;
  /** Pods on the host's network are the node to every selector, as subjects and as peers (CS-4); else networks differ (KS-15). */
  readonly hostNetworkIsNode?: boolean;
  /** No policy isolates: what none of its rules matches is left to others, so that a rule is no exception to anything. */
  readonly neverIsolates?: boolean;
  /**
   * Policies isolate, and rules are evaluated one after another, denials among them: what holds of lists of rules that allow
   * does not hold of theirs. Rules of netpol say for themselves whether they look at such policies.
   */
  readonly isOrdered?: boolean;
  /** Selectors of peers, and those of clusterwide subjects, match what is no pod as well: sets of addresses, interfaces of nodes. */
  readonly labelsOfOthers?: boolean;
  /** Pods that a policy selects may be those of a group or a Service, which other objects say. */
  readonly subjectsByName?: boolean;
  /** A peer is an item with one key: what two items say of pods and of namespaces does not fit into one. */
  readonly oneKeyPerPeer?: boolean;
  /** True for a label of pods that the system leaves out, so that no selector of its policies sees it. */
  readonly dropsLabel?: (key: string, versions: Versions) => boolean;
}

/** What texts say of the system's policies that the neutral form does not tell. */
export interface PolicyWords {
  /**
   * Where the policy is in the order of evaluation: `Admin tier, priority 10`. Systems with tiers of their own have it, others
   * leave it out. It makes their policies ranked ones: hovers keep the order of the rules, and what an earlier rule takes is
   * for rules of the system's own to find.
   */
  readonly rank?: (object: PolicyObject) => string;
  /** Whom address blocks match, as a sentence without a full stop. */
  readonly blocks: string;
  /** What becomes of a policy that its agents refuse, beside that it is not enforced: the rest of a sentence. */
  readonly afterRefusal?: string;
  /** What a set of addresses that another object lists is called: `CIDR group`. */
  readonly group?: string;
  /** To whom a rule that passes hands on. Left out: the next tier. */
  readonly passesTo?: string;
  /** Fields of other APIs that this one has nothing of the same shape for, and what to write instead, as a clause. */
  readonly instead: Readonly<Record<string, string>>;
  /**
   * What a policy does when a field that was meant is not read, as a clause such as "all sources are allowed"; undefined
   * where nothing short is always true.
   */
  readonly effectOfLoss: (lost: LostField) => string | undefined;
}

export interface KindRecord {
  readonly group: string;
  readonly kind: string;
  /** Served versions, the one to write first. */
  readonly versions: readonly string[];
  /** A policy decides; a resource is what policies refer to. */
  readonly role: SystemObject["type"];
  readonly clusterwide: boolean;
  readonly schema: ObjectSchema;
  readonly decode: (root: YamlNode, settings: DecodeSettings) => PolicyObject | ResourceObject;
  /** Groups in which earlier clusters served the kind: since which version none does, and the specification's id of that. */
  readonly formerGroups?: Readonly<Record<string, { readonly check: string; readonly gone: string }>>;
  /** A field of `spec` that tells an object of the group without `kind` to be of this one. */
  readonly toldBy?: string;
}
