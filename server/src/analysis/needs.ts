/**
 * Which connections the workspace's manifests say somebody opens to a workload, whatever policies allow: webhooks and other calls
 * of the API server, Ingresses and routes, monitors, addresses in a container's environment and files, replicas that look for each other.
 * Rules and features read them here.
 */

import type { Site } from "../base/source.js";
import { PROTOCOLS, type Protocol } from "../engine/traffic.js";
import type { CallReading, Caller, NeedObject, SelectedCall, ServiceCall } from "../model/need.js";
import type { ObjectMeta } from "../model/object.js";
import type { Need, Service, Workload } from "../model/scope.js";
import type { ServicePort, ToldAddress } from "../model/workload.js";
import { callersOf, operatorsIn } from "./callers.js";
import { isServedByCilium, productsOf } from "./router-classes.js";
import { arrivalsAt, arrivalsFrom, serviceNamed, servicesMatching } from "./services-of-pods.js";
import { toldService } from "./told-service.js";
import type { View } from "./view.js";
import { webhookPortsOf } from "./webhook-ports.js";

export interface NeededConnection {
  /** `workload`: a container that is told the address. `replica`: another pod of the same workload. `operator`: what manages the pods. */
  readonly caller: Caller | "workload" | "replica" | "operator";
  /** Workloads that may be the caller. Empty: none of this workspace, or no pod. */
  readonly from: readonly Workload[];
  /** The entity that the caller is, where the CNI itself runs it. */
  readonly entity?: string;
  /** Of a `router` whose product is known: names in the labels of its pods. */
  readonly products?: ReadonlySet<string>;
  /** Of a `replica`: its containers are told the port, so that it is known to be needed. */
  readonly isTold?: true;
  /** Of a `replica`: what makes the pods documents the port. */
  readonly isDocumented?: true;
  /** The object that says so, and where in it. */
  readonly by: { readonly kind: string; readonly meta: ObjectMeta };
  readonly at: Site;
  /**
   * Of a `workload`: both ends are behind the headless Service by which they look for each other, as members of a ring do. Each
   * has to reach all others.
   */
  readonly isOfMembers?: true;
  /** Of a `monitor`: annotations say so, and whether a Prometheus follows them is not known. */
  readonly isAnnotated?: true;
  /** Of the `api-server`: the name of the port says so, and no object of this workspace. */
  readonly isByPortName?: true;
  /** True where the text names other hosts, too: what a probe or a proxy is told, and may be let to reach one of. */
  readonly isOneOfMany?: boolean;
  /** The Service by which it goes, and its port. */
  readonly service?: Service;
  readonly servicePort?: number;
  /** At the pods. */
  readonly to: Workload;
  readonly port: number;
  readonly protocol: Protocol;
}

type Said = Pick<NeededConnection, "caller" | "from" | "entity" | "products" | "by" | "at" | "isOneOfMany">;

/** Those to the workload, in the order of the manifests. */
export function neededOf(workload: Workload, view: View): readonly NeededConnection[] {
  return view.memo(byWorkload).get(workload) ?? [];
}

/** Those to all of the workloads, in their order. Policies that select the same pods share the list of them. */
export function neededOfAll(workloads: readonly Workload[], view: View): readonly NeededConnection[] {
  return view.memo(ofThese, workloads);
}

function ofThese(workloads: readonly Workload[], view: View): readonly NeededConnection[] {
  return workloads.flatMap((it) => neededOf(it, view));
}

function byWorkload(view: View): ReadonlyMap<Workload, readonly NeededConnection[]> {
  const found = new Map<Workload, NeededConnection[]>();
  for (const it of allNeeded(view)) {
    const known = found.get(it.to);
    if (known === undefined) found.set(it.to, [it]);
    else known.push(it);
  }
  return found;
}

/** All of them. */
export function allNeeded(view: View): readonly NeededConnection[] {
  return view.memo(everyNeeded);
}

function everyNeeded(view: View): readonly NeededConnection[] {
  const { needs, workloads } = view.scope;
  return [
    ...needs.flatMap((need) => need.object.calls.flatMap((call) => called(need, call, view))),
    ...workloads.flatMap((it) => [
      ...told(it, view),
      ...amongReplicas(it, view),
      ...annotated(it, view),
      ...webhooksAt(it),
      ...ofManaged(it, view),
    ]),
  ];
}

/** Calls of the API server that only the name of a port tells. They come after those that objects configure. */
function webhooksAt(workload: Workload): NeededConnection[] {
  const { kind, meta } = workload.object;
  return webhookPortsOf(workload).map(({ at, nameAt, number }) => ({
    caller: "api-server",
    isByPortName: true,
    from: [],
    by: { kind, meta },
    at: nameAt ?? at,
    to: workload,
    port: number,
    protocol: "TCP",
  }));
}

