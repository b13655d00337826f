/** Charts whose rendered objects are manifests of the workspace, too: these count, and what the chart comes to does not. */

import type { UnseenPods } from "../model/scope.js";
import { chartOf } from "./chart-templates.js";
import type { StateAt } from "./charts.js";
import { aboutChart } from "./lone-charts.js";
import type { Member } from "./member.js";

/** On all objects of a chart, with its version: https://helm.sh/docs/chart_best_practices/labels/. `chart` is the older form. */
const CHART_LABELS = ["helm.sh/chart", "chart"];

/** Names of the charts that these objects are rendered from. */
export function chartsOf(members: readonly Member[]): ReadonlySet<string> {
  return new Set(
    members.flatMap(({ object: { meta } }) => {
      const label = CHART_LABELS.map((it) => meta.labels.get(it)?.value).find((it) => it !== undefined);
      return label === undefined ? [] : [label.replace(/-v?\d[^/]*$/, "")];
    }),
  );
}

/** Kind and name of each object that people name; namespaces differ between renderings. */
export function namesOf(members: readonly Member[]): ReadonlySet<string> {
  return new Set(
    members.flatMap(({ object: { type, meta } }) =>
      meta.name === undefined || !NAMED.has(type) ? [] : [`${meta.kind.value} ${meta.name.value}`],
    ),
  );
}

const NAMED: ReadonlySet<Member["object"]["type"]> = new Set(["policy", "workload", "service"]);

/** True if half of what a chart comes to, or more, is written in manifests. */
export function isCommitted(made: readonly Member[], written: ReadonlySet<string>): boolean {
  const own = [...namesOf(made)];
  return own.length > 0 && own.filter((it) => written.has(it)).length * 2 >= own.length;
}

/** Templates of charts that are not rendered are no unknown source of pods where their rendered objects are in the scope. */
export class CommittedCharts {
  readonly #folders: ReadonlySet<string>;
  readonly #stateAt: StateAt;

  /** @param folders Those that hold a chart, each with its slash. */
  constructor(folders: ReadonlySet<string>, stateAt: StateAt) {
    this.#folders = folders;
    this.#stateAt = stateAt;
  }

  /** The sources without such templates. */
  without(unseen: readonly UnseenPods[], groups: readonly (readonly Member[])[]): readonly UnseenPods[] {
    if (this.#folders.size === 0 || unseen.every((it) => it.cause !== "template")) return unseen;
    const charts = chartsOf(groups.flat());
    if (charts.size === 0) return unseen;
    return unseen.filter(({ cause, file = "" }) => {
      const folder = cause === "template" ? chartOf(file, this.#folders) : undefined;
      const chart = folder === undefined ? undefined : this.#stateAt(`${folder}Chart.yaml`);
      const name = chart === undefined ? undefined : aboutChart(chart).name;
      return name === undefined || !charts.has(name);
    });
  }
}
