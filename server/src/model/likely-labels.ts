/** Labels that pods of a chart most likely have. */

import type { LikelyLabels } from "./pod-source.js";

/** What the pods of most charts are labelled with: the names of the release and of the chart. */
export function likelyOfChart(release: string, chart: string | undefined): LikelyLabels {
  const names = [...new Set([release, ...(chart === undefined ? [] : [chart, `${release}-${chart}`])])];
  return new Map([
    ["app.kubernetes.io/instance", [release]],
    ["app.kubernetes.io/name", names],
    ["app", names],
    ["k8s-app", names],
    ["release", [release]],
  ]);
}
