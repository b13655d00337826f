/** Services behind Ingresses and routes (of the Gateway API, Traefik and Contour), and what serves them. */

import { field, integerOrString, items, text, texts } from "../decode/read.js";
import type { CallReading, GatewayRef } from "../model/need.js";
import type { YamlNode } from "../syntax/yaml-document.js";

/** Of an Ingress: its default backend, and one for each path. */
export function backendsOf(root: YamlNode): CallReading[] {
  const spec = field(root, "spec");
  const paths = items(field(spec, "rules")).flatMap((it) => items(field(field(it, "http"), "paths")));
  return [field(spec, "defaultBackend"), ...paths.map((it) => field(it, "backend"))].flatMap((backend) => {
    const service = field(backend, "service");
    const name = text(field(service, "name"));
    const port = field(service, "port");
    const written = integerOrString(field(port, "number")) ?? text(field(port, "name"));
    return name === undefined || written === undefined ? [] : [{ to: "service", name, port: written.value }];
  });
}

/** Of a route: the references that are to Services. */
export function routeBackends(root: YamlNode): CallReading[] {
  return items(field(field(root, "spec"), "rules"))
    .flatMap((it) => items(field(it, "backendRefs")))
    .flatMap((it) => {
      const name = text(field(it, "name"));
      const port = integerOrString(field(it, "port"));
      const isService = (text(field(it, "kind"))?.value ?? "Service") === "Service" && field(it, "group") === undefined;
      if (name === undefined || port === undefined || !isService) return [];
      const namespace = text(field(it, "namespace"))?.value;
      return [{ to: "service", name, port: port.value, ...(namespace === undefined ? {} : { namespace }) } as const];
    });
}

/** Of the routes of Traefik and Contour: the Services that they list, those of Contour also for TCP. */
export function listedBackends(root: YamlNode): CallReading[] {
  const spec = field(root, "spec");
  return [...items(field(spec, "routes")), ...[field(spec, "tcpproxy")].filter((it) => it !== undefined)]
    .flatMap((it) => items(field(it, "services")))
    .flatMap((it) => {
      const name = text(field(it, "name"));
      const port = integerOrString(field(it, "port"));
      // Traefik's own services balance others.
      const isService = (text(field(it, "kind"))?.value ?? "Service") === "Service";
      if (name === undefined || port === undefined || !isService) return [];
      const namespace = text(field(it, "namespace"))?.value;
      return [{ to: "service", name, port: port.value, ...(namespace === undefined ? {} : { namespace }) } as const];
    });
}

/** Of an Ingress, of a route of the Gateway API, of Traefik or of Contour: the hosts that it serves, without patterns. */
export function hostsOf(root: YamlNode): readonly string[] {
  const spec = field(root, "spec");
  const named = [
    ...items(field(spec, "rules")).flatMap((it) => text(field(it, "host")) ?? []),
    ...texts(field(spec, "hostnames")),
    text(field(field(spec, "virtualhost"), "fqdn")),
  ].flatMap((it) => it?.value ?? []);
  const matched = items(field(spec, "routes")).flatMap((it) =>
    [...(text(field(it, "match"))?.value ?? "").matchAll(/Host\(`([^`]+)`\)/g)].map((match) => match[1] ?? ""),
  );
  return [...named, ...matched].filter((it) => !it.includes("*"));
}

/** Of an Ingress or a Gateway. */
export function classNameOf(root: YamlNode, kind: string): string | undefined {
  return text(field(field(root, "spec"), kind === "Ingress" ? "ingressClassName" : "gatewayClassName"))?.value;
}

/** Of an IngressClass or a GatewayClass: the name of its controller. */
export function controllerOf(root: YamlNode, kind: string): string | undefined {
  return text(field(field(root, "spec"), kind === "IngressClass" ? "controller" : "controllerName"))?.value;
}

/** Of a route: its parents that are Gateways. */
export function gatewaysOf(root: YamlNode): GatewayRef[] {
  return items(field(field(root, "spec"), "parentRefs")).flatMap((it): GatewayRef[] => {
    const name = text(field(it, "name"))?.value;
    if (name === undefined || (text(field(it, "kind"))?.value ?? "Gateway") !== "Gateway") return [];
    const namespace = text(field(it, "namespace"))?.value;
    return [{ name, ...(namespace === undefined ? {} : { namespace }) }];
  });
}
