/** EndpointSlices and Endpoints: the addresses to which a Service leads, whoever keeps them. */

import type { EndpointsObject } from "../model/workload.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { readMeta } from "./object.js";
import { field, integer, items, text } from "./read.js";

/** The label by which a slice says whose addresses it holds. */
const SERVICE_NAME = "kubernetes.io/service-name";

/** Undefined for a slice that says no Service: nothing leads to it. */
export function decodeEndpointSlice(root: YamlNode): EndpointsObject | undefined {
  const service = text(field(field(field(root, "metadata"), "labels"), SERVICE_NAME));
  if (service === undefined) return undefined;
  const addresses = items(field(root, "endpoints")).flatMap((it) => items(field(it, "addresses")));
  return {
    type: "endpoints",
    meta: readMeta(root, "EndpointSlice", "discovery.k8s.io/v1"),
    service: service.value,
    addresses: addresses.flatMap((it) => text(it)?.value ?? []),
    ports: items(field(root, "ports")).flatMap(readPort),
    problems: [],
  };
}

/** Belong to the Service of their name. */
export function decodeEndpoints(root: YamlNode): EndpointsObject | undefined {
  const service = text(field(field(root, "metadata"), "name"));
  if (service === undefined) return undefined;
  const subsets = items(field(root, "subsets"));
  return {
    type: "endpoints",
    meta: readMeta(root, "Endpoints", "v1"),
    service: service.value,
    addresses: subsets
      .flatMap((it) => items(field(it, "addresses")))
      .flatMap((it) => text(field(it, "ip"))?.value ?? []),
    ports: subsets.flatMap((it) => items(field(it, "ports"))).flatMap(readPort),
    problems: [],
  };
}

function readPort(node: YamlNode): EndpointsObject["ports"] {
  const port = integer(field(node, "port"));
  const name = text(field(node, "name"))?.value ?? "";
  return port === undefined
    ? []
    : [{ name, port: port.value, protocol: text(field(node, "protocol"))?.value ?? "TCP" }];
}
