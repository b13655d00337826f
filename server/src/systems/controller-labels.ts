/** Labels that the controllers of Kubernetes put on pods, which no manifest has (KS-21). */

import { atLeast, type Versions, versionOf } from "../base/version.js";
import type { WorkloadObject } from "../model/workload.js";
import type { UnsettledLabels } from "../model/unsettled-labels.js";

export interface ControllerLabels {
  readonly known: ReadonlyMap<string, string>;
  readonly unsettled: UnsettledLabels;
}

const JOB_NAMES = ["batch.kubernetes.io/job-name", "job-name"];
const JOB_IDS = ["batch.kubernetes.io/controller-uid", "controller-uid"];

/** Copied to every pod from the node that it comes to run on. */
const OF_THE_NODE = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

/** From Kubernetes 1.35 on (KS-21). */
export function copiesNodeLabels(versions: Versions): boolean {
  return atLeast(versionOf(versions, "kubernetes"), 1, 35);
}

const NONE: ControllerLabels = { known: new Map(), unsettled: new Map() };

/**
 * Of the pods of an object; of a Pod, which has all its labels itself, those of its node alone. What the template says is not repeated.
 * @param name Of the object as it is applied; undefined where the API server makes it up.
 */
export function controllerLabels(
  { kind, podLabels }: WorkloadObject,
  name: string | undefined,
  versions: Versions,
): ControllerLabels {
  const { known, unsettled: own } = labelsSetBy(kind, name);
  const unsettled = copiesNodeLabels(versions) ? new Map([...own, ...anyOf(OF_THE_NODE)]) : own;
  const isOwn = ([key]: readonly [string, unknown]): boolean => !podLabels.has(key);
  return { known: new Map([...known].filter(isOwn)), unsettled: new Map([...unsettled].filter(isOwn)) };
}

function labelsSetBy(kind: string, name: string | undefined): ControllerLabels {
  switch (kind) {
    case "Deployment":
    case "ReplicaSet":
      return { ...NONE, unsettled: new Map([["pod-template-hash", "any"]]) };
    case "DaemonSet":
      return { ...NONE, unsettled: anyOf(["controller-revision-hash", "pod-template-generation"]) };
    case "StatefulSet":
      return {
        ...NONE,
        unsettled: new Map([
          ["controller-revision-hash", "any"],
          ["apps.kubernetes.io/pod-index", { before: "" }],
          ["statefulset.kubernetes.io/pod-name", name === undefined ? "any" : { before: `${name}-` }],
        ]),
      };
    case "Job":
      if (name === undefined) return { ...NONE, unsettled: anyOf([...JOB_NAMES, ...JOB_IDS]) };
      return { known: new Map(JOB_NAMES.map((it) => [it, name])), unsettled: anyOf(JOB_IDS) };
    case "CronJob":
      // Its jobs are called after it and the minute for which they were planned.
      return {
        ...NONE,
        unsettled: new Map([
          ...anyOf(JOB_IDS),
          ...JOB_NAMES.map((it) => [it, name === undefined ? "any" : { before: `${name}-` }] as const),
        ]),
      };
    default:
      return NONE;
  }
}

function anyOf(keys: readonly string[]): UnsettledLabels {
  return new Map(keys.map((it) => [it, "any"]));
}
