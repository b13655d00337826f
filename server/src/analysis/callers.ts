/** Workloads of a scope that serve Ingresses and Gateways or read metrics, told from the labels that their charts give them. */

import type { Caller } from "../model/need.js";
import type { Need, Workload } from "../model/scope.js";
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

/** Empty where none is in the workspace, and for what is not a pod: the API server, a proxy that the CNI itself runs. */
export function callersOf(need: Need, view: View): readonly Workload[] {
  const { caller } = need.object;
  if (caller !== "router" && caller !== "monitor") return [];
  if (caller === "router" && isServedByCilium(need, view)) return [];
  const known = view.memo(knownCallers).get(caller) ?? [];
  const { router } = need.object;
  return router === undefined ? known : known.filter((it) => nameOf(it) === router);
}

/** Class of Gateways and Ingresses that Cilium serves itself: what comes from there has the identity `ingress` (CP-39). */
const CILIUM_CLASS = "cilium";

/** True for an Ingress of that class, and for a route all of whose Gateways are of this workspace and of that class. */
export function isServedByCilium({ namespace, object: { className, gateways } }: Need, view: View): boolean {
  if (gateways === undefined) return className === CILIUM_CLASS;
  const classes = view.memo(gatewayClasses);
  const named = gateways.map((it) => classes.get(`${it.namespace ?? namespace}/${it.name}`));
  return named.length > 0 && named.every((it) => it === CILIUM_CLASS);
}

function gatewayClasses({ scope }: View): ReadonlyMap<string, string> {
  return new Map(
    scope.needs.flatMap(({ namespace, object: { kind, meta, className } }): [string, string][] =>
      kind === "Gateway" && className !== undefined && meta.name !== undefined
        ? [[`${namespace}/${meta.name.value}`, className]]
        : [],
    ),
  );
}

function nameOf({ labels }: Workload): string {
  return NAME_KEYS.map((key) => labels.get(key)).find((it) => it !== undefined) ?? "";
}

function knownCallers({ scope }: View): ReadonlyMap<Caller, readonly Workload[]> {
  const found = new Map<Caller, Workload[]>([
    ["router", []],
    ["monitor", []],
  ]);
  for (const workload of scope.workloads) {
    const name = nameOf(workload);
    for (const [caller, names] of Object.entries(NAMES)) {
      if (names.has(name)) found.get(caller as Caller)?.push(workload);
    }
  }
  return found;
}
