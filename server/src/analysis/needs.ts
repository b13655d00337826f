/**
 * Which connections to a workload the workspace's manifests say somebody opens, whatever policies allow: webhooks and other calls
 * of the API server, Ingresses and routes, monitors. Rules and features read them here.
 */

import type { Site } from "../base/source.js";
import { PROTOCOLS, type Protocol } from "../engine/traffic.js";
import type { CallReading, Caller, SelectedCall, ServiceCall } from "../model/need.js";
import type { Need, Service, Workload } from "../model/scope.js";
import { arrivalsFrom, serviceNamed, servicesMatching } from "./services-of-pods.js";
import type { View } from "./view.js";

export interface NeededConnection {
  readonly caller: Caller;
  /** The object that says so, and where in it. */
  readonly need: Need;
  readonly at: Site;
  /** The Service by which it goes, and its port. */
  readonly service?: Service;
  readonly servicePort?: number;
  /** At the pods. */
  readonly to: Workload;
  readonly port: number;
  readonly protocol: Protocol;
}

/** Those to the workload, in the order of the manifests. */
export function neededOf(workload: Workload, view: View): readonly NeededConnection[] {
  return view.memo(byWorkload).get(workload) ?? [];
}

function byWorkload(view: View): ReadonlyMap<Workload, readonly NeededConnection[]> {
  const found = new Map<Workload, NeededConnection[]>();
  for (const need of view.scope.needs) {
    for (const call of need.object.calls) {
      for (const it of connections(need, call, view)) {
        const known = found.get(it.to);
        if (known === undefined) found.set(it.to, [it]);
        else known.push(it);
      }
    }
  }
  return found;
}

function connections(need: Need, call: CallReading, view: View): NeededConnection[] {
  return call.to === "service" ? byName(need, call, view) : byLabels(need, call, view);
}

function byName(need: Need, call: ServiceCall, view: View): NeededConnection[] {
  const service = serviceNamed(call.name.value, call.namespace ?? need.namespace, view);
  return service === undefined ? [] : through(need, service, call.port, call.name.at, view);
}

function byLabels(need: Need, call: SelectedCall, view: View): NeededConnection[] {
  const isThere = (namespace: string): boolean =>
    call.namespaces === "any" || (call.namespaces ?? [need.namespace]).includes(namespace);
  const port = call.port.value;
  if (call.to === "services") {
    return servicesMatching(call.selector, view)
      .filter((it) => isThere(it.namespace))
      .flatMap((it) => through(need, it, port, call.port.at, view));
  }
  return view
    .workloadsMatching(call.selector)
    .filter((it) => isThere(it.namespace))
    .flatMap((to) => {
      const listed = to.ports.find((it) => it.name === port || it.number === port);
      const protocol = PROTOCOLS.find((it) => it === listed?.protocol);
      if (listed === undefined || protocol === undefined) return [];
      return [{ caller: need.object.caller, need, at: call.port.at, to, port: listed.number, protocol }];
    });
}

/** @param asked The Service's port by number or name; undefined: its only one. */
function through(
  need: Need,
  service: Service,
  asked: number | string | undefined,
  at: Site,
  view: View,
): NeededConnection[] {
  const only = service.object.ports.length === 1 ? service.object.ports[0] : undefined;
  const written =
    asked === undefined ? only : service.object.ports.find((it) => it.port === asked || it.name === asked);
  const protocol = PROTOCOLS.find((it) => it === written?.protocol);
  if (written === undefined || protocol === undefined) return [];
  const base = { caller: need.object.caller, need, at, service, servicePort: written.port, protocol };
  return [...arrivalsFrom(service, view)].flatMap(([to, arrivals]) =>
    arrivals.flatMap((it) =>
      it.written !== written || it.target === undefined ? [] : { ...base, to, port: it.target },
    ),
  );
}
