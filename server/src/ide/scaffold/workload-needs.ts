/** What a workload needs, as far as the manifests say: who calls its ports, and what its containers are configured to call. */

import { allNeeded, type NeededConnection, neededOf } from "../../analysis/needs.js";
import { arrivalsAt, arrivalsFrom } from "../../analysis/services-of-pods.js";
import { toldService } from "../../analysis/told-service.js";
import type { End } from "../../engine/answers.js";
import { NO_TRAFFIC, PROTOCOLS, type Traffic, trafficOf, union } from "../../engine/traffic.js";
import type { Direction } from "../../model/direction.js";
import type { Workload } from "../../model/scope.js";
import type { RulePeers } from "../../systems/policy-writer.js";
import { labelsFor } from "./labels.js";
import type { Ground } from "./scaffold.js";

/** One connection that must be allowed, and a comment about it. */
export interface NeededPass {
  readonly direction: Direction;
  readonly peers: RulePeers;
  /** Ends that stand for the peers where the policy is tried. */
  readonly ends: readonly End[];
  readonly traffic: Traffic;
  readonly comment?: string;
}

export interface WorkloadNeeds {
  readonly passes: readonly NeededPass[];
  /** In words, what may be needed but is not among them. */
  readonly notAllowed: readonly string[];
}

/** Undefined where a peer has no labels of its own, so that a rule for it would match others too. */
export function needsOf(workload: Workload, ground: Ground): WorkloadNeeds | undefined {
  const { view } = ground;
  const calledBy = neededOf(workload, view).map((it) => incoming(it, workload, ground));
  const calls = allNeeded(view)
    .filter((it) => it.from.includes(workload))
    .map((it) => pass("egress", [it.to], trafficAt(it), ground));
  const known = [...calledBy, ...calls];
  if (!known.every((it) => it !== undefined)) return undefined;
  const needed = known.filter((it) => it.direction === "ingress").map((it) => it.traffic);
  const covered = needed.reduce(union, NO_TRAFFIC);
  const served = atServices(workload, covered, ground);
  const open = served.map((it) => it.traffic).reduce(union, covered);
  const outside = outsideCalls(workload, ground);
  return {
    passes: [...known, ...served, ...outside.passes],
    notAllowed: [...unusedPorts(workload, open), ...outside.notAllowed],
  };
}

/** Callers that may be outside of this workspace. */
const WHO: Readonly<Record<string, string>> = { monitor: "What reads metrics", operator: "The operator" };

function incoming(need: NeededConnection, workload: Workload, ground: Ground): NeededPass | undefined {
  const traffic = trafficAt(need);
  const by = `${need.by.kind} \`${need.by.meta.name?.value ?? ""}\``;
  if (need.caller === "api-server") {
    const ends: End[] = [{ type: "entity", name: "kube-apiserver" }];
    const comment = `The API server calls this for ${by}. Pod selectors never match the API server.`;
    return { direction: "ingress", peers: "api-server", ends, traffic, comment };
  }
  if (need.from.length === 0) {
    const who = WHO[need.caller] ?? "What serves Ingresses and Gateways";
    const comment = `${who} for ${by} is not in this workspace: open to anyone until you add its pods here.`;
    return { direction: "ingress", peers: "anyone", ends: [{ type: "world" }], traffic, comment };
  }
  const others = need.caller === "replica" ? [workload] : need.from;
  return pass("ingress", others, traffic, ground);
}

function pass(
  direction: Direction,
  others: readonly Workload[],
  traffic: Traffic,
  ground: Ground,
): NeededPass | undefined {
  const ends = others.map((workload): End => ({ type: "workload", workload }));
  const [onNode] = others.filter((it) => it.hostNetwork);
  if (onNode !== undefined) {
    const comment = `\`${onNode.name}\` uses the host network: pod selectors never match it.`;
    return { direction, peers: "nodes", ends, traffic, comment };
  }
  const peers = others.map((it) => ({ labels: labelsFor(it, ground), namespace: it.namespace }));
  return peers.some((it) => it.labels.size === 0) ? undefined : { direction, peers, ends, traffic };
}

function trafficAt({ protocol, port }: Pick<NeededConnection, "protocol" | "port">): Traffic {
  return trafficOf(protocol, [[port, port]]);
}

/** Ports behind Services for which nothing says who calls them. */
function atServices(workload: Workload, covered: Traffic, { view }: Ground): NeededPass[] {
  const { namespace } = workload;
  return arrivalsAt(workload, view).flatMap(({ service, written, target }): NeededPass[] => {
    const protocol = PROTOCOLS.find((it) => it === written.protocol);
    if (protocol === undefined || target === undefined) return [];
    const traffic = trafficAt({ protocol, port: target });
    const name = `Service \`${service.name}\``;
    if (service.object.isExposed) {
      const comment = `${name} is open to clients outside the cluster.`;
      return [{ direction: "ingress", peers: "anyone", ends: [{ type: "world" }], traffic, comment }];
    }
    if (covered[protocol].some(([low, high]) => low <= target && target <= high)) return [];
    const peers = [{ labels: new Map<string, string>(), namespace }];
    const ends: End[] = [{ type: "pods", namespace, labels: new Map() }];
    const comment = `Nothing in this workspace says who calls ${name}: open to all pods in ${namespace}.`;
    return [{ direction: "ingress", peers, ends, traffic, comment }];
  });
}

function unusedPorts({ ports }: Workload, open: Traffic): string[] {
  return ports.flatMap(({ number, protocol, name }) => {
    const known = PROTOCOLS.find((it) => it === protocol);
    if (known === undefined || open[known].some(([low, high]) => low <= number && number <= high)) return [];
    return [
      `ingress on ${known} ${number}${name === undefined ? "" : ` (${name})`}, which nothing in this workspace calls`,
    ];
  });
}

/** Addresses in its containers' configuration that are not Services in this workspace. */
function outsideCalls(workload: Workload, { view }: Ground): WorkloadNeeds {
  const byHost = new Map<string, { readonly port?: number }>();
  const notAllowed: string[] = [];
  for (const { host, port } of workload.object.told ?? []) {
    if (host === "localhost") continue;
    const service = toldService(host, workload.namespace, view);
    if (service !== undefined) {
      if (arrivalsFrom(service, view).size === 0) {
        notAllowed.push(`egress to Service ${service.name}, whose pods are not in this workspace`);
      }
      continue;
    }
    byHost.set(`${host} ${port ?? ""}`, port === undefined ? {} : { port });
  }
  const passes: NeededPass[] = [];
  for (const [key, { port }] of byHost) {
    const [host = ""] = key.split(" ");
    if (!isOutside(host, view.scope.namespaces) || port === undefined) {
      notAllowed.push(`egress to ${host}${port === undefined ? "" : `:${port}`}, which is not in this workspace`);
      continue;
    }
    passes.push({
      direction: "egress",
      peers: { names: [host] },
      ends: [{ type: "fqdn", pattern: host }],
      traffic: trafficAt({ protocol: "TCP", port }),
      comment: `\`${workload.name}\` is configured to call ${host}.`,
    });
  }
  return { passes, notAllowed: [...new Set(notAllowed)] };
}

const CLUSTER_NAME = /\.(?:svc|local|internal|cluster)$|\.svc\./;

/** True for a name that no Service of the cluster can have. */
function isOutside(host: string, namespaces: ReadonlyMap<string, unknown>): boolean {
  const labels = host.split(".");
  return labels.length > 1 && !CLUSTER_NAME.test(host) && !namespaces.has(labels.at(-1) ?? "");
}
