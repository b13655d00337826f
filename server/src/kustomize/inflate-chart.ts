/**
 * The objects of a chart next to a kustomization, rendered as kustomize does it (HelmChartInflationGenerator of kustomize 5).
 * Other charts would have to be downloaded, so their objects are not known.
 */

import { quoted } from "../base/quote.js";
import type { Accumulator } from "./accumulator.js";
import { type ChartRequest, PLAIN_REQUEST } from "./charts.js";
import type { ChartEntry } from "./kustomization.js";
import type { Loader } from "./loader.js";
import { isAbsolute } from "./paths.js";
import { makeResource, type Resource } from "./resource.js";
import { toPlain } from "./value.js";

/** The objects of the entry; none if the chart is not rendered, which is noted. */
export function inflated(entry: ChartEntry, loader: Loader, into: Accumulator): readonly Resource[] {
  const request = requestOf(entry, loader);
  const outcome = request === undefined ? undefined : loader.tree.chart(request);
  if (outcome !== undefined && "objects" in outcome) return outcome.objects.map((it) => makeResource(it, entry.at));
  const name = entry.name.value;
  into.unseen.push({
    at: entry.name.at.site("pair"),
    is: "chart",
    because: `chart ${quoted(name)}`,
    release: { name: entry.releaseName, chart: name },
    ...(entry.namespace === "" ? {} : { namespace: entry.namespace }),
  });
  return [];
}

/** Undefined for a chart that is not in this workspace. Fails if a values file is missing. */
function requestOf(entry: ChartEntry, loader: Loader): ChartRequest | undefined {
  const { name, home, version, repo, releaseName, namespace, crds, skipTests, skipHooks } = entry;
  if (name.value === "" || isAbsolute(home)) return undefined;
  // kustomize downloads a chart into a folder for its version.
  const versioned = version !== "" && repo !== "" ? [`${home}/${name.value}-${version}/${name.value}`] : [];
  const folder = [...versioned, `${home}/${name.value}`]
    .flatMap((it) => loader.resolve(it) ?? [])
    .find((it) => loader.tree.file(`${it}/Chart.yaml`) !== undefined);
  if (folder === undefined) return undefined;
  const values = valuesOf(entry, folder, loader);
  if (values === undefined) return undefined;
  return {
    ...PLAIN_REQUEST,
    folder,
    // Without a name, Helm generates one, which is not known in advance.
    release: releaseName === "" ? name.value : releaseName,
    namespace: namespace === "" ? "default" : namespace,
    values,
    crds,
    tests: !skipTests,
    hooks: !skipHooks,
  };
}

/** Undefined where a file cannot be read. */
function valuesOf(entry: ChartEntry, folder: string, loader: Loader): readonly string[] | undefined {
  const { valuesFile, moreValuesFiles, valuesInline, valuesMerge } = entry;
  const own = valuesFile === undefined ? [] : [loader.data(valuesFile)?.text];
  const more = moreValuesFiles.map((it) => loader.data(it)?.text);
  const inline = valuesInline === undefined ? [] : [JSON.stringify(toPlain(valuesInline))];
  const defaults = loader.tree.file(`${folder}/values.yaml`);
  const below = own.length > 0 || defaults === undefined || defaults === "unread" ? own : [defaults.text];
  const layers =
    inline.length === 0
      ? own
      : valuesMerge === "replace"
        ? inline
        : valuesMerge === "merge"
          ? [...inline, ...below]
          : [...own, ...inline];
  const all = [...layers, ...more];
  const known = all.filter((it) => it !== undefined);
  return known.length < all.length ? undefined : known;
}
