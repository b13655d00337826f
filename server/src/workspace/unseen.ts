/** Sources of pods that are not in this workspace, in a scope: in which namespace, with which labels, and why. */

import type { PodSourceObject } from "../model/pod-source.js";
import type { UnseenPods } from "../model/scope.js";
import type { WorkloadObject } from "../model/workload.js";
import { mayMakePods } from "../systems/scan-text.js";
import { holdsPlaceholder } from "../base/placeholder.js";
import type { FileState } from "./file-state.js";
import type { Releases } from "./releases.js";
import type { Member } from "./member.js";

/** What the scope knows about an object beyond its manifest. */
interface Surroundings {
  readonly releases: Releases;
  /** Whether the workspace has manifests in a folder. */
  readonly hasFolder: (folder: string) => boolean;
  /** Where the object is. */
  readonly namespace: string;
}

/**
 * The pods that a controller makes for an object: workloads as far as they are known, and a source of further pods. Nothing if
 * they come from a folder of the workspace, whose manifests are read themselves, or if there are none.
 */
export function podsOfSource(
  member: Member,
  object: PodSourceObject,
  { releases, hasFolder, namespace }: Surroundings,
): { readonly pods: readonly Member[]; readonly unseen: readonly UnseenPods[] } {
  const { folder, meta, kind } = object;
  if (folder !== undefined && hasFolder(folder)) return { pods: [], unseen: [] };
  if (releases.installsDefinitions(object)) return { pods: [], unseen: [] };
  const where = namespaceFor(member, object, namespace);
  const known = where === undefined ? undefined : releases.podsOf(object);
  const isRendered = known === undefined && releases.localOf(object) !== undefined;
  const unread = (object.release?.unread ?? []).filter((it) =>
    it === "patches-of-others" ? isRendered : isRendered || known !== undefined,
  );
  const pods = (known?.workloads ?? []).map((it) => ({ ...member, object: it, namespace: where ?? namespace }));
  const arePodsKnown = known?.areAll === true && !holdsPlaceholder(meta.name?.value ?? "");
  const source: UnseenPods = {
    because: `${kind} ${meta.name?.value ?? ""}`.trim(),
    cause: object.release === undefined && folder === undefined ? "controller" : "chart",
    kind,
    ...(arePodsKnown ? { arePodsKnown } : {}),
    labels: new Map([...object.labels].filter(([, value]) => !holdsPlaceholder(value))),
    likely: releases.likelyOf(object),
    ...(unread.length === 0 ? {} : { unread }),
    ...(where === undefined ? {} : { namespace: where }),
    ...(member.file === undefined ? {} : { file: member.file }),
  };
  return { pods, unseen: [source] };
}

/** Undefined if it is not known. */
function namespaceFor(member: Member, { into, meta }: PodSourceObject, namespace: string): string | undefined {
  const isTold = member.namespace !== undefined || meta.namespace !== undefined;
  if (into === "any" || (into === "told" && !isTold)) return undefined;
  const where = typeof into === "string" ? namespace : into.namespace;
  return holdsPlaceholder(where) ? undefined : where;
}

/** Whether members have manifests below a folder. The folders are collected on first use. */
export function folderFinder(members: readonly Member[]): (folder: string) => boolean {
  let folders: Set<string> | undefined;
  return (folder) => {
    folders ??= new Set(members.flatMap((it) => (it.file === undefined ? [] : foldersOf(it.file))));
    return folders.has(folder);
  };
}

/** `a` and `a/b` of `a/b/c.yaml`, and the root. */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return ["", ...parts.map((_, at) => parts.slice(0, at + 1).join("/"))];
}

/** A workload whose labels contain variables may have any labels. */
export function unseenOfVariables(member: Member, object: WorkloadObject, namespace: string): UnseenPods[] {
  const holds = [...object.podLabels.values()].some((it) => holdsPlaceholder(it.value));
  if (!holds) return [];
  return [
    {
      namespace,
      because: `${object.kind} ${object.meta.name?.value ?? ""}`.trim(),
      cause: "variables",
      kind: object.kind,
      ...(member.file === undefined ? {} : { file: member.file }),
    },
  ];
}

const WORKLOAD_IN_TEMPLATE =
  /^[ \t-]*kind:[ \t]*["']?(Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Pod|Job|CronJob)\b/m;

/** A template that renders workloads, or objects whose controllers make some, in any namespace. */
export function unseenOfTemplate({ template, input }: FileState): UnseenPods[] {
  if (!template) return [];
  const makesPods = WORKLOAD_IN_TEMPLATE.test(input.text) || input.text.split(/^---/m).some(mayMakePods);
  return makesPods ? [{ because: `template ${input.path}`, cause: "template", file: input.path }] : [];
}
