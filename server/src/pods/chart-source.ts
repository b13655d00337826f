/** Objects that releases refer to: those from which charts are fetched, and ConfigMaps with values. */

import type { Sourced } from "../base/source.js";
import { readMeta } from "../decode/object.js";
import { field, items, text } from "../decode/read.js";
import type { ChartFolder, ChartSourceObject, ChartValuesObject } from "../model/pod-source.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { NodeText } from "./node-text.js";

/** Kinds that a release of a chart may refer to for it. */
export function isChartSource(group: string, kind: string): boolean {
  return group === "source.toolkit.fluxcd.io" && (kind === "OCIRepository" || kind === "HelmChart");
}

/** Flux: the chart is the last part of the repository's address (fluxcd.io/flux/components/source/ocirepositories). */
export function readChartSource(root: YamlNode, kind: string): ChartSourceObject | undefined {
  const spec = field(root, "spec");
  const chart = text(kind === "HelmChart" ? field(spec, "chart") : field(spec, "url"))?.value;
  const reference = field(spec, "ref");
  const version = text(field(spec, "version")) ?? text(field(reference, "tag")) ?? text(field(reference, "semver"));
  if (chart === undefined) return undefined;
  const folder = kind === "HelmChart" ? chartFolder(spec) : undefined;
  return {
    type: "chart-source",
    meta: readMeta(root, kind, ""),
    problems: [],
    chart: chart.replace(/\/+$/, "").split("/").at(-1) ?? chart,
    ...(version === undefined ? {} : { version: version.value }),
    ...(folder === undefined ? {} : { folder }),
  };
}

/**
 * A chart that is a path in a source of files rather than a name in a repository of charts. Files of values take the place of the
 * chart's own (fluxcd.io/flux/components/source/helmcharts/#values-files).
 * @param chart `spec` of a HelmChart, or what a HelmRelease has in its place.
 */
export function chartFolder(chart: YamlNode | undefined): ChartFolder | undefined {
  const source = text(field(field(chart, "sourceRef"), "kind"))?.value;
  const written = text(field(chart, "chart"))?.value;
  if (written === undefined || (source !== "GitRepository" && source !== "Bucket")) return undefined;
  return {
    path: withoutSlashes(written),
    files: items(field(chart, "valuesFiles")).flatMap((it) => {
      const path = text(it)?.value;
      return path === undefined ? [] : [withoutSlashes(path)];
    }),
    ignoresMissing: field(chart, "ignoreMissingValuesFiles")?.text === "true",
  };
}

export function withoutSlashes(path: string): string {
  return path.replace(/^(?:\.?\/)+|\/+$/g, "").replace(/^\.$/, "");
}

/** True for a document that may hold values of a release. */
export function mayHoldValues(document: string, kinds: readonly string[]): boolean {
  return kinds.includes("ConfigMap") && /values/i.test(document);
}

/** Texts that SOPS has encrypted are left out. */
export function readChartValues(root: YamlNode): ChartValuesObject {
  const texts = new Map<string, Sourced<string>>();
  for (const { key, value } of field(root, "data")?.entries() ?? []) {
    if (value.kind === "scalar" && !value.text.startsWith("ENC[")) texts.set(key, new NodeText(value));
  }
  return { type: "chart-values", meta: readMeta(root, "ConfigMap", "v1"), problems: [], texts };
}
