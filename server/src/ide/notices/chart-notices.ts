/** Notices about charts that Helm renders: which ones fail and why, and as which releases each counts. */

import { chartKey, type ChartRequest } from "../../kustomize/index.js";
import type { Notice } from "../../workspace/inputs.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { type Caused, noticesOfCause } from "./notice-groups.js";
import { listText } from "../words.js";

interface Told extends Caused {
  readonly releases: readonly string[];
  /** Undefined for a chart that was rendered. */
  readonly fault: string | undefined;
  /** It does not count, because its objects are in manifests, too. */
  readonly isCommitted: boolean;
}

/** One for each cause, at the `Chart.yaml`. */
export function chartNotices(snapshot: Snapshot): Notice[] {
  const told = toldCharts(snapshot);
  const rendered = told.filter((it) => it.fault === undefined && !it.isCommitted);
  const committed = told.filter((it) => it.fault === undefined && it.isCommitted);
  const missing = told.filter((it) => it.fault !== undefined && MISSING.test(it.fault));
  const refused = told.filter((it) => it.fault !== undefined && !MISSING.test(it.fault));
  return [
    ...noticesOfCause(snapshot, rendered, {
      one: ({ releases }) => `Rendered by helm as ${listText(releases, 4)}`,
      many: (all) => `${all.length} charts are rendered by helm`,
    }),
    ...noticesOfCause(snapshot, committed, {
      one: () => "Rendered by helm, but not counted in flows: its objects are in manifests of this workspace, too",
      many: (all) =>
        `${all.length} charts are rendered by helm, but not counted in flows: their objects are in manifests of this workspace, too`,
    }),
    ...noticesOfCause(snapshot, missing, {
      one: ({ fault = "" }) => `Not rendered: its dependencies are missing in \`charts/\`: ${dependencies(fault)}`,
      many: (all) => `${all.length} charts are not rendered: their dependencies are missing in \`charts/\``,
    }),
    ...refused.map(
      ({ file, fault = "" }): Notice => ({
        file,
        message: `helm cannot render this chart, so it is not counted in flows: ${fault}`,
      }),
    ),
  ];
}

/** What helm says about dependencies that are not fetched. */
const MISSING = /missing in charts\/? directory: (.*)$/;

function dependencies(fault: string): string {
  const names = MISSING.exec(fault)?.[1]?.split(/[, ]+/) ?? [];
  return listText(
    names.map((it) => `\`${it}\``),
    4,
  );
}

/** The result for each chart; releases with the same result are together. */
function toldCharts(snapshot: Snapshot): readonly Told[] {
  const { rendered, stateAt } = snapshot.builds.charts;
  if (rendered.size === 0) return [];
  const { committedCharts } = snapshot;
  const told = new Map<string, Told & { readonly releases: string[] }>();
  for (const request of snapshot.chartRequests) {
    const it = rendered.get(chartKey(request));
    const file = stateAt(request.folder === "" ? "Chart.yaml" : `${request.folder}/Chart.yaml`)?.input.id;
    if (it === undefined || file === undefined) continue;
    const isCommitted = committedCharts.has(chartKey(request));
    const key = `${file}|${it.fault ?? ""}|${isCommitted}`;
    const known = told.get(key) ?? { file, line: 0, releases: [], fault: it.fault, isCommitted };
    known.releases.push(releaseText(request));
    told.set(key, known);
  }
  return [...told.values()];
}

function releaseText({ release, namespace }: ChartRequest): string {
  return `\`${release}\` in \`${namespace}\``;
}
