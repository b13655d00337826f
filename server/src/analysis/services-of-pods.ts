/** Which Services of a scope lead to a workload, and at which of its ports they arrive. */

import type { Service, Workload } from "../model/scope.js";
import type { View } from "./view.js";
import { plainLabels } from "../model/object.js";
import { type Labels, type LabelSelector, matchesAll } from "../model/selector.js";
import type { ServicePort } from "../model/workload.js";

/** One port of a Service as it arrives at one workload. */
export interface Arrival {
  readonly service: Service;
  readonly written: ServicePort;
  /** The number at the pod; undefined for a name that none of its containers has. */
  readonly target: number | undefined;
}

/** Every port of every Service in sight that leads to the workload. */
export function arrivalsAt(workload: Workload, view: View): readonly Arrival[] {
  return view.memo(findArrivals, workload);
}

function findArrivals(workload: Workload, view: View): readonly Arrival[] {
  const byLabel = view.memo(servicesByLabel);
  return [...workload.labels]
    .flatMap(([key, value]) => byLabel.get(bucket(workload.namespace, key, value)) ?? [])
    .filter((it) => selects(it, workload.labels))
    .flatMap((service) =>
      service.object.ports.map((written) => ({ service, written, target: targetOf(written, workload) })),
    );
}

/** Workloads to which a Service leads, each with its ports as they arrive there; none where it has no selector. */
export function arrivalsFrom(service: Service, view: View): ReadonlyMap<Workload, readonly Arrival[]> {
  return view.memo(arrivalsByService).get(service) ?? NOWHERE;
}

const NOWHERE: ReadonlyMap<Workload, readonly Arrival[]> = new Map();

function arrivalsByService(view: View): ReadonlyMap<Service, ReadonlyMap<Workload, readonly Arrival[]>> {
  const byService = new Map<Service, Map<Workload, Arrival[]>>();
  for (const workload of view.scope.workloads) {
    for (const arrival of arrivalsAt(workload, view)) {
      const known = byService.get(arrival.service) ?? new Map<Workload, Arrival[]>();
      byService.set(arrival.service, known.set(workload, [...(known.get(workload) ?? []), arrival]));
    }
  }
  return byService;
}

/** The Service of this name in the namespace; undefined where none or several are in the workspace. */
export function serviceNamed(name: string, namespace: string, view: View): Service | undefined {
  const [only, ...more] = view.memo(servicesByName).get(`${namespace} ${name}`) ?? [];
  return more.length > 0 ? undefined : only;
}

function servicesByName({ scope }: View): ReadonlyMap<string, readonly Service[]> {
  const byName = new Map<string, Service[]>();
  for (const it of scope.services) put(byName, `${it.namespace} ${it.name}`, it);
  return byName;
}

/** The pods behind a Service; undefined where no Service of that name, or more than one, is in sight, or it has no selector. */
export function podsBehind(
  { scope }: View,
  namespace: string | undefined,
  name: string,
): { readonly namespace: string; readonly pods: readonly Workload[] } | undefined {
  const [service, ...more] = scope.services.filter(
    (it) => it.name === name && (namespace === undefined || it.namespace === namespace),
  );
  if (service?.object.selector === undefined || more.length > 0) return undefined;
  const pods = scope.workloads.filter(
    (it) => it.namespace === service.namespace && !it.hostNetwork && selects(service, it.labels),
  );
  return { namespace: service.namespace, pods };
}

/** Services that carry all labels that the selector asks for; nothing for one that asks for no value of a label. */
export function servicesMatching(selector: LabelSelector, view: View): readonly Service[] {
  const asked = selector.requirements.find((it) => it.operator === "In");
  if (asked === undefined) return [];
  const byLabel = view.memo(servicesByOwnLabel);
  return asked.values
    .flatMap((it) => byLabel.get(`${asked.key.value} ${it.value}`) ?? [])
    .filter((it) => matchesAll(selector, plainLabels(it.object.meta.labels)));
}

function servicesByOwnLabel({ scope }: View): ReadonlyMap<string, readonly Service[]> {
  const byLabel = new Map<string, Service[]>();
  for (const it of scope.services) {
    for (const [key, { value }] of it.object.meta.labels) put(byLabel, `${key} ${value}`, it);
  }
  return byLabel;
}

/** Services by namespace and one label of their selector, so that a workload asks few of them. */
function servicesByLabel({ scope }: View): ReadonlyMap<string, readonly Service[]> {
  const byLabel = new Map<string, Service[]>();
  for (const service of scope.services) {
    const label = service.object.selector?.entries().next().value;
    if (label === undefined) continue;
    const [key, { value }] = label;
    put(byLabel, bucket(service.namespace, key, value), service);
  }
  return byLabel;
}

function put(bins: Map<string, Service[]>, name: string, service: Service): void {
  const bin = bins.get(name);
  if (bin === undefined) bins.set(name, [service]);
  else bin.push(service);
}

/** Blanks are in neither names nor labels. */
function bucket(namespace: string, key: string, value: string): string {
  return `${namespace} ${key} ${value}`;
}

function selects({ object }: Service, labels: Labels): boolean {
  return object.selector !== undefined && [...object.selector].every(([key, { value }]) => labels.get(key) === value);
}

function targetOf({ targetPort, protocol }: ServicePort, { ports }: Workload): number | undefined {
  if (typeof targetPort === "number") return targetPort;
  return ports.find((it) => it.name === targetPort && it.protocol === protocol)?.number;
}
