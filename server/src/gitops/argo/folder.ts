/** What Argo CD makes of a source's folder: by which tool, and from which files (GO-19, GO-20). */

import type { FileTree, MapValue } from "../../kustomize/index.js";
import { contentOf, hasKustomization } from "../kustomization-file.js";
import { mergePatched } from "../merge-patch.js";
import { joined } from "../paths.js";
import { matchesWhole, readPattern, withoutBraces } from "../pattern.js";
import { at, flagAt, textAt } from "../read.js";
import { namedTool, type Source, type Tool } from "./application.js";

/** The source as the folder's own files override it (GO-19). */
export function withOverrides(source: Source, tree: FileTree, folder: string, application: string): Source {
  let { root } = source;
  for (const name of [".argocd-source.yaml", `.argocd-source-${application}.yaml`]) {
    const override = contentOf(tree, joined(folder, name));
    if (override?.kind === "map") root = mergePatched(root, override) as MapValue;
  }
  return root === source.root ? source : { ...source, root };
}

/** GO-19: what is named, else what the folder itself holds; of a chart and a kustomization the latter. */
export function toolOf(source: Source, tree: FileTree, folder: string): Tool {
  const named = namedTool(source);
  if (named !== undefined) return named;
  if (hasKustomization(tree, folder)) return "kustomize";
  return tree.file(joined(folder, "Chart.yaml")) !== undefined ? "helm" : "directory";
}

/** Paths of the files of a plain directory (GO-20); whether each holds manifests is for whoever reads it. */
export function directoryFiles({ root }: Source, tree: FileTree, folder: string): string[] {
  const directory = at(root, "directory");
  const recurse = flagAt(directory, "recurse");
  const included = globTest(textAt(directory, "include"));
  const excluded = globTest(textAt(directory, "exclude"));
  const found: string[] = [];
  const open = [""];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const whole = joined(folder, path).replace(/\/$/, "");
    if (path === "" || tree.isFolder(whole)) {
      if (path !== "" && !recurse) continue;
      for (const name of [...tree.names(whole)].sort().reverse()) open.push(joined(path, name));
    } else if (/\.(?:ya?ml|json)$/.test(path) && excluded?.(path) !== true && included?.(path) !== false) {
      const file = tree.file(whole);
      if (file !== undefined && (file === "unread" || !file.text.includes("+argocd:skip-file-rendering"))) {
        found.push(whole);
      }
    }
  }
  return found;
}

/** A glob in which `*` also matches `/`; undefined where none is written. */
function globTest(glob: string | undefined): ((path: string) => boolean) | undefined {
  if (glob === undefined || glob === "") return undefined;
  const patterns = withoutBraces(glob)?.map((it) => readPattern(it, "!")) ?? [];
  return (path) => patterns.some((it) => matchesWhole(it, path));
}
