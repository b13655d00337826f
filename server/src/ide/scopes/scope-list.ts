/** Which clusters the files describe: what each contains, why, and what of it is not in this workspace. */

import type { Site } from "../../base/source.js";
import type { UnseenCause, UnseenPods } from "../../model/scope.js";
import type { BuiltRoot } from "../../workspace/built-root.js";
import type { FileState } from "../../workspace/file-state.js";
import type { FileId } from "../../workspace/inputs.js";
import type { FoundScope, ScopeReason } from "../../workspace/scopes.js";
import type { Snapshot } from "../../workspace/snapshot.js";

export interface ScopeList {
  readonly scopes: readonly ScopeInfo[];
  /** Files with manifests that are in no scope: their folder is built, but the build does not include them. */
  readonly leftOut: readonly FileId[];
}

export interface ScopeInfo {
  readonly name: string;
  readonly because: ScopeReason;
  /** True where policies of another cluster may apply in it too: what all of them do together is not checked. */
  readonly partial: boolean;
  readonly policies: number;
  readonly workloads: number;
  /** Namespaces that contain something, sorted. */
  readonly namespaces: readonly string[];
  readonly builds: readonly ScopeBuild[];
  /** Files whose manifests count as written. */
  readonly files: readonly FileId[];
  readonly unseen: readonly ScopeUnseen[];
}

/** A kustomization, or an object of Flux or Argo CD that builds something. */
export interface ScopeBuild {
  /** Kind and name, or the kustomization's path. */
  readonly by: string;
  /** The file that defines it. */
  readonly file?: FileId;
  /** The folder that is built; left out where it is not in this workspace. */
  readonly folder?: string;
  /** How many objects it builds. */
  readonly objects: number;
}

/** Something that is or may be in the cluster, but not in this workspace. */
export interface ScopeUnseen {
  /** In words: "HelmRelease plex", "The Secret `vars` is not in the workspace: variables from it are unknown". */
  readonly what: string;
  /** What is missing: pods that it may run, or values of variables. */
  readonly of: "pods" | "values";
  /** Why its pods are not known. */
  readonly cause?: UnseenCause;
  readonly kind?: string;
  /** Where it is; left out where that is not known. */
  readonly namespace?: string;
  readonly file?: FileId;
}

export function scopeList(snapshot: Snapshot): ScopeList {
  return {
    scopes: snapshot.foundScopes.map((it) => scopeInfo(snapshot, it)),
    leftOut: snapshot.leftOut.filter(holdsObjects).map((it) => it.input.id),
  };
}

function scopeInfo(snapshot: Snapshot, found: FoundScope): ScopeInfo {
  const { scope, because, partial, roots, files } = found;
  const unseen = scope.unseen.filter((it) => it.arePodsKnown !== true).map(unseenPods);
  return {
    name: scope.name,
    because,
    partial,
    policies: scope.policies.length,
    workloads: scope.workloads.length,
    namespaces: [...scope.namespaces.keys()].sort(),
    builds: roots.map((it) => scopeBuild(snapshot, it)),
    files: files.filter((it) => snapshot.builds.objects.membersOf(it).length > 0).map((it) => it.input.id),
    unseen: [...unseen, ...unknownValues(snapshot, roots)],
  };
}

function holdsObjects({ documents }: FileState): boolean {
  return documents.some((it) => it.decoded.objects.length > 0);
}

function scopeBuild(snapshot: Snapshot, root: BuiltRoot): ScopeBuild {
  const { folder, by, build } = root;
  const file = idOf(snapshot, snapshot.builds.objects.pathOf(root));
  return {
    by: by?.name ?? file ?? "",
    ...(file === undefined ? {} : { file }),
    ...(folder === undefined ? {} : { folder }),
    objects: build.objects.length,
  };
}

function unseenPods({ because, cause, kind, namespace, file }: UnseenPods): ScopeUnseen {
  return {
    what: because,
    of: "pods",
    ...(cause === undefined ? {} : { cause }),
    ...(kind === undefined ? {} : { kind }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(file === undefined ? {} : { file }),
  };
}

/** Why values in the builds are not known, each cause once. */
function unknownValues(snapshot: Snapshot, roots: readonly BuiltRoot[]): ScopeUnseen[] {
  const causes = new Map<string, ScopeUnseen>();
  for (const { at, says } of roots.flatMap((it) => it.notes ?? [])) {
    const file = fileOf(snapshot, at);
    if (!causes.has(says)) causes.set(says, { what: says, of: "values", ...(file === undefined ? {} : { file }) });
  }
  return [...causes.values()];
}

function fileOf(snapshot: Snapshot, at: Site): FileId | undefined {
  return snapshot.locate(at.document)?.file.input.id;
}

function idOf(snapshot: Snapshot, path: string | undefined): FileId | undefined {
  return path === undefined ? undefined : snapshot.fileAt(path)?.input.id;
}
