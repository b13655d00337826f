/** Releases of charts as they are in a scope: which chart it is, and the pods that are told from its values. */

import { namesDefinitions } from "../kustomize/index.js";
import type { ChartSourceObject, LikelyLabels, LocalChart, PodSourceObject, ReleasePods } from "../model/pod-source.js";
import type { Member } from "./member.js";

export class Releases {
  readonly #members: readonly Member[];
  #sources: ReadonlyMap<string, readonly ChartSourceObject[]> | undefined;

  /** @param members All of the scope. */
  constructor(members: readonly Member[]) {
    this.#members = members;
  }

  /** Undefined for an object that installs no chart, and for charts of which no rule is known. */
  podsOf({ release }: PodSourceObject): ReleasePods | undefined {
    const chart = release && this.#chartOf(release);
    return chart?.name === undefined ? undefined : release?.podsOf(chart.name, chart.major);
  }

  likelyOf({ release, likely }: PodSourceObject): LikelyLabels {
    return release === undefined ? likely : release.likelyOf(this.#chartOf(release).name);
  }

  /** By its chart's name it installs definitions of custom resources, and nothing that runs. */
  installsDefinitions({ release }: PodSourceObject): boolean {
    return release !== undefined && namesDefinitions(this.#chartOf(release).name ?? "");
  }

  /** What Helm is told of a chart in the repository; undefined where the chart is elsewhere, or nobody knows where. */
  localOf({ release }: PodSourceObject): LocalChart | undefined {
    if (release === undefined || release.local !== undefined) return release?.local;
    const [only, another] = release.reference === undefined ? [] : this.#sourcesNamed(release.reference);
    return only?.folder === undefined || another !== undefined ? undefined : release.localOf?.(only.folder);
  }

  #chartOf({ chart, version, reference }: Release): { readonly name?: string; readonly major?: number } {
    if (chart !== undefined) return { name: chart, ...majorOf([version]) };
    if (reference === undefined) return {};
    const sources = this.#sourcesNamed(reference);
    const names = new Set(sources.map((it) => it.chart));
    // One that is not here is most often called like its chart; several of one name may be of different charts.
    const name = sources.length === 0 ? reference : names.size === 1 ? sources[0]?.chart : undefined;
    return { ...(name === undefined ? {} : { name }), ...majorOf(sources.map((it) => it.version)) };
  }

  #sourcesNamed(name: string): readonly ChartSourceObject[] {
    if (this.#sources === undefined) {
      const sources = new Map<string, ChartSourceObject[]>();
      for (const { object } of this.#members) {
        const own = object.type === "chart-source" ? object.meta.name?.value : undefined;
        if (object.type === "chart-source" && own !== undefined)
          sources.set(own, [...(sources.get(own) ?? []), object]);
      }
      this.#sources = sources;
    }
    return this.#sources.get(name) ?? [];
  }
}

type Release = NonNullable<PodSourceObject["release"]>;

/** The one major version that all of them have. */
function majorOf(versions: readonly (string | undefined)[]): { readonly major?: number } {
  const majors = new Set(versions.map((it) => /^[v^~=]?\s*(\d+)\b/.exec(it ?? "")?.[1]));
  const [only] = majors;
  return majors.size === 1 && only !== undefined ? { major: Number(only) } : {};
}
