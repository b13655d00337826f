/** Flux's HelmRelease: which chart it installs, where, and with which values. */

import type { Sourced } from "../base/source.js";
import { field, text } from "../decode/read.js";
import type { ChartFolder, ChartRelease, LocalChart, PodSourceObject } from "../model/pod-source.js";
import { mergedMaps } from "../syntax/merged-maps.js";
import { jsonOf } from "../syntax/plain-value.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { chartFolder } from "./chart-source.js";
import { rewritesOf } from "./post-renderers.js";
import { releaseOf } from "./release-pods.js";
import { readSource } from "./source.js";
import { layerOf, type ValuesEntry, valuesEntries } from "./values-from.js";

/** Into `spec.targetNamespace`, else beside the object (fluxcd.io/flux/components/helm/helmreleases). */
export function helmRelease(root: YamlNode): PodSourceObject[] {
  const spec = field(root, "spec");
  const entries = valuesEntries(spec);
  const plain = withLayers(root, [], entries.length > 0);
  if (entries.length === 0 || plain.release === undefined) return [plain];
  // The same object for the same texts, so that what is kept for it lasts as long as they do.
  let last: { readonly found: readonly (Sourced<string> | undefined)[]; readonly made: PodSourceObject } | undefined;
  const valuesFrom = entries.map((it) => it.reference);
  const withValues = (found: readonly (Sourced<string> | undefined)[]): PodSourceObject => {
    if (last === undefined || last.found.some((it, at) => it !== found[at])) {
      last = { found, made: withTexts(root, entries, found) };
    }
    return last.made;
  };
  return [{ ...plain, release: { ...plain.release, valuesFrom, withValues } }];
}

/** Later values win, so that only those behind the last unknown ones are certain. */
function withTexts(
  root: YamlNode,
  entries: readonly ValuesEntry[],
  found: readonly (Sourced<string> | undefined)[],
): PodSourceObject {
  const layers = entries.map((it, at) => layerOf(it, found[at]));
  const certain = layers.slice(layers.lastIndexOf(undefined) + 1).filter((it) => it !== undefined);
  const unread = entries.flatMap(({ reference }, at) => (layers[at] === undefined ? [reference] : []));
  const made = withLayers(root, certain, unread.length > 0);
  return made.release === undefined
    ? made
    : { ...made, release: { ...made.release, unread: [...unread, ...(made.release.unread ?? [])] } };
}

/**
 * @param layers Values that its own win over.
 * @param isPart True where there are values that are not known.
 */
function withLayers(root: YamlNode, layers: readonly YamlNode[], isPart: boolean): PodSourceObject {
  const spec = field(root, "spec");
  const own = text(field(field(root, "metadata"), "name"));
  const target = text(field(spec, "targetNamespace"))?.value;
  const named = text(field(spec, "releaseName"));
  const name = named ?? (own && target !== undefined ? { ...own, value: `${target}-${own.value}` } : own);
  const into = target === undefined ? "own" : { namespace: target };
  if (name === undefined) return readSource(root, "HelmRelease", { into });
  const written = field(spec, "values");
  const all = [...layers, ...(written === undefined || written.isNull ? [] : [written])];
  const values = all.length === 0 ? undefined : mergedMaps(all);
  const rewrites = rewritesOf(spec);
  const isOpen = isPart || (values === undefined && all.length > 0);
  const localOf = (folder: ChartFolder): LocalChart => ({
    ...folder,
    release: name.value,
    values: values === undefined ? undefined : jsonOf(values),
    isOpen: isOpen || rewrites !== "nothing",
  });
  return readSource(root, "HelmRelease", {
    into,
    release: {
      ...releaseOf(root, values, name, isOpen || rewrites === "pods"),
      ...chartIn(spec, localOf),
      localOf,
      ...(rewrites === "nothing" ? {} : { unread: ["post-renderers" as const] }),
    },
  });
}

function chartIn(
  spec: YamlNode | undefined,
  localOf: (folder: ChartFolder) => LocalChart,
): Pick<ChartRelease, "chart" | "version" | "reference" | "local"> {
  const template = field(field(spec, "chart"), "spec");
  const chart = text(field(template, "chart"))?.value;
  const version = text(field(template, "version"))?.value;
  const reference = text(field(field(spec, "chartRef"), "name"))?.value;
  const folder = chartFolder(template);
  return {
    ...(chart === undefined ? {} : { chart: chart.replace(/^.*\//, "") }),
    ...(version === undefined ? {} : { version }),
    ...(reference === undefined ? {} : { reference }),
    ...(folder === undefined ? {} : { local: localOf(folder) }),
  };
}
