/** What a policy system is to everything outside its folder: one record. Its folder holds the rest. */

import type { Version, Versions } from "../base/version.js";
import type { DecodeSettings } from "../decode/settings.js";
import type { PeerSet, PodQuery } from "../engine/program.js";
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
  /** The policy as it is where a kustomization puts labels into selectors too. Left out where none reaches them. */
  readonly withSelectorLabels?: (object: PolicyObject, labels: ReadonlyMap<string, string>) => PolicyObject;
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
