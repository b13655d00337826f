/** What a policy system is to everything outside its folder: one record. Its folder holds the rest. */

import type { Site } from "../base/source.js";
import type { Version, Versions } from "../base/version.js";
import type { YamlValue } from "../base/yaml-value.js";
import type { DecodeSettings } from "../decode/settings.js";
import type { PeerSet, PodQuery } from "../engine/program.js";
import type { Direction } from "../model/direction.js";
import type { PodsReading, PolicyPart, PolicyReading } from "../model/reading.js";
import type { Policy, PolicyObject, ResourceObject, SystemObject } from "../model/scope.js";
import type { ObjectSchema } from "../schema/schema.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { CompileContext } from "./context.js";
import type { PlacedPolicy } from "./placed.js";

export interface PolicySystem {
  /** Permanent: objects carry it. */
  readonly id: string;
  /** What people call it. */
  readonly title: string;
  /** Its versions, where what policies mean depends on them: the setting that names one, and the one taken without it. */
  readonly version?: { readonly setting: string; readonly latest: Version };
  readonly kinds: readonly KindRecord[];
  /** A policy in the form that all systems' policies are read in. */
  readonly read: (object: PolicyObject, versions: Versions) => PolicyReading;
  /** Pods that a part of the policy applies to. */
  readonly subjects: (policy: Policy, part: PolicyPart, versions: Versions) => readonly PodQuery[];
  /** Whom a choice of pods in a rule of the policy matches. */
  readonly pods: (policy: Policy, pods: PodsReading, versions: Versions) => PeerSet;
  /** A policy in the engine's form; only asked for policies that are not refused. */
  readonly compile: (policy: Policy, context: CompileContext) => readonly PlacedPolicy[];
  /** True where rules of a direction in which the policy does not isolate have no effect (KV-1). */
  readonly ignoresUnlisted?: boolean;
  /** True where a rule without peers and ports matches nobody and still isolates; else it matches everything (B.2.4, KS-3). */
  readonly emptyRuleMatchesNobody?: boolean;
  /** Whether address blocks match pods by their addresses: never, or as the network does it (KS-9, CS-20). */
  readonly blocksNamePods?: "never";
  /** True where pods on the host's network are the node to every selector, as subjects and as peers; else networks differ. */
  readonly hostNetworkIsNode?: boolean;
  /** True for a label of pods that the system leaves out, so that no selector of its policies sees it. */
  readonly dropsLabel?: (key: string) => boolean;
  /** What fixes add to its policies, in the system's own terms. */
  readonly additions?: PolicyAdditions;
  /** The policy as it is where a kustomization puts labels into selectors too. Left out where none reaches them. */
  readonly withSelectorLabels?: (object: PolicyObject, labels: ReadonlyMap<string, string>) => PolicyObject;
}

/** What a fix of a rule about every system may add to a policy; each is left out where the system has no terms for it. */
export interface PolicyAdditions {
  /** A rule that allows everything in the direction. */
  readonly allowAll?: (direction: Direction) => YamlValue;
  /** What keeps a direction of the part open although there are rules for it; undefined where the version cannot. */
  readonly keepOpen?: (part: PolicyPart, direction: Direction, versions: Versions) => Entry | undefined;
}

/** An entry of a map. */
export interface Entry {
  readonly into: Site;
  readonly key: string;
  readonly value: YamlValue;
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
  /** Groups in which earlier clusters served the kind, and the specification's id of their end. */
  readonly formerGroups?: Readonly<Record<string, string>>;
  /** A field of `spec` that tells an object of the group without `kind` to be of this one. */
  readonly toldBy?: string;
}