/** Connections that pods of an operator need by its documentation. */
function ofManaged(workload: Workload, view: View): NeededConnection[] {
  const { managed, kind, meta, replicas = 1 } = workload.object;
  if (managed === undefined) return [];
  const { at, operators, ports, peers } = managed;
  const base = { by: { kind, meta }, at, to: workload, protocol: "TCP" } as const;
  return [
    ...ports.map((port) => ({ ...base, caller: "operator" as const, from: operatorsIn(operators, view), port })),
    ...(replicas < 2 ? [] : peers).map((port) => ({
      ...base,
      caller: "replica" as const,
      isDocumented: true as const,
      from: [workload],
      port,
    })),
  ];
}

/** Metrics that annotations of the pods or of their Services ask for. */
function annotated(workload: Workload, view: View): NeededConnection[] {
  const arrivals = arrivalsAt(workload, view);
  const services = new Set(arrivals.map((it) => it.service.object));
  return [workload.object, ...services].flatMap((by): NeededConnection[] => {
    if (by.scraped === undefined) return [];
    const { value, at } = by.scraped;
    const declared =
      by.type === "service"
        ? arrivals.filter((it) => it.service.object === by && it.written.protocol === "TCP").map((it) => it.target)
        : workload.ports.filter((it) => it.protocol === "TCP").map((it) => it.number);
    // Of several ports one has the metrics, and which one is not said.
    const port = value !== "declared" ? value : declared.length === 1 ? declared[0] : undefined;
    const kind = by.type === "service" ? "Service" : by.kind;
    const said = { caller: "monitor", isAnnotated: true, from: [], by: { kind, meta: by.meta } } as const;
    return port === undefined ? [] : [{ ...said, at, to: workload, port, protocol: "TCP" }];
  });
}

function called(need: Need, call: CallReading, view: View): NeededConnection[] {
  const { caller } = need.object;
  if (caller === "reader" || caller === "controller" || caller === "account") return [];
  const byEntity = caller === "router" && isServedByCilium(need, view);
  const products = caller === "router" && !byEntity ? productsOf(need, view) : "any";
  const said = {
    ...{ caller, from: callersOf(need, view), by: need.object },
    ...(byEntity ? { entity: "ingress" } : {}),
    ...(products === "any" || products.size === 0 ? {} : { products }),
  };
  return call.to === "service"
    ? byName({ ...said, at: call.name.at }, need, call, view)
    : byLabels({ ...said, at: call.port.at }, need, call, view);
}

function byName(said: Said, need: Need, call: ServiceCall, view: View): NeededConnection[] {
  const service = serviceNamed(call.name.value, call.namespace ?? need.namespace, view);
  return service === undefined ? [] : through(said, service, portOf(service, call.port), view);
}

function byLabels(said: Said, need: Need, call: SelectedCall, view: View): NeededConnection[] {
  const isThere = (namespace: string): boolean =>
    call.namespaces === "any" || (call.namespaces ?? [need.namespace]).includes(namespace);
  const port = call.port.value;
  if (call.to === "services") {
    return servicesMatching(call.selector, view)
      .filter((it) => isThere(it.namespace))
      .flatMap((it) => through(said, it, portOf(it, port), view));
  }
  return view
    .workloadsMatching(call.selector)
    .filter((it) => isThere(it.namespace))
    .flatMap((to) => {
      const listed = to.ports.find((it) => it.name === port || it.number === port);
      const protocol = PROTOCOLS.find((it) => it === listed?.protocol);
      return listed === undefined || protocol === undefined ? [] : [{ ...said, to, port: listed.number, protocol }];
    });
}

/** Addresses of Services of this workspace that the workload's containers are told. */
function told(workload: Workload, view: View): NeededConnection[] {
  return toldTo(workload, view).flatMap(({ at, host, port, by, isOneOfMany }) => {
    const service = toldService(host, workload.namespace, view);
    if (service === undefined) return [];
    const said = { caller: "workload", from: [workload], by, at, isOneOfMany } as const;
    // A headless Service translates no port: the number is the pods'.
    const written = service.object.isHeadless
      ? service.object.ports.find((it) => it.targetPort === port || it.port === port)
      : portOf(service, port);
    const isOfReplicas = service.object.isHeadless && isSeveral(workload);
    const isMember = service.object.isHeadless && arrivalsFrom(service, view).has(workload);
    return through(said, service, written, view).flatMap((it): NeededConnection[] => {
      if (it.to !== workload) {
        return [isMember && view.memo(servicesTold, it.to).has(service) ? { ...it, isOfMembers: true } : it];
      }
      return isOfReplicas ? [{ ...it, caller: "replica", isTold: true }] : [];
    });
  });
}

