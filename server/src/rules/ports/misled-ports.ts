/** Port numbers of a Service whose pods listen on another port (NP1409). */

import type { Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { Workload, Policy } from "../../model/scope.js";
import { includesPort, listed, type PortsOnPods, portsOnPods, type WrittenPort } from "./ports-on-pods.js";
import { type Arrival, arrivalsAt } from "../../analysis/services-of-pods.js";

/** Of the Service of the cluster's DNS. */
const DNS_PORT = 53;

/** A port number, and the Service that has it. */
export interface MisledPort {
  readonly at: Site;
  readonly number: number;
  readonly isText: boolean;
  readonly deny: boolean;
  readonly arrival: Arrival;
  /** The ports of the pods to which Services lead from it. */
  readonly targets: readonly number[];
}

/** In the order written. */
export function* misledPorts(policy: Policy, view: View): Iterable<MisledPort> {
  for (const written of portsOnPods(policy, view)) {
    // If no label tells the pods apart, others that listen there may not be in this workspace.
    const about = written.areAll || written.areNamed ? written : onlyDns(written, view);
    for (const { port, last, protocols, isText } of about.ports) {
      if (typeof port?.value !== "number" || last !== undefined) continue;
      const number = port.value;
      const arrival = misled(about, number, protocols, view);
      if (arrival === undefined) continue;
      yield { at: port.at, number, isText, deny: about.deny, arrival, targets: targetsOf(about, number, view) };
    }
  }
}

/** The DNS port of a whole namespace that has the cluster's DNS: meant for the pods behind its Service. */
function onlyDns(about: PortsOnPods, view: View): PortsOnPods {
  const { namespace } = view.settings.dns;
  const pods = about.pods.filter(
    (pod) => pod.namespace === namespace && arrivalsAt(pod, view).some((it) => it.written.port === DNS_PORT),
  );
  return { ...about, pods, ports: pods.length === 0 ? [] : about.ports.filter((it) => it.port?.value === DNS_PORT) };
}

/** The Service that has the number; undefined if some pod may listen on it, or the rule also has every target port. */
function misled(about: PortsOnPods, number: number, protocols: WrittenPort["protocols"], view: View) {
  if (listed(about.pods, number).length > 0) return undefined;
  const { led, others } = view.memo(byArrivals, about.pods);
  if (others.length > 0) return undefined;
  let found: Arrival | undefined;
  for (const pod of led) {
    const arrivals = arrivalsAt(pod, view).filter(({ written }) => protocols.includes(written.protocol));
    if (arrivals.some((it) => it.target === number)) return undefined;
    const fromService = arrivals.filter((it) => leadsElsewhere(it, number));
    if (fromService.length === 0 && mayListen(pod)) return undefined;
    found ??= fromService.find((it) => it.target !== undefined && !includesPort(about, it.written.protocol, it.target));
  }
  return found;
}

/** Pods to which Services lead, and of the others those that may listen anywhere. */
interface ByArrivals {
  readonly led: readonly Workload[];
  readonly others: readonly Workload[];
}

/** Policies that select the same pods share the list of them. */
function byArrivals(pods: readonly Workload[], view: View): ByArrivals {
  const isLed = (it: Workload): boolean => arrivalsAt(it, view).length > 0;
  return { led: pods.filter(isLed), others: pods.filter((it) => mayListen(it) && !isLed(it)) };
}

/** Containers need not list their ports: one that lists none may listen anywhere, except that Jobs usually do not listen. */
function mayListen({ ports, kind }: Workload): boolean {
  return ports.length === 0 && kind !== "Job" && kind !== "CronJob";
}

function leadsElsewhere({ written, target }: Arrival, number: number): boolean {
  return written.port === number && target !== undefined && target !== number;
}

function targetsOf({ pods }: PortsOnPods, number: number, view: View): readonly number[] {
  const targets = pods.flatMap((pod) =>
    arrivalsAt(pod, view).flatMap((it) => (leadsElsewhere(it, number) ? (it.target ?? []) : [])),
  );
  return [...new Set(targets)];
}
