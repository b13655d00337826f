/** Objects that have somebody open connections to pods: admission webhooks, Ingresses, monitors, ConfigMaps. What policies must allow. */

import type { Sourced } from "../base/source.js";
import type { ObjectMeta } from "./object.js";
import type { LabelSelector } from "./selector.js";
import type { ShapeProblem } from "./shape-problem.js";
import type { ToldAddress } from "./workload.js";

/**
 * Who opens the connections. `api-server`: the API server, which is no pod in most clusters. `router`: what serves Ingresses or
 * Gateways. `monitor`: what reads metrics, Prometheus or another.
 */
export type Caller = "api-server" | "router" | "monitor";

export interface NeedObject {
  readonly type: "need";
  readonly meta: ObjectMeta;
  readonly problems: readonly ShapeProblem[];
  readonly kind: string;
  /**
   * `reader`: containers that are given the texts of the object. `controller`: the pods of its controller. `account`: pods of the
   * service accounts that it lets use the Kubernetes API.
   */
  readonly caller: Caller | "reader" | "controller" | "account";
  readonly calls: readonly CallReading[];
  /** Addresses in its texts as variables, by the key of the text. */
  readonly told?: ReadonlyMap<string, readonly ToldAddress[]>;
  /** The same, as files. */
  readonly inFiles?: ReadonlyMap<string, readonly ToldAddress[]>;
  /** How the pods of its controller are called in their label, and the addresses that they call for the object. */
  readonly controller?: string;
  readonly urls?: readonly ToldAddress[];
  /** Of a RoleBinding or ClusterRoleBinding: the service accounts to which it gives permissions. */
  readonly accounts?: readonly AccountRef[];
  /** Of an Ingress or a Gateway: the class that says what serves it. */
  readonly className?: string;
  /** How the pods that serve the routes of this kind are called in their label; undefined: other objects say what serves it. */
  readonly router?: string;
  /** Of an IngressClass or a GatewayClass: the name of its controller. */
  readonly servedBy?: string;
  /** Of an Ingress or a route: the names of hosts that it serves, without patterns. */
  readonly hosts?: readonly string[];
  /** Of a route: the Gateways that it is attached to. */
  readonly gateways?: readonly GatewayRef[];
}

export interface AccountRef {
  readonly name: string;
  /** Undefined: the namespace of the binding. */
  readonly namespace?: string;
}

export interface GatewayRef {
  readonly name: string;
  /** Undefined: the namespace of the route. */
  readonly namespace?: string;
}

/** Whom the object names, and on which port. */
export type CallReading = ServiceCall | SelectedCall;

/** A Service by its name. */
export interface ServiceCall {
  readonly to: "service";
  readonly name: Sourced<string>;
  /** Undefined: the namespace of the object. */
  readonly namespace?: string;
  /** The Service's port by number or name; undefined: its only one. */
  readonly port?: number | string;
}

/** Services or pods by their labels. */
export interface SelectedCall {
  readonly to: "services" | "pods";
  readonly selector: LabelSelector;
  /** Undefined: the namespace of the object. */
  readonly namespaces?: "any" | readonly string[];
  /** Of `services` a Service's port by its name; of `pods` a container's, by its name or number. */
  readonly port: Sourced<number | string>;
}
