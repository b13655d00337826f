/** What makes pods that no manifest shows, as it is in a scope: into which namespace, with which labels, and why. */

import type { PodSourceObject } from "../model/pod-source.js";
import type { UnseenPods } from "../model/scope.js";
import type { WorkloadObject } from "../model/workload.js";
import type { FileState } from "./file-state.js";
import type { Member } from "./render.js";

/**
 * The pods of an object that its controller makes, as far as they are not derived; nothing where they come from a folder of
 * the workspace, whose manifests are read as they are.
 *
 * @param namespace Where the object is.
 * @param hasFolder Whether the workspace has manifests in a folder.
 */
export function unseenOf(
  member: Member,
  object: PodSourceObject,
  namespace: string,
  hasFolder: (folder: string) => boolean,
): UnseenPods[] {
  const { kind, meta, into, labels, likely, folder } = object;
  if (folder !== undefined && hasFolder(folder)) return [];
  const isTold = member.namespace !== undefined || meta.namespace !== undefined;
  const told =
    into === "any" || (into === "told" && !isTold) ? undefined : typeof into === "string" ? namespace : into.namespace;
  const where = told === undefined || isVariable(told) ? undefined : told;
  return [
    {
      because: `${kind} ${meta.name?.value ?? ""}`.trim(),
      cause: kind,
      labels: isRenamed(member) ? NO_LABELS : new Map([...labels].filter(([, value]) => !isVariable(value))),
      likely,
      ...(where === undefined ? {} : { namespace: where }),
      ...(member.file === undefined ? {} : { file: member.file }),
    },
  ];
}

const NO_LABELS: ReadonlyMap<string, string> = new Map();

/** Something fills it in later. */
function isVariable(text: string): boolean {
  return text.includes("${");
}

/** True where a kustomization gives the object another name than the one from which the labels of its pods were told. */
export function isRenamed({ namePrefix, nameSuffix }: Member): boolean {
  return namePrefix !== "" || nameSuffix !== "";
}

/** A workload whose labels are filled in later may have any. */
export function unseenOfVariables(member: Member, object: WorkloadObject, namespace: string): UnseenPods[] {
  const holds = member.document.variables && [...object.podLabels.values()].some((it) => isVariable(it.value));
  if (!holds) return [];
  return [
    {
      namespace,
      because: `${object.kind} ${object.meta.name?.value ?? ""}`.trim(),
      cause: "workload with variables in its labels",
      ...(member.file === undefined ? {} : { file: member.file }),
    },
  ];
}

const WORKLOAD_IN_TEMPLATE =
  /^[ \t-]*kind:[ \t]*["']?(Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Pod|Job|CronJob)\b/m;

/** A template that renders workloads: they may land in any namespace. */
export function unseenOfTemplate({ template, input }: FileState): UnseenPods[] {
  if (!template || !WORKLOAD_IN_TEMPLATE.test(input.text)) return [];
  return [{ because: `template ${input.path}`, cause: "template", file: input.path }];
}
