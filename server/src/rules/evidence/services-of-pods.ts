/** Which Services of a scope lead to a workload, and at which of its ports they arrive. */

import type { Service, Workload } from "../../model/scope.js";
import type { View } from "../../analysis/view.js";
import type { Labels } from "../../model/selector.js";
import type { ServicePort } from "../../model/workload.js";

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

/** Services by namespace and one label of their selector, so that a workload asks few of them. */
function servicesByLabel({ scope }: View): ReadonlyMap<string, readonly Service[]> {
  const byLabel = new Map<string, Service[]>();
  for (const service of scope.services) {
    const label = service.object.selector?.entries().next().value;
    if (label === undefined) continue;
    const [key, { value }] = label;
    const name = bucket(service.namespace, key, value);
    const bin = byLabel.get(name);
    if (bin === undefined) byLabel.set(name, [service]);
    else bin.push(service);
  }
  return byLabel;
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
