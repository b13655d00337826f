/** A row of the table and an object of its kind → the pods that the controller makes of it. */

import type { Site, Sourced } from "../base/source.js";
import { readMeta } from "../decode/object.js";
import { field, integer, labelMap, text } from "../decode/read.js";
import type { ContainerPort, WorkloadObject } from "../model/workload.js";
import type { PodSourceObject } from "../model/pod-source.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { PodSet, SetsKind } from "./row.js";
import { readSource } from "./source.js";
import { filled, nodeOf, partsOf, type Subject } from "./text.js";

/** A workload for each set, and a source that says that there may be more pods, and more labels, than are documented. */
export function readRow(root: YamlNode, row: SetsKind): (WorkloadObject | PodSourceObject)[] {
  const metadata = field(root, "metadata");
  const name = text(field(metadata, "name"));
  // A name that the API server makes up: so are the labels.
  if (name === undefined) return [readSource(root, row.kind, { into: "own" })];
  const whole: Subject = { root, name: name.value, namespace: text(field(metadata, "namespace"))?.value };
  const workloads = row.sets.flatMap((set) => {
    const node = set.for === undefined ? root : nodeOf(whole, set.for);
    if (node === undefined || node.isNull || isExcluded(set, whole)) return [];
    return partsOf(node, set.each === true).map((part) => readSet({ ...whole, ...part }, set, row, name.at));
  });
  const labels = Object.entries(row.common).flatMap(([key, written]): [string, string][] => {
    const value = filled(written, whole);
    return value === undefined ? [] : [[key, value]];
  });
  return [...workloads, readSource(root, row.kind, { into: "own", labels: new Map(labels) })];
}

function isExcluded({ unless }: PodSet, subject: Subject): boolean {
  return unless !== undefined && text(nodeOf(subject, unless[0]))?.value === unless[1];
}

/** @param at The object's name, of which the labels are made. */
function readSet(subject: Subject, set: PodSet, { kind, common, calls }: SetsKind, at: Site): WorkloadObject {
  const labels = new Map<string, Sourced<string>>();
  for (const path of set.labelsFrom ?? []) {
    for (const [key, label] of labelMap(nodeOf(subject, path))) labels.set(key, label);
  }
  for (const [key, written] of Object.entries({ ...common, ...set.labels })) {
    const value = filled(written, subject);
    if (value !== undefined) labels.set(key, { value, at });
  }
  const suffix = filled(set.suffix ?? "", subject) ?? "";
  const serviceAccount = set.serviceAccount === undefined ? undefined : filled(set.serviceAccount, subject);
  const replicas = set.replicas === undefined ? undefined : integer(nodeOf(subject, set.replicas))?.value;
  return {
    type: "workload",
    meta: { ...readMeta(subject.root, kind, ""), name: { value: `${subject.name}${suffix}`, at } },
    kind,
    podLabels: labels,
    ports: (set.ports ?? []).map(([name, number, protocol = "TCP"]): ContainerPort => ({ at, number, name, protocol })),
    containers: [],
    hostNetwork: false,
    addresses: [],
    problems: [],
    ...(serviceAccount === undefined ? {} : { serviceAccount }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(calls === undefined ? {} : { managed: { ...calls, at } }),
  };
}
