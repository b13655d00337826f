/** Workloads, namespaces and services as written in their manifests. */

import type { Site, Sourced } from "../base/source.js";
import type { LabelMap, ObjectMeta } from "./object.js";
import type { ShapeProblem } from "./shape-problem.js";

export type WorkloadKind = "Pod" | "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" | "CronJob";

export interface WorkloadObject {
  readonly type: "workload";
  readonly meta: ObjectMeta;
  readonly kind: WorkloadKind;
  /** Labels of the pods: of the pod template, for a Pod its own. Policies see these alone. */
  readonly podLabels: LabelMap;
  /** Where pod labels stand or would stand. */
  readonly podLabelsAt: Site;
  readonly ports: readonly ContainerPort[];
  readonly containers: readonly Sourced<string>[];
  readonly hostNetwork: boolean;
  readonly hostNetworkAt?: Site;
  readonly serviceAccount?: string;
  /** Addresses in the status of a Pod that was read from a cluster, as written. */
  readonly addresses: readonly string[];
  /** First controller among `ownerReferences`; a reference without a kind stands as Pod (contract). */
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly problems: readonly ShapeProblem[];
}

export interface ContainerPort {
  readonly at: Site;
  readonly number: number;
  readonly name?: string;
  readonly protocol: string;
}

export interface NamespaceObject {
  readonly type: "namespace";
  readonly meta: ObjectMeta;
  readonly problems: readonly ShapeProblem[];
}

export interface ServiceObject {
  readonly type: "service";
  readonly meta: ObjectMeta;
  /** Undefined when the service has no selector (endpoints kept by hand). */
  readonly selector?: ReadonlyMap<string, string>;
  readonly ports: readonly ServicePort[];
  readonly problems: readonly ShapeProblem[];
}

export interface ServicePort {
  readonly at: Site;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol: string;
  readonly name?: string;
}
