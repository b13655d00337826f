/** Workloads of a scope that serve Ingresses and Gateways or read metrics, told from the labels that their charts give them. */

import type { Need, Workload } from "../model/scope.js";
import { isServedByCilium, productsOf, ROUTERS } from "./router-classes.js";
import type { View } from "./view.js";

/** Keys of labels with the name of the application. */
export const NAME_KEYS = ["app.kubernetes.io/name", "app", "k8s-app"];

/** Values of these labels, as the projects' own manifests and charts have them. */
export const NAMES_OF_MONITORS: ReadonlySet<string> = new Set([
  "prometheus",
  "prometheus-agent",
  "vmagent",
  "alloy",
  "grafana-agent",
]);

/** Empty where none is in the workspace, and for what is not a pod: the API server, a proxy that the CNI itself runs. */
export function callersOf(need: Need, view: View): readonly Workload[] {
  switch (need.object.caller) {
    case "router":
      return isServedByCilium(need, view) ? [] : routersOf(need, view);
    case "monitor":
      return monitorsIn(view);
    default:
      return [];
  }
}

/** Workloads that read metrics. */
export function monitorsIn(view: View): readonly Workload[] {
  return view.memo(monitors);
}

/** Workloads that serve Ingresses or Gateways. */
export function routersIn(view: View): readonly Workload[] {
  return view.memo(routers).map((it) => it.workload);
}

function routersOf(need: Need, view: View): readonly Workload[] {
  const products = productsOf(need, view);
  const all = view.memo(routers);
  return products === "any"
    ? all.map((it) => it.workload)
    : all.flatMap((it) => (products.has(it.name) ? it.workload : []));
}

function routers({ scope }: View): readonly { readonly workload: Workload; readonly name: string }[] {
  return scope.workloads.flatMap((workload) => {
    const name = nameOf(workload);
    return ROUTERS.has(name) ? [{ workload, name }] : [];
  });
}

function monitors({ scope }: View): readonly Workload[] {
  return scope.workloads.filter((it) => NAMES_OF_MONITORS.has(nameOf(it)));
}

/** Workloads that are named so in their labels. */
export function operatorsIn(names: readonly string[], { scope }: View): readonly Workload[] {
  return scope.workloads.filter((it) => names.includes(nameOf(it)));
}

function nameOf({ labels }: Workload): string {
  return NAME_KEYS.map((key) => labels.get(key)).find((it) => it !== undefined) ?? "";
}
