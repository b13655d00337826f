/** Notices of charts that Helm renders: which one it refuses, and with which values each counts. */

import { chartKey, type ChartRequest } from "../kustomize/index.js";
import type { FileId, Notice } from "../workspace/inputs.js";
import type { Snapshot } from "../workspace/snapshot.js";
import { listText } from "./words.js";

/** One for each chart and cause, at its `Chart.yaml`. */
export function chartNotices(snapshot: Snapshot): Notice[] {
  const { rendered } = snapshot.builds.charts;
  if (rendered.size === 0) return [];
  const ids = new Map([...snapshot.files.values()].map((it) => [it.input.path, it.input.id]));
  const said = new Map<
    string,
    { readonly file: FileId | undefined; readonly releases: string[]; readonly says: string }
  >();
  for (const request of snapshot.chartRequests) {
    const it = rendered.get(chartKey(request));
    if (it === undefined) continue;
    const says =
      it.fault === undefined
        ? "Rendered by helm"
        : `helm cannot render this chart, so it counts in no flow: ${it.fault}`;
    const file = ids.get(`${request.folder}/Chart.yaml`.replace(/^\//, ""));
    const key = `${request.folder}|${says}`;
    const known = said.get(key) ?? { file, releases: [], says };
    known.releases.push(releaseText(request));
    said.set(key, known);
  }
  return [...said.values()].map(({ file, releases, says }) => ({
    message: says.startsWith("Rendered") ? `${says} as ${listText(releases, 4)}` : says,
    ...(file === undefined ? {} : { file }),
  }));
}

function releaseText({ release, namespace }: ChartRequest): string {
  return `\`${release}\` in \`${namespace}\``;
}
