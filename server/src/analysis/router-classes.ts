/** Which product serves an Ingress or a route: by its class, and by the controller that the class stands for. */

import type { Need } from "../model/scope.js";
import type { View } from "./view.js";

/** Names in the labels of a product's pods, by a word that is in the names of its classes and controllers. */
const PODS_OF: ReadonlyMap<string, readonly string[]> = new Map([
  ["nginx", ["ingress-nginx", "nginx-ingress"]],
  ["traefik", ["traefik"]],
  ["haproxy", ["haproxy-ingress", "kubernetes-ingress"]],
  ["contour", ["contour", "envoy"]],
  ["envoy", ["envoy"]],
  ["kong", ["kong"]],
  ["istio", ["istio-ingressgateway"]],
]);

/** Values of the labels of all of them, as the projects' own manifests and charts have them. */
export const ROUTERS: ReadonlySet<string> = new Set([...PODS_OF.values()].flat());

/** Class of Gateways and Ingresses that Cilium serves itself: what comes from there has the identity `ingress` (CP-39). */
const CILIUM_CLASS = "cilium";

/** True for an Ingress of that class, and for a route all of whose Gateways are of this workspace and of that class. */
export function isServedByCilium(need: Need, view: View): boolean {
  const classes = classesOf(need, view);
  return classes.length > 0 && classes.every((it) => it === CILIUM_CLASS);
}

/**
 * Names in the labels of the pods that may serve it; none if another product does. `any` if its class is not known, and no class in this
 * workspace says what is installed.
 */
export function productsOf(need: Need, view: View): ReadonlySet<string> | "any" {
  if (need.object.router !== undefined) return new Set([need.object.router]);
  const isIngress = need.object.gateways === undefined;
  const controllers = isIngress ? view.memo(ingressControllers) : view.memo(gatewayControllers);
  const classes = classesOf(need, view);
  const named = classes.flatMap((it) =>
    it === undefined ? [] : (controllers.get(it) ?? (wordIn(it) === undefined ? [] : it)),
  );
  if (classes.length > 0 && named.length === classes.length) return podsOf(named);
  return controllers.size === 0 ? "any" : podsOf([...controllers.values(), ...named]);
}

/** Words in the names of what serves Ingresses and routes, or stands before it. */
const PASSES_ON = /gateway|ingress|proxy|router|tunnel|edge|waf|balancer/i;

/** False for the name of an application that serves no Ingress and no route. */
export function mayServe(name: string): boolean {
  return wordIn(name.toLowerCase()) !== undefined || PASSES_ON.test(name);
}

/** The class of an Ingress, or of each Gateway of a route; undefined for one that is not known. */
function classesOf({ namespace, object: { className, gateways } }: Need, view: View): readonly (string | undefined)[] {
  if (gateways === undefined) return className === undefined ? [] : [className];
  const classes = view.memo(gatewayClasses);
  return gateways.map((it) => classes.get(`${it.namespace ?? namespace}/${it.name}`));
}

function podsOf(controllers: readonly string[]): ReadonlySet<string> {
  return new Set(controllers.flatMap((it) => PODS_OF.get(wordIn(it) ?? "") ?? []));
}

function wordIn(name: string): string | undefined {
  return [...PODS_OF.keys()].find((it) => name.includes(it));
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

function ingressControllers(view: View): ReadonlyMap<string, string> {
  return controllersOf("IngressClass", view);
}

function gatewayControllers(view: View): ReadonlyMap<string, string> {
  return controllersOf("GatewayClass", view);
}

function controllersOf(classKind: string, { scope }: View): ReadonlyMap<string, string> {
  return new Map(
    scope.needs.flatMap(({ object: { kind, meta, servedBy } }): [string, string][] =>
      kind === classKind && servedBy !== undefined && meta.name !== undefined ? [[meta.name.value, servedBy]] : [],
    ),
  );
}
