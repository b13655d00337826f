/** The pods of a release, and the labels that they likely have, as far as its values tell. */

import type { Sourced } from "../base/source.js";
import { likelyOfChart } from "../model/likely-labels.js";
import type { ChartRelease, ReleasePods } from "../model/pod-source.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { APP_TEMPLATE, appTemplatePods } from "./app-template.js";

/**
 * @param root The object that installs the chart.
 * @param isOpen True where more than the values decides about labels.
 */
export function releaseOf(
  root: YamlNode,
  values: YamlNode | undefined,
  release: Sourced<string>,
  isOpen: boolean,
): Pick<ChartRelease, "podsOf" | "likelyOf"> {
  // The same objects each time, so that what is kept for them lasts as long as the document.
  const known = new Map<number | undefined, ReleasePods>();
  return {
    podsOf: (chart, major) => {
      if (chart !== APP_TEMPLATE) return undefined;
      let pods = known.get(major);
      if (pods === undefined) {
        pods = appTemplatePods(root, values, release, major);
        if (isOpen) pods = { ...pods, areAll: false };
        known.set(major, pods);
      }
      return pods;
    },
    likelyOf: (chart) => likelyOfChart(release.value, chart),
  };
}
