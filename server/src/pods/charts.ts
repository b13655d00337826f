/** Objects that install a chart: where its pods go, and with which labels they mostly come. */

import { field, items, text } from "../decode/read.js";
import type { PodSourceObject } from "../model/pod-source.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { likelyOfChart, readSource } from "./source.js";

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
  const name = text(field(field(root, "metadata"), "name"))?.value ?? "";
  const target = text(field(spec, "targetNamespace"))?.value;
  const release = text(field(spec, "releaseName"))?.value ?? (target === undefined ? name : `${target}-${name}`);
  const chart =
    text(field(field(field(spec, "chart"), "spec"), "chart"))?.value ??
    text(field(field(spec, "chartRef"), "name"))?.value;
  return [
    readSource(root, "HelmRelease", {
      into: target === undefined ? "own" : { namespace: target },
      likely: likelyOfChart(release, chart),
    }),
  ];
}

/** RKE2, k3s: `spec.targetNamespace`, else beside the object (docs.k3s.io/add-ons/helm). */
function helmChart(root: YamlNode): PodSourceObject[] {
  const spec = field(root, "spec");
  const name = text(field(field(root, "metadata"), "name"))?.value ?? "";
  const target = text(field(spec, "targetNamespace"))?.value;
  return [
    readSource(root, "HelmChart", {
      into: target === undefined ? "own" : { namespace: target },
      likely: likelyOfChart(name, text(field(spec, "chart"))?.value),
    }),
  ];
}

/** Argo CD: `spec.destination.namespace`; of several sources each (argo-cd.readthedocs.io/en/stable/user-guide). */
function application(root: YamlNode): PodSourceObject[] {
  const spec = field(root, "spec");
  const name = text(field(field(root, "metadata"), "name"))?.value ?? "";
  const target = text(field(field(spec, "destination"), "namespace"))?.value;
  const several = items(field(spec, "sources"));
  const one = field(spec, "source");
  const sources = several.length > 0 ? several : one === undefined ? [] : [one];
  return sources.flatMap((source): PodSourceObject[] => {
    // A source that others take values from installs nothing.
    const chart = text(field(source, "chart"))?.value;
    const folder = text(field(source, "path"))?.value;
    if (chart === undefined && folder === undefined) return [];
    const release = text(field(field(source, "helm"), "releaseName"))?.value ?? name;
    return [
      readSource(root, "Application", {
        into: target === undefined ? "any" : { namespace: target },
        likely: likelyOfChart(release, chart),
        ...(folder === undefined ? {} : { folder: folder.replace(/^\.?\/+|\/+$/g, "") }),
      }),
    ];
  });
}
