/** Services and ports of nodes for clients outside the cluster whose pods allow only pods (NP1909). */

import { type Arrival, arrivalsAt } from "../../analysis/services-of-pods.js";
import type { View } from "../../analysis/view.js";
import { partOf, type Site } from "../../base/source.js";
import type { Allowance } from "../../engine/answers.js";
import { PROTOCOLS } from "../../engine/traffic.js";
import { allowListOf, peersOf, type PodsPeer, type PolicyPart } from "../../model/reading.js";
import { nameSite, type Policy, type Service, type Workload } from "../../model/scope.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { isFor, nearestPolicy, rulesOn, type Target } from "./kept-out-calls.js";
import { mayUnreadAllow } from "../evidence/unread-allowances.js";

export interface ClosedService {
  readonly at: Site;
  readonly policy: Policy;
  readonly part: PolicyPart;
  /** Undefined: a container's port is one of its node, `target.nodePort`. */
  readonly service: Service | undefined;
  /** The first port of the Service, at the pods. */
  readonly target: ExposedPort;
}

interface ExposedPort extends Target {
  readonly nodePort?: number;
}

/** Each Service of each workload once, and ports of its node, at the policy that is closest to allowing the first port. */
export function* closedServices(policy: Policy, view: View): Iterable<ClosedService> {
  for (const part of policy.reading.parts) {
    if (part.isolates.ingress === undefined) continue;
    for (const [service, targets] of view.memo(exposedAtAll, view.selectedBy(policy, part))) {
      const [target] = targets;
      if (target === undefined || !isClosed(target.to, targets, view) || nearestPolicy(target, view) !== policy)
        continue;
      const list = allowListOf(part, "ingress");
      yield {
        at: list === undefined ? nameSite(policy) : partOf(list.at, "key"),
        policy,
        part,
        service,
        target,
      };
    }
  }
}

/** A class of load balancers whose proxies are pods, and an annotation for the same. */
const PROXIED = /tailscale/;

type Exposed = readonly [Service | undefined, readonly ExposedPort[]];

/** Policies that select the same pods share the list of them. */
function exposedAtAll(workloads: readonly Workload[], view: View): readonly Exposed[] {
  return workloads.flatMap((it) => [...exposedAt(it, view)]);
}

function exposedAt(workload: Workload, view: View): ReadonlyMap<Service | undefined, readonly ExposedPort[]> {
  const found = new Map<Service | undefined, ExposedPort[]>();
  const onNode = onNodeOf(workload);
  if (onNode.length > 0) found.set(undefined, onNode);
  for (const arrival of arrivalsAt(workload, view)) {
    const { object } = arrival.service;
    const hasProxy = [object.loadBalancerClass ?? "", ...object.meta.annotations.keys()].some((it) => PROXIED.test(it));
    const target = targetOf(arrival, workload);
    if (!object.isExposed || hasProxy || target === undefined) continue;
    found.set(arrival.service, [...(found.get(arrival.service) ?? []), target]);
  }
  return found;
}

/** Agents on each node have such ports for the pods of the node. */
function onNodeOf(workload: Workload): ExposedPort[] {
  if (workload.kind === "DaemonSet") return [];
  return workload.ports.flatMap(({ number, protocol: written, hostPort }) => {
    const protocol = PROTOCOLS.find((it) => it === written);
    return hostPort === undefined || protocol === undefined
      ? []
      : [{ to: workload, protocol, port: number, nodePort: hostPort }];
  });
}

function targetOf({ written, target }: Arrival, to: Workload): ExposedPort | undefined {
  const protocol = PROTOCOLS.find((it) => it === written.protocol);
  return protocol === undefined || target === undefined
    ? undefined
    : {
        to,
        protocol,
        port: target,
        servicePort: written.port,
        ...(written.nodePort === undefined ? {} : { nodePort: written.nodePort }),
      };
}

/** Where one port is open to clients outside, the others may be meant for the cluster only. */
function isClosed(workload: Workload, targets: readonly ExposedPort[], view: View): boolean {
  const { namespace, hostNetwork } = workload;
  const isUnread = mayUnreadAllow(view, namespace);
  if (hostNetwork || isUnread || view.policiesOn(workload, "ingress").some(isRanked)) return false;
  const rules = rulesOn(workload, view);
  // Policies that allow nothing at all say nothing of who is meant to connect.
  if (rules.length === 0 || rules.some((it) => it.namedPorts.length > 0)) return false;
  // A rule for the number at the Service or at the node is meant for the same connections (NP1409, NP1412).
  return !rules.some(
    (rule) =>
      mayBeOutside(rule) &&
      targets.some(({ protocol, port, servicePort, nodePort }) =>
        [port, servicePort, nodePort].some((it) => it !== undefined && isFor(rule, protocol, it)),
      ),
  );
}

function mayBeOutside({ anyPeer, by }: Allowance): boolean {
  return anyPeer || peersOf(by.reading).some((it) => it.type !== "pods" || mayPassOn(it));
}

/** Names of proxies, and of namespaces in which load balancers run as pods. */
const PROXY =
  /kube-system|ingress|gateway|proxy|lb|balancer|nginx|traefik|istio|envoy|haproxy|kong|contour|cloudflare/i;

/** Pods that clients outside may be meant to come through: those named like proxies, and those of namespaces without a name. */
function mayPassOn(peer: PodsPeer): boolean {
  const { selector, namespaces } = peer;
  const asked = [...(selector?.requirements ?? []), ...(typeof namespaces === "string" ? [] : namespaces.requirements)];
  const isAnyNamespace =
    namespaces === "any" || (typeof namespaces !== "string" && namespaces.requirements.length === 0);
  return isAnyNamespace || asked.some(({ key, values }) => [key, ...values].some((it) => PROXY.test(it.value)));
}