/** Services that its containers are told. */
function servicesTold(workload: Workload, view: View): ReadonlySet<Service> {
  return new Set(toldTo(workload, view).flatMap(({ host }) => toldService(host, workload.namespace, view) ?? []));
}

/** An address that a workload's containers are told, and the object that says it. */
export interface Told extends Pick<ToldAddress, "at" | "host" | "port" | "isCalled">, Pick<NeededConnection, "by"> {
  readonly isOneOfMany: boolean;
  /** The variable, or the option of a command line. */
  readonly variable?: string;
  /** True for a text that is a file: such texts name addresses in passing, too. */
  readonly isFile: boolean;
}

/** What its own manifest says, and the ConfigMaps and Secrets that its containers have as variables or files. */
export function toldTo(workload: Workload, view: View): readonly Told[] {
  return view.memo(readTold, workload);
}

function readTold({ object, namespace }: Workload, view: View): readonly Told[] {
  const configs = view.memo(configMaps);
  const addresses = [
    { by: object, told: object.told ?? [], isFile: false },
    ...(object.configs ?? []).flatMap(({ kind = "ConfigMap", name, key, isFile }) => {
      const need = configs.get(`${kind}/${namespace}/${name}`);
      const texts = isFile === true ? need?.inFiles : need?.told;
      const told = [...(texts ?? [])].flatMap(([own, it]) => (key === undefined || key === own ? it : []));
      return need === undefined ? [] : [{ by: need, told, isFile: isFile === true }];
    }),
  ];
  return addresses.flatMap(({ by: object, told, isFile }) => {
    const hosts = new Map<number, Set<string>>();
    for (const { at, host } of told) hosts.set(at.node, (hosts.get(at.node) ?? new Set()).add(host));
    return told.map(({ at, host, port, isCalled, by: variable }) => ({
      at,
      host,
      by: object,
      isFile,
      isOneOfMany: (hosts.get(at.node)?.size ?? 0) > 1,
      ...(port === undefined ? {} : { port }),
      ...(isCalled === undefined ? {} : { isCalled }),
      ...(variable === undefined ? {} : { variable }),
    }));
  });
}

function configMaps({ scope }: View): ReadonlyMap<string, NeedObject> {
  return new Map(
    scope.needs.flatMap(({ namespace, object }): [string, NeedObject][] => {
      const name = object.meta.name?.value;
      return object.told === undefined || name === undefined ? [] : [[`${object.kind}/${namespace}/${name}`, object]];
    }),
  );
}

/** Pods of a StatefulSet of several, which a headless Service is there for to find each other. */
function amongReplicas(workload: Workload, view: View): NeededConnection[] {
  if (!isSeveral(workload)) return [];
  const said = { caller: "replica", from: [workload], by: workload.object } as const;
  const ports = view.memo(headlessPorts).get(workload) ?? [];
  return ports.flatMap(([service, written]) =>
    through({ ...said, at: written.at }, service, written, view).filter((it) => it.to === workload),
  );
}

function isSeveral({ kind, object }: Workload): boolean {
  return kind === "StatefulSet" && (object.replicas ?? 1) > 1;
}

function headlessPorts(view: View): ReadonlyMap<Workload, readonly (readonly [Service, ServicePort])[]> {
  const found = new Map<Workload, [Service, ServicePort][]>();
  for (const service of view.scope.services.filter((it) => it.object.isHeadless)) {
    for (const [workload, arrivals] of arrivalsFrom(service, view)) {
      const known = found.get(workload) ?? [];
      found.set(workload, [...known, ...arrivals.map((it): [Service, ServicePort] => [service, it.written])]);
    }
  }
  return found;
}

/** @param asked The Service's port by number or name; undefined: its only one. */
function portOf({ object: { ports } }: Service, asked: number | string | undefined): ServicePort | undefined {
  if (asked === undefined) return ports.length === 1 ? ports[0] : undefined;
  return ports.find((it) => it.port === asked || it.name === asked);
}

function through(said: Said, service: Service, written: ServicePort | undefined, view: View): NeededConnection[] {
  const protocol = PROTOCOLS.find((it) => it === written?.protocol);
  if (written === undefined || protocol === undefined) return [];
  const base = { ...said, service, servicePort: written.port, protocol };
  return [...arrivalsFrom(service, view)].flatMap(([to, arrivals]) =>
    arrivals.flatMap((it) =>
      it.written !== written || it.target === undefined ? [] : { ...base, to, port: it.target },
    ),
  );
}
