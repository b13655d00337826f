/** One scope: one cluster's worth of objects, with the namespaces that hold there. */

import type { Site } from "../base/source.js";
import type { Cidr } from "./ip.js";
import type { NeedObject } from "./need.js";
import type { ObjectMeta } from "./object.js";
import type { LikelyLabels, UnreadPart } from "./pod-source.js";
import type { PolicyReading } from "./reading.js";
import type { Labels } from "./selector.js";
import type { ShapeProblem } from "./shape-problem.js";
import type { UnsettledLabels } from "./unsettled-labels.js";
import type { ContainerPort, EndpointsObject, NamespaceObject, ServiceObject, WorkloadObject } from "./workload.js";

/** The label that the API server puts on every namespace (KS-6). */
export const NAMESPACE_NAME = "kubernetes.io/metadata.name";

/** An object that a policy system reads: a policy, or a resource that its policies refer to. What else is in it the system alone knows. */
export interface SystemObject {
  readonly type: "policy" | "resource";
  /** The id of the system, as `systems/registry.ts` has it. */
  readonly system: string;
  /** The kind that it is read as; the one that is written may be misspelt or missing. */
  readonly kind: string;
  readonly meta: ObjectMeta;
  readonly problems: readonly ShapeProblem[];
}

export interface PolicyObject extends SystemObject {
  readonly type: "policy";
  /** True when the kind has no namespace. */
  readonly clusterwide: boolean;
}

/** A network set, a group, a list of CIDRs: it decides nothing itself. */
export interface ResourceObject extends SystemObject {
  readonly type: "resource";
}

/** A policy in a scope. The same manifest may stand in several scopes with different namespaces. */
export interface Policy {
  /** `namespace/Kind/name`; `Kind/name` for a clusterwide one. The kind says its group where it would be another's name. */
  readonly id: string;
  /** As its system calls it: `NetworkPolicy`, … */
  readonly kind: string;
  readonly name: string;
  /** Undefined for a clusterwide policy. */
  readonly namespace?: string;
  readonly object: PolicyObject;
  /** What is written in it. */
  readonly reading: PolicyReading;
  /** The file that the manifest stands in, to tell one file from another; undefined for a document on its own. */
  readonly file?: string;
}

export interface Workload {
  /** `namespace/Kind/name`. A Pod that a controller owns stands as that controller. */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** Labels that its controller sets, with a value that no manifest tells. */
  readonly unsettled: UnsettledLabels;
  readonly ports: readonly ContainerPort[];
  readonly hostNetwork: boolean;
  readonly serviceAccount?: string;
  /** Known addresses of its pods, each as a network of one address; empty where no manifest tells any. */
  readonly addresses: readonly Cidr[];
  /** The manifest; of a controller and its pods, the controller's. */
  readonly object: WorkloadObject;
  /** Path of the file that it is defined in. */
  readonly file?: string;
}

export interface Namespace {
  readonly name: string;
  /** Always holds `kubernetes.io/metadata.name` (KS-6). */
  readonly labels: Labels;
  /** Missing when no manifest declares the namespace. */
  readonly object?: NamespaceObject;
}

export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly object: ServiceObject;
  /** Of one without a selector, where manifests say to which addresses it leads. */
  readonly endpoints?: readonly EndpointsObject[];
}

/** An object that has somebody open connections to pods. */
export interface Need {
  /** Of an object without one, where it would be. */
  readonly namespace: string;
  readonly object: NeedObject;
}

/** Pods that no manifest shows: of a chart, an operator's resource, a template. */
export interface UnseenPods {
  /** Undefined: they could be in any namespace. */
  readonly namespace?: string;
  /** In words: "HelmRelease plex". */
  readonly because: string;
  /** What it is: a chart, an object of a controller, a template, a workload whose labels are filled in later. */
  readonly cause?: UnseenCause;
  /** Kind of the object. */
  readonly kind?: string;
  /** True where all its pods are among the workloads, so that only other objects, such as Services, are not known. */
  readonly arePodsKnown?: boolean;
  /** Path of the file in which it is. */
  readonly file?: string;
  /** Labels that all of them have; which others they have is not known. */
  readonly labels?: Labels;
  /** Labels that they mostly have. */
  readonly likely?: LikelyLabels;
  /** Of a release whose pods would be known but for these. */
  readonly unread?: readonly UnreadPart[];
}

export type UnseenCause = "chart" | "controller" | "template" | "variables" | "remote" | "plugin" | "unread";

/** A policy of a system that is known and not read: it may decide otherwise than those that are. */
export interface UnreadPolicy {
  /** What people call its system. */
  readonly system: string;
  readonly kind: string;
  readonly name: string;
  /** Where it selects pods; undefined: in any namespace, or nobody knows which. */
  readonly namespace?: string;
  /** True when it has rules for what goes out, or lists that direction. */
  readonly hasEgress: boolean;
  /** False where it can only take away from what the other policies allow. */
  readonly mayAllow: boolean;
  /** The file's id. */
  readonly file: string;
  /** The file's path in the workspace. */
  readonly path: string;
  /** Counted from 0. */
  readonly line: number;
}

/** A policy that something makes by a rule, and which no manifest of its own shows. */
export interface GeneratedPolicy {
  readonly policy: Policy;
  /** What makes it: kind and name. */
  readonly host: string;
  /** The id of that file. */
  readonly file: string;
}

/** A manifest of an object that another manifest of the scope defines too. */
export interface RepeatedObject {
  readonly object: WorkloadObject | ServiceObject | NamespaceObject;
  readonly name: string;
  readonly namespace?: string;
  readonly file?: string;
  /** The first one, of the same file if there is one. */
  readonly first: Pick<RepeatedObject, "object" | "file">;
}

export interface Scope {
  readonly name: string;
  readonly policies: readonly Policy[];
  readonly workloads: readonly Workload[];
  /** Declared namespaces and those that objects stand in. */
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly services: readonly Service[];
  readonly needs: readonly Need[];
  /** What policies refer to by name or label, of every system. */
  readonly resources: readonly ResourceObject[];
  readonly unseen: readonly UnseenPods[];
  readonly unreadPolicies: readonly UnreadPolicy[];
  /** Those of `policies` that are made by rules. */
  readonly generated: readonly GeneratedPolicy[];
  /** Manifests whose object is defined before them in the scope. */
  readonly repeated?: readonly RepeatedObject[];
  /** Workloads of manifests beside what it is built of, which no kustomization lists: they are not among `workloads`. */
  readonly unlisted?: readonly Workload[];
  /**
   * By path the build that a file is part of, where nothing says that all files are of one cluster; undefined where settings, Flux
   * or Argo CD do.
   */
  readonly builds?: ReadonlyMap<string, string>;
}

/** Where a policy, workload or Service is named: its name, else its kind. */
export function nameSite({ object: { meta } }: { readonly object: { readonly meta: ObjectMeta } }): Site {
  return meta.name?.at ?? meta.kind.at;
}

export function displayName(policy: Policy): string {
  return policy.namespace === undefined ? policy.name : `${policy.namespace}/${policy.name}`;
}
