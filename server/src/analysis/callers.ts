/** Workloads of a scope that serve Ingresses and Gateways or read metrics, told from the labels that their charts give them. */

import type { Caller } from "../model/need.js";
import type { Workload } from "../model/scope.js";
import type { View } from "./view.js";

const NAME_KEYS = ["app.kubernetes.io/name", "app", "k8s-app"];

/** Values of these labels, as the projects' own manifests and charts have them. */
const NAMES: Readonly<Record<Exclude<Caller, "api-server">, ReadonlySet<string>>> = {
  router: new Set([
    "ingress-nginx",
    "nginx-ingress",
    "traefik",
    "haproxy-ingress",
    "kubernetes-ingress",
    "contour",
    "envoy",
    "kong",
    "istio-ingressgateway",
  ]),
  monitor: new Set(["prometheus", "prometheus-agent", "vmagent", "alloy", "grafana-agent"]),
};

/** Empty where none is in the workspace, and for the API server, which is no pod. */
export function callersOf(caller: Caller, view: View): readonly Workload[] {
  return caller === "api-server" ? [] : (view.memo(knownCallers).get(caller) ?? []);
}

function knownCallers({ scope }: View): ReadonlyMap<Caller, readonly Workload[]> {
  const found = new Map<Caller, Workload[]>([
    ["router", []],
    ["monitor", []],
  ]);
  for (const workload of scope.workloads) {
    const name = NAME_KEYS.map((key) => workload.labels.get(key)).find((it) => it !== undefined) ?? "";
    for (const [caller, names] of Object.entries(NAMES)) {
      if (names.has(name)) found.get(caller as Caller)?.push(workload);
    }
  }
  return found;
}
