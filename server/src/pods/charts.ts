/** Objects that install a chart: where its pods go, and with which labels they mostly come. */

import type { Sourced } from "../base/source.js";
import { field, items, text } from "../decode/read.js";
import { readMeta } from "../decode/object.js";
import { likelyOfChart } from "../model/likely-labels.js";
import type { ChartRelease, ChartSourceObject, PodSourceObject, ReleasePods } from "../model/pod-source.js";
import { jsonOf } from "../syntax/plain-value.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { APP_TEMPLATE, appTemplatePods } from "./app-template.js";
import { readSource } from "./source.js";

/** Reads an object of the kind. */
type ReadChart = (root: YamlNode) => readonly PodSourceObject[];

/** By group and kind. */
const CHARTS: Readonly<Record<string, ReadChart>> = {
  "helm.toolkit.fluxcd.io/HelmRelease": helmRelease,
  "helm.cattle.io/HelmChart": helmChart,
  "argoproj.io/Application": application,
};

export function chartReader(group: string, kind: string): ReadChart | undefined {
  const id = `${group}/${kind}`;
  return Object.hasOwn(CHARTS, id) ? CHARTS[id] : undefined;
}

/** Flux: `spec.targetNamespace`, else beside the object (fluxcd.io/flux/components/helm/helmreleases). */
function helmRelease(root: YamlNode): PodSourceObject[] {
  const spec = field(root, "spec");
  const own = text(field(field(root, "metadata"), "name"));
  const target = text(field(spec, "targetNamespace"))?.value;
  const named = text(field(spec, "releaseName"));
  const release = named ?? (own && target !== undefined ? { ...own, value: `${target}-${own.value}` } : own);
  const chartSpec = field(field(spec, "chart"), "spec");
  const chart = text(field(chartSpec, "chart"))?.value;
  const version = text(field(chartSpec, "version"))?.value;
  const reference = text(field(field(spec, "chartRef"), "name"))?.value;
  // Values from elsewhere and what rewrites the rendered objects may change any label.
  const isOpen = ["valuesFrom", "postRenderers"].some((it) => field(spec, it) !== undefined);
  return [
    readSource(root, "HelmRelease", {
      into: target === undefined ? "own" : { namespace: target },
      ...(release === undefined
        ? {}
        : {
            release: {
              ...releaseOf(root, field(spec, "values"), release, isOpen),
              ...(chart === undefined ? {} : { chart: chart.replace(/^.*\//, "") }),
              ...localOf(root, release.value, isOpen),
              ...(version === undefined ? {} : { version }),
              ...(reference === undefined ? {} : { reference }),
            },
          }),
    }),
  ];
}

/**
 * A chart that is a path in a source of files rather than a name in a repository of charts. Files of values take the place of the
 * chart's own (fluxcd.io/flux/components/source/helmcharts/#values-files).
 */
function localOf(root: YamlNode, release: string, isOpen: boolean): Pick<ChartRelease, "local"> {
  const spec = field(root, "spec");
  const chart = field(field(spec, "chart"), "spec");
  const source = text(field(field(chart, "sourceRef"), "kind"))?.value;
  const written = text(field(chart, "chart"))?.value;
  if (written === undefined || (source !== "GitRepository" && source !== "Bucket")) return {};
  const values = field(spec, "values");
  return {
    local: {
      path: withoutSlashes(written),
      release,
      values: values === undefined ? undefined : jsonOf(values),
      files: items(field(chart, "valuesFiles")).flatMap((it) => {
        const path = text(it)?.value;
        return path === undefined ? [] : [withoutSlashes(path)];
      }),
      ignoresMissing: field(chart, "ignoreMissingValuesFiles")?.text === "true",
      isOpen,
    },
  };
}

function withoutSlashes(path: string): string {
  return path.replace(/^(?:\.?\/)+|\/+$/g, "").replace(/^\.$/, "");
}

/** @param isOpen True where more than the values decides about labels. */
function releaseOf(
  root: YamlNode,
  values: YamlNode | undefined,
  release: Sourced<string>,
  isOpen: boolean,
): Pick<ChartRelease, "podsOf" | "likelyOf"> {
  // The same objects each time, so that what is kept for them lasts as long as the document.
  const known = new Map<number | undefined, ReleasePods>();
  return {
    podsOf: (chart, major) => {
      if (chart !== APP_TEMPLATE) return undefined;
      let pods = known.get(major);
      if (pods === undefined) {
        pods = appTemplatePods(root, values, release, major);
        if (isOpen) pods = { ...pods, areAll: false };
        known.set(major, pods);
      }
      return pods;
    },
    likelyOf: (chart) => likelyOfChart(release.value, chart),
  };
}

/** Kinds that a release of a chart may refer to for it. */
export function isChartSource(group: string, kind: string): boolean {
  return group === "source.toolkit.fluxcd.io" && (kind === "OCIRepository" || kind === "HelmChart");
}

/** Flux: the chart is the last part of the repository's address (fluxcd.io/flux/components/source/ocirepositories). */
export function readChartSource(root: YamlNode, kind: string): ChartSourceObject | undefined {
  const spec = field(root, "spec");
  const chart =
    kind === "HelmChart"
      ? text(field(spec, "chart"))?.value
      : text(field(spec, "url"))?.value.replace(/\/+$/, "").split("/").at(-1);
  const reference = field(spec, "ref");
  const version = text(field(spec, "version")) ?? text(field(reference, "tag")) ?? text(field(reference, "semver"));
  if (chart === undefined) return undefined;
  return {
    type: "chart-source",
    meta: readMeta(root, kind, ""),
    problems: [],
    chart,
    ...(version === undefined ? {} : { version: version.value }),
  };
}

/** RKE2, k3s: `spec.targetNamespace`, else beside the object (docs.k3s.io/add-ons/helm). */
function helmChart(root: YamlNode): PodSourceObject[] {
  const spec = field(root, "spec");
  const name = text(field(field(root, "metadata"), "name"))?.value ?? "";
  const target = text(field(spec, "targetNamespace"))?.value;
  return [
    readSource(root, "HelmChart", {
      into: target === undefined ? "own" : { namespace: target },
      likely: likelyOfChart(name, text(field(spec, "chart"))?.value.split("/").at(-1)),
    }),
  ];
}

/** Argo CD: `spec.destination.namespace`; of several sources each (argo-cd.readthedocs.io/en/stable/user-guide). */
function application(root: YamlNode): PodSourceObject[] {
  const spec = field(root, "spec");
  const target = text(field(field(spec, "destination"), "namespace"))?.value;
  const several = items(field(spec, "sources"));
  const one = field(spec, "source");
  const sources = several.length > 0 ? several : one === undefined ? [] : [one];
  return sources.flatMap((source): PodSourceObject[] => {
    // A source that others take values from installs nothing.
    const chart = text(field(source, "chart"))?.value;
    const folder = text(field(source, "path"))?.value;
    if (chart === undefined && folder === undefined) return [];
    const helm = field(source, "helm");
    const named = text(field(helm, "releaseName")) ?? text(field(field(root, "metadata"), "name"));
    // Values as text, and from files, are not read.
    const isOpen = ["values", "valueFiles", "parameters", "fileParameters"].some((it) => field(helm, it) !== undefined);
    const version = text(field(source, "targetRevision"))?.value;
    return [
      readSource(root, "Application", {
        into: target === undefined ? "any" : { namespace: target },
        ...(named === undefined || chart === undefined
          ? {}
          : {
              release: {
                ...releaseOf(root, field(helm, "valuesObject"), named, isOpen),
                chart,
                ...(version === undefined ? {} : { version }),
              },
            }),
        ...(folder === undefined ? {} : { folder: withoutSlashes(folder) }),
      }),
    ];
  });
}
