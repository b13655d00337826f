/** Workloads, namespaces and services as written in their manifests. */

import type { Site, Sourced } from "../base/source.js";
import type { LabelMap, ObjectMeta } from "./object.js";
import type { LabelSelector } from "./selector.js";
import type { ShapeProblem } from "./shape-problem.js";

/** Kinds of Kubernetes itself that make pods. */
export type WorkloadKind =
  | "Pod"
  | "Deployment"
  | "StatefulSet"
  | "DaemonSet"
  | "ReplicaSet"
  | "Job"
  | "CronJob"
  | "ReplicationController";

export interface WorkloadObject {
  readonly type: "workload";
  readonly meta: ObjectMeta;
  /** A `WorkloadKind`, or another kind with a pod template. */
  readonly kind: string;
  /** Labels of the pods: of the pod template, for a Pod its own. Policies see these alone. */
  readonly podLabels: LabelMap;
  /** Where pod labels stand or would stand; undefined where a controller sets them and no manifest does. */
  readonly podLabelsAt?: Site;
  readonly ports: readonly ContainerPort[];
  readonly containers: readonly Sourced<string>[];
  /** Addresses that its containers are told; left out where its manifest has no containers. */
  readonly told?: readonly ToldAddress[];
  /** The Service that gives a StatefulSet's pods their names. */
  readonly governedBy?: Sourced<string>;
  /** ConfigMaps and Secrets whose texts its containers have as variables or files; left out where there are none. */
  readonly configs?: readonly ConfigUse[];
  /** Where it listens, of a DNS cache on each node (NodeLocal DNSCache); left out of all others. */
  readonly cacheAddresses?: readonly string[];
  /** How many pods it is to have, where that is written. */
  readonly replicas?: number;
  /** The port that annotations of its pods ask a Prometheus to scrape; `declared`: each that its containers list. */
  readonly scraped?: Sourced<number | "declared">;
  /** Of pods that an operator makes: which connections they need whatever the object says. */
  readonly managed?: ManagedPods;
  /** True where an annotation of its pods keeps the proxy of a service mesh out of them. */
  readonly refusesProxy?: true;
  /** What annotations of its pods say of Linkerd's proxy: `enabled`, `disabled`, `partly` for some of the ports. */
  readonly linkerd?: string;
  /** Of a controller, what tells its own pods. */
  readonly selector?: LabelSelector;
  readonly hostNetwork: boolean;
  readonly hostNetworkAt?: Site;
  readonly serviceAccount?: string;
  /** True if its pods get no token of the service account, and so cannot use its permissions. */
  readonly hasNoToken?: true;
  /** Addresses in the status of a Pod that was read from a cluster, as written. */
  readonly addresses: readonly string[];
  /** First controller among `ownerReferences`; a reference without a kind stands as Pod (contract). */
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly problems: readonly ShapeProblem[];
}

export interface ManagedPods {
  /** The object's name. */
  readonly at: Site;
  /** Values of the label that names the operator's own pods. */
  readonly operators: readonly string[];
  /** Ports on which the operator calls the pods. */
  readonly ports: readonly number[];
  /** Ports on which the pods call each other. */
  readonly peers: readonly number[];
}

/** A ConfigMap or Secret of the workload's namespace, or one text of it. */
export interface ConfigUse {
  /** Left out: a ConfigMap. */
  readonly kind?: "Secret";
  readonly name: string;
  /** Left out: every text. */
  readonly key?: string;
  /** Its texts are files in the containers, and not variables. */
  readonly isFile?: true;
}

/** An address in the environment, the arguments or a file of a container. */
export interface ToldAddress {
  /** The text that holds it. */
  readonly at: Site;
  /** The host's first part: the Service's name, where it is one. Left out where escapes hide it. */
  readonly nameAt?: Site;
  /** A name as it is looked up: `db`, `db.data`, `db.data.svc.cluster.local`. */
  readonly host: string;
  /** Left out where nothing says it. */
  readonly port?: number;
  /** The variable, or the option of a command line without its dashes. */
  readonly by?: string;
  /** True where a program that opens connections is run with it: `curl https://api.example.com`. */
  readonly isCalled?: true;
}

export interface ContainerPort {
  /** The item of the list. */
  readonly at: Site;
  readonly number: number;
  readonly name?: string;
  /** The words; left out for a port that no manifest writes. */
  readonly numberAt?: Site;
  readonly nameAt?: Site;
  readonly protocol: string;
  /** The port of the node that leads to it, where one is written. */
  readonly hostPort?: number;
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
  readonly selector?: LabelMap;
  readonly ports: readonly ServicePort[];
  /** Those that are written, in its spec and in its status. */
  readonly addresses: readonly ServiceAddress[];
  /** True where its name stands for its pods' addresses, for pods that look for each other or that clients tell apart. */
  readonly isHeadless: boolean;
  /** True where nodes or a load balancer pass on to it what comes from outside the cluster. */
  readonly isExposed: boolean;
  /** The port of its pods that its annotations ask a Prometheus to scrape; `declared`: each to which it leads. */
  readonly scraped?: Sourced<number | "declared">;
  /** The name outside of the cluster that it stands for (`type: ExternalName`). */
  readonly externalName?: string;
  /** What serves its load balancer, where it is not the cloud's own. */
  readonly loadBalancerClass?: string;
  /** True where nodes leave the client's address as it is (`externalTrafficPolicy: Local`). */
  readonly keepsClients: boolean;
  readonly problems: readonly ShapeProblem[];
}

/** Addresses to which a Service leads that has no selector. */
export interface EndpointsObject {
  readonly type: "endpoints";
  readonly meta: ObjectMeta;
  /** Name of the Service, in the same namespace. */
  readonly service: string;
  readonly addresses: readonly string[];
  /** By the name of the Service's port; of a Service with one port it may be empty. */
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
  readonly problems: readonly ShapeProblem[];
}

export interface ServiceAddress extends Sourced<string> {
  /** `proxied`: of a load balancer that passes connections on itself, so that no node translates it (`ipMode: Proxy`). */
  readonly kind: ServiceAddressKind | "proxied";
}

/** Who has the address: the cluster's network, someone outside, a load balancer. */
export type ServiceAddressKind = "cluster" | "external" | "load-balancer";

export interface ServicePort {
  readonly at: Site;
  readonly port: number;
  readonly targetPort: number | string;
  /** Left out where it is the port itself. */
  readonly targetPortAt?: Site;
  /** The port at every node, where one is written. */
  readonly nodePort?: number;
  readonly protocol: string;
  readonly name?: string;
}
