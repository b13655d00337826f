/** Port numbers that none of the selected pods lists (NP1412). */

import type { Site } from "../../base/source.js";
import type { Workload, Policy } from "../../model/scope.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import {
  allListTheirPorts,
  includesPort,
  listed,
  type PortsOnPods,
  portsOnPods,
  type WrittenPort,
} from "./ports-on-pods.js";
import { type Arrival, arrivalsAt } from "../../analysis/services-of-pods.js";
import type { View } from "../../analysis/view.js";
import type { Severity } from "../rule.js";

/** Ports of the proxies that Istio and Linkerd inject into pods: no manifest lists them. */
const OF_SIDECARS: ReadonlySet<number> = new Set([
  15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090, 4143, 4190, 4191,
]);

/** A port, and the ports that the pods list instead. */
export interface IdlePort {
  readonly at: Site;
  readonly severity: Severity;
  readonly number: number;
  readonly isText: boolean;
  /** True for the DNS port in an egress rule: DNS was meant, but these pods do not serve it. */
  readonly isDns: boolean;
  /** The ports that the pods list. */
  readonly others: readonly number[];
  /** A Service that targets one of them. */
  readonly arrival: Arrival;
}

/** In the order written. */
export function* idlePorts(policy: Policy, view: View): Iterable<IdlePort> {
  for (const about of portsOnPods(policy, view)) {
    if (!about.areAll || about.deny) continue;
    const numbers = about.ports.filter(isOnePort);
    const idle = numbers.filter((it) => listed(about.pods, it.port.value).length === 0);
    if (idle.length === 0 || !allListTheirPorts(about.pods)) continue;
    const { arrivals, first: arrival, atEach } = view.memo(arrivalsAtAll, about.pods);
    if (arrival === undefined) continue;
    const sure = atEach && !servesSome(about) && areManifestsOfOneCluster(view);
    for (const { port, isText } of idle) {
      if (OF_SIDECARS.has(port.value) || arrivals.some((it) => isAbout(it, port.value))) continue;
      const others = [...new Set(about.pods.flatMap((pod) => pod.ports.map((it) => it.number)))];
      const isDns = about.direction === "egress" && view.settings.dns.ports.includes(port.value);
      yield { at: port.at, severity: sure ? "warning" : "info", number: port.value, isText, isDns, others, arrival };
    }
  }
}

/** Where Services arrive at some pods. Policies that select the same pods share the list of them. */
interface Arrivals {
  readonly arrivals: readonly Arrival[];
  /** The first that arrives at a port which the pods list. */
  readonly first: Arrival | undefined;
  /** True where one arrives at each of the pods. */
  readonly atEach: boolean;
}

function arrivalsAtAll(pods: readonly Workload[], view: View): Arrivals {
  const byPod = pods.map((it) => arrivalsAt(it, view));
  const arrivals = byPod.flat();
  return {
    arrivals,
    first: arrivals.find((it) => isListed(pods, it)),
    atEach: byPod.every((it) => it.length > 0),
  };
}

function isOnePort(written: WrittenPort): written is WrittenPort & { readonly port: { value: number; at: Site } } {
  return typeof written.port?.value === "number" && written.last === undefined;
}

function isListed(pods: readonly Workload[], { target }: Arrival): boolean {
  return target !== undefined && listed(pods, target).length > 0;
}

/** A Service may target the number, or have it as its own port, which NP1409 reports. */
function isAbout({ written, target }: Arrival, number: number): boolean {
  return target === undefined || target === number || written.port === number;
}

/** If the list also has a port of the pods, the others may be for future pods. */
function servesSome(about: PortsOnPods): boolean {
  return about.pods.some((pod) => pod.ports.some((it) => includesPort(about, it.protocol, it.number)));
}
