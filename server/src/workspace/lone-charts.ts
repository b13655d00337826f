/** Charts of the workspace that nothing in it installs: each is rendered as it comes, called as it is called. */

import { type ChartRequest, PLAIN_REQUEST } from "../kustomize/index.js";
import { resolved } from "../gitops/paths.js";
import { memoize } from "../base/memoize.js";
import { field, items } from "../syntax/children.js";
import { rootOf } from "../syntax/yaml-document.js";
import { chartFolders } from "./chart-templates.js";
import type { Charts } from "./charts.js";
import type { FileState } from "./file-state.js";

/** @param charts After all builds: what these ask for is somebody's. */
export function loneCharts(files: readonly FileState[], charts: Charts): readonly ChartRequest[] {
  const folders = [...chartFolders(files.map((it) => it.input.path))].map((it) => it.replace(/\/$/, ""));
  if (folders.length === 0) return [];
  const used = new Set([...charts.asked.values()].map((it) => it.folder));
  for (const { documents } of files) for (const it of documents) for (const folder of installedBy(it)) used.add(folder);
  const all = folders.flatMap((folder) => {
    const file = charts.stateAt(at(folder, "Chart.yaml"));
    return file === undefined ? [] : [{ folder, file, ...aboutChart(file) }];
  });
  for (const { folder, local } of all) {
    for (const it of local) {
      const path = resolved(folder, it);
      if (path !== undefined) used.add(path);
    }
  }
  const known = new Set(folders);
  return all.flatMap(({ folder, name, isLibrary }): ChartRequest[] => {
    if (name === undefined || isLibrary || used.has(folder) || isInChart(folder, known)) return [];
    return [{ ...PLAIN_REQUEST, folder, release: name, namespace: "default" }];
  });
}

function at(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** A part of another chart. */
function isInChart(folder: string, charts: ReadonlySet<string>): boolean {
  for (const match of folder.matchAll(/(?:^|\/)(?:charts|templates)\//g)) {
    if (charts.has(folder.slice(0, match.index))) return true;
  }
  return false;
}

/** Folders of charts that a document's objects install, or have fetched for releases. */
const installedBy = memoize(({ decoded }: FileState["documents"][number]): readonly string[] =>
  decoded.objects.flatMap((it) => {
    if (it.type === "chart-source") return it.folder === undefined ? [] : [it.folder.path];
    if (it.type !== "pod-source") return [];
    return [it.folder, it.release?.local?.path].filter((one) => one !== undefined);
  }),
);

/** What a Chart.yaml says: https://helm.sh/docs/topics/charts/#the-chartyaml-file */
export const aboutChart = memoize((file: FileState) => {
  const [document] = file.yaml.documents;
  const parsed = document?.parsed ?? document?.later.get();
  const root = parsed === undefined ? undefined : rootOf(parsed);
  const local = items(field(root, "dependencies")).flatMap((it) => {
    const path = /^file:\/\/(.+)$/.exec(field(it, "repository")?.text ?? "")?.[1];
    return path === undefined ? [] : [path];
  });
  return { name: field(root, "name")?.text, isLibrary: field(root, "type")?.text === "library", local };
});
