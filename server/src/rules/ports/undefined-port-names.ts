/** Port names that no container of the pods concerned defines (NP1411). */

import { nearest } from "../../base/nearest.js";
import type { View } from "../../analysis/view.js";
import type { Workload, Policy } from "../../model/scope.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { listed, portsOnPods } from "./ports-on-pods.js";
import type { Finding } from "../rule.js";
import { type Arrival, arrivalsAt } from "../../analysis/services-of-pods.js";

export interface Undefined extends Finding {
  readonly name: string;
  readonly deny: boolean;
  readonly isText: boolean;
  readonly names: readonly string[];
  /** The nearest port name that the pods have. */
  readonly near?: string;
  /** A Service port with the name, which leads to a number on every pod. */
  readonly arrival?: Arrival;
}

/** In the order written. */
export function* undefinedPortNames(policy: Policy, view: View): Iterable<Undefined> {
  for (const { ports, pods, areAll, deny } of portsOnPods(policy, view)) {
    if (!areAll) continue;
    for (const { port, isText } of ports) {
      if (typeof port?.value !== "string" || listed(pods, port.value).length > 0) continue;
      const names = [...new Set(pods.flatMap((pod) => pod.ports.flatMap((it) => it.name ?? [])))];
      const near = nearest(port.value, names);
      const arrival = serviceWith(port.value, pods, view);
      yield {
        at: port.at,
        severity: areManifestsOfOneCluster(view) ? "warning" : "info",
        name: port.value,
        deny,
        isText,
        names,
        ...(near === undefined ? {} : { near }),
        ...(arrival === undefined ? {} : { arrival }),
      };
    }
  }
}

/** A Service port with the name, if it leads to the same number on all pods. */
function serviceWith(name: string, pods: readonly Workload[], view: View): Arrival | undefined {
  const arrivals = pods.flatMap((pod) => arrivalsAt(pod, view).filter((it) => it.written.name === name));
  const targets = new Set(arrivals.map((it) => it.target));
  return targets.size === 1 && !targets.has(undefined) ? arrivals[0] : undefined;
}
