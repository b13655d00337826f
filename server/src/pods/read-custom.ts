/** A custom resource → the pods that come of it: derived where that is documented, else a source of pods nobody knows. */

import { hasPodTemplate } from "../decode/pod-template.js";
import { decodeWorkload } from "../decode/workload.js";
import { plainLabels } from "../model/object.js";
import type { ChartSourceObject, PodSourceObject } from "../model/pod-source.js";
import type { WorkloadObject } from "../model/workload.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { isChartSource, readChartSource } from "./chart-source.js";
import { chartReader } from "./charts.js";
import { makesNoPods } from "./inert.js";
import { POD_KINDS } from "./kinds.js";
import { readRow } from "./read-row.js";
import { readSource } from "./source.js";

export function readCustom(
  root: YamlNode,
  group: string,
  kind: string,
): readonly (WorkloadObject | PodSourceObject | ChartSourceObject)[] {
  if (isChartSource(group, kind)) return [readChartSource(root, kind)].filter((it) => it !== undefined);
  if (makesNoPods(group, kind)) return [];
  const chart = chartReader(group, kind);
  if (chart !== undefined) return chart(root);
  const row = POD_KINDS.find((it) => it.group === group && it.kind === kind);
  if (row !== undefined && row.sets !== "template") return readRow(root, row);
  if (!hasPodTemplate(root)) return row === undefined ? [readSource(root, kind)] : [];
  const workload = decodeWorkload(root, kind);
  if (row !== undefined) return [workload];
  // Most controllers copy the template as it is; what else they put on the pods nobody knows.
  return [workload, readSource(root, kind, { labels: plainLabels(workload.podLabels) })];
}
