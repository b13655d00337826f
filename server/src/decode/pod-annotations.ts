/** Annotations of pods: those by which Prometheus' example configuration and chart scrape them, and Istio's for its sidecar. */

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
