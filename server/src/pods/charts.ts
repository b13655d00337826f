/** Objects that install a chart: where its pods go, and with which labels they mostly come. */

import { field, items, text } from "../decode/read.js";
import { likelyOfChart } from "../model/likely-labels.js";
import type { PodSourceObject } from "../model/pod-source.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { withoutSlashes } from "./chart-source.js";
import { helmRelease } from "./helm-release.js";
import { releaseOf } from "./release-pods.js";
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
