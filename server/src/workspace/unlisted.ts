/** Manifests right beside a kustomization that nothing lists: no build has their pods, and policies that it lists may be meant for them. */

import type { WorkloadObject } from "../model/workload.js";
import { folderOf } from "../gitops/paths.js";
import type { BuiltRoot } from "./built-root.js";
import type { Builds } from "./builds.js";
import type { FileState } from "./file-state.js";
import type { Member } from "./member.js";

/** By their folders. */
export type UnlistedFiles = ReadonlyMap<string, readonly FileState[]>;

export function unlistedFiles(files: readonly FileState[], builds: Builds): UnlistedFiles {
  const byFolder = new Map<string, FileState[]>();
  for (const file of files) {
    const { path } = file.input;
    if (!builds.isUnlisted(path) || file.documents.length === 0) continue;
    const folder = folderOf(path);
    const known = byFolder.get(folder);
    if (known === undefined) byFolder.set(folder, [file]);
    else known.push(file);
  }
  return byFolder;
}

export function unlistedBeside({ build }: BuiltRoot, files: UnlistedFiles): readonly FileState[] {
  return [...build.folders].flatMap((it) => files.get(it) ?? []);
}

const NEED_LABELS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);

/** Without labels for its pods, the API server rejects a controller: it is a patch that a kustomization lists no longer, or not yet. */
function isPatch({ kind, podLabels }: WorkloadObject): boolean {
  return NEED_LABELS.has(kind) && podLabels.size === 0;
}

/** Their workloads, each in the namespace in which the build has what is listed beside it. */
export function unlistedMembers(root: BuiltRoot, files: UnlistedFiles, builds: Builds): readonly Member[] {
  const beside = unlistedBeside(root, files);
  if (beside.length === 0) return [];
  const set = new Map<string, string>();
  const written = new Map<string, string>();
  for (const { file, namespace, object } of builds.objects.members(root)) {
    if (file === undefined) continue;
    const folder = folderOf(file);
    if (namespace !== undefined) set.set(folder, namespace);
    else if (object.meta.namespace !== undefined) written.set(folder, object.meta.namespace.value);
  }
  return beside.flatMap((file) => {
    const folder = folderOf(file.input.path);
    return builds.objects.membersOf(file).flatMap((it): Member[] => {
      if (it.object.type !== "workload" || it.variables || isPatch(it.object)) return [];
      const namespace = set.get(folder) ?? (it.object.meta.namespace === undefined ? written.get(folder) : undefined);
      return [namespace === undefined ? it : { ...it, namespace }];
    });
  });
}
