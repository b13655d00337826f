/**
 * A name that no namespace of this workspace has → the namespace that was probably meant: the one with the same words in another order,
 * or the only one with an ingress controller or a Prometheus, if the name is usual for such a namespace.
 */

import { monitorsIn, NAMES_OF_MONITORS, routersIn } from "../../analysis/callers.js";
import { ROUTERS } from "../../analysis/router-classes.js";
import type { View } from "../../analysis/view.js";
import type { Workload } from "../../model/scope.js";

/** Undefined if the namespace is in this workspace, or several may be meant. */
export function standInFor(name: string, view: View): string | undefined {
  const { namespaces, unseen } = view.scope;
  if (namespaces.has(name) || unseen.some((it) => it.namespace === name)) return undefined;
  const permuted = view.memo(namespacesByWords).get(words(name));
  if (permuted !== undefined) return permuted;
  const usual = USUAL.find((it) => it.name.test(name));
  const homes = usual === undefined ? [] : [...new Set(usual.homes(view))];
  return homes.length === 1 ? homes[0] : undefined;
}

/** Of several with the same words, the first. */
function namespacesByWords({ scope }: View): ReadonlyMap<string, string> {
  return new Map([...scope.namespaces.keys()].reverse().map((it) => [words(it), it]));
}

function words(name: string): string {
  return name.split("-").sort().join("-");
}

/** How namespaces of ingress controllers and of Prometheus are called, and where they are. */
const USUAL: readonly { readonly name: RegExp; readonly homes: (view: View) => readonly string[] }[] = [
  { name: /^(?:.*-)?(?:ingress|nginx|traefik|haproxy|contour|kong)(?:-.*)?$/, homes: homesOfRouters },
  { name: /^(?:.*-)?(?:monitoring|prometheus|observability|metrics)(?:-.*)?$/, homes: homesOfMonitors },
];

function homesOfRouters(view: View): readonly string[] {
  return homesOf(routersIn(view), ROUTERS, view);
}

function homesOfMonitors(view: View): readonly string[] {
  return homesOf(monitorsIn(view), NAMES_OF_MONITORS, view);
}

/** Namespaces of these pods, and of charts that are called so. */
function homesOf(workloads: readonly Workload[], names: ReadonlySet<string>, { scope }: View): readonly string[] {
  const ofCharts = scope.unseen.flatMap(({ namespace, likely }) =>
    namespace !== undefined && [...(likely?.values() ?? [])].flat().some((it) => names.has(it)) ? [namespace] : [],
  );
  return [...workloads.map((it) => it.namespace), ...ofCharts];
}
