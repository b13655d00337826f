/** Annotations of pods: those by which Prometheus' example configuration and chart scrape them, Istio's for its sidecar, and Linkerd's. */

import type { Sourced } from "../base/source.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { field, text } from "./read.js";

/**
 * The port that is to be scraped, `declared` where none is written; undefined where none is asked for, or none can be read.
 * @param metadata Of the pods, or of a Service.
 */
export function scrapedPort(metadata: YamlNode | undefined): Sourced<number | "declared"> | undefined {
  const annotations = field(metadata, "annotations");
  const scrape = text(field(annotations, "prometheus.io/scrape"));
  if (scrape?.value !== "true") return undefined;
  const port = text(field(annotations, "prometheus.io/port"));
  if (port === undefined) return { value: "declared", at: scrape.at };
  return /^[1-9]\d{0,4}$/.test(port.value) ? { value: Number(port.value), at: port.at } : undefined;
}

/** True where an annotation keeps Istio's sidecar out, which else comes into all pods of a namespace. */
export function refusesProxy(metadata: YamlNode | undefined): boolean {
  return text(field(field(metadata, "annotations"), "sidecar.istio.io/inject"))?.value === "false";
}

/**
 * What annotations say of Linkerd's proxy: whether it is injected, and `partly` where some ports are kept out of it, or it listens on
 * another one. Undefined where they say nothing.
 */
export function linkerdOf(metadata: YamlNode | undefined): string | undefined {
  const annotations = field(metadata, "annotations");
  if (OWN_PORTS.some((it) => field(annotations, it) !== undefined)) return "partly";
  return text(field(annotations, "linkerd.io/inject"))?.value;
}

const OWN_PORTS = [
  "config.linkerd.io/skip-inbound-ports",
  "config.linkerd.io/skip-outbound-ports",
  "config.linkerd.io/proxy-inbound-port",
];
