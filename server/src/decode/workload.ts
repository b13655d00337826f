/** YAML → workloads, namespaces and services: only what policies depend on, read leniently. */

import type {
  ContainerPort,
  NamespaceObject,
  ServiceObject,
  ServicePort,
  WorkloadKind,
  WorkloadObject,
} from "../model/workload.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { readMeta } from "./object.js";
import { readSelector } from "./selector.js";
import { boolean, field, integer, integerOrString, items, labelMap, text } from "./read.js";

export const WORKLOAD_KINDS: readonly WorkloadKind[] = [
  "Pod",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "Job",
  "CronJob",
];

const API: Readonly<Record<WorkloadKind, string>> = {
  Pod: "v1",
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
};

export function decodeWorkload(root: YamlNode, kind: WorkloadKind): WorkloadObject {
  const meta = readMeta(root, kind, API[kind]);
  const template = podTemplate(root, kind);
  const podSpec = field(template, "spec");
  const podMetadata = field(template, "metadata");
  const hostNetwork = boolean(field(podSpec, "hostNetwork"));
  const serviceAccount = text(field(podSpec, "serviceAccountName")) ?? text(field(podSpec, "serviceAccount"));
  const labels = field(podMetadata, "labels");
  const selector = kind === "Pod" ? undefined : field(field(root, "spec"), "selector");
  const owner = kind === "Pod" || kind === "ReplicaSet" || kind === "Job" ? ownerOf(root) : undefined;
  const containers = [
    ...items(field(podSpec, "containers")),
    // A native sidecar is an init container that keeps running, so its ports count (KP-35).
    ...items(field(podSpec, "initContainers")).filter((it) => text(field(it, "restartPolicy"))?.value === "Always"),
  ];
  return {
    type: "workload",
    meta,
    kind,
    podLabels: labelMap(labels),
    podLabelsAt: (labels ?? podMetadata ?? template ?? root).site("value"),
    ports: containers.flatMap((it) => items(field(it, "ports")).flatMap(readContainerPort)),
    containers: containers.flatMap((it) => text(field(it, "name")) ?? []),
    hostNetwork: hostNetwork?.value ?? false,
    addresses: kind === "Pod" ? addressesOf(root) : [],
    problems: [],
    ...(hostNetwork === undefined ? {} : { hostNetworkAt: hostNetwork.at }),
    ...(serviceAccount === undefined ? {} : { serviceAccount: serviceAccount.value }),
    ...(owner === undefined ? {} : { owner }),
    ...(selector === undefined ? {} : { selector: readSelector(selector, "empty") }),
  };
}

/** The node that has the pods' `metadata` and `spec`. */
function podTemplate(root: YamlNode, kind: WorkloadKind): YamlNode | undefined {
  if (kind === "Pod") return root;
  const spec = field(root, "spec");
  if (kind === "CronJob") return field(field(field(spec, "jobTemplate"), "spec"), "template");
  return field(spec, "template");
}

/** `podIPs` has the address of `podIP` as its first. */
function addressesOf(root: YamlNode): string[] {
  const status = field(root, "status");
  const all = items(field(status, "podIPs")).flatMap((it) => text(field(it, "ip")) ?? []);
  const [first = text(field(status, "podIP"))] = all;
  return [...new Set([...(first === undefined ? [] : [first]), ...all].map((it) => it.value))];
}

function ownerOf(root: YamlNode): { kind: string; name: string } | undefined {
  const references = items(field(field(root, "metadata"), "ownerReferences"));
  const controller = references.find((it) => boolean(field(it, "controller"))?.value === true) ?? references[0];
  const name = text(field(controller, "name"));
  if (name === undefined) return undefined;
  return { kind: text(field(controller, "kind"))?.value ?? "Pod", name: name.value };
}

function readContainerPort(node: YamlNode): ContainerPort[] {
  const number = integer(field(node, "containerPort"));
  if (number === undefined) return [];
  const name = text(field(node, "name"));
  return [
    {
      at: node.site("value"),
      number: number.value,
      numberAt: number.at,
      protocol: text(field(node, "protocol"))?.value ?? "TCP",
      ...(name === undefined ? {} : { name: name.value, nameAt: name.at }),
    },
  ];
}

export function decodeNamespace(root: YamlNode): NamespaceObject {
  return { type: "namespace", meta: readMeta(root, "Namespace", "v1"), problems: [] };
}

export function decodeService(root: YamlNode): ServiceObject {
  const spec = field(root, "spec");
  const selector = labelMap(field(spec, "selector"));
  return {
    type: "service",
    meta: readMeta(root, "Service", "v1"),
    ports: items(field(spec, "ports")).flatMap(readServicePort),
    problems: [],
    ...(selector.size === 0 ? {} : { selector }),
  };
}

function readServicePort(node: YamlNode): ServicePort[] {
  const port = integer(field(node, "port"));
  if (port === undefined) return [];
  const name = text(field(node, "name"));
  const targetPort = integerOrString(field(node, "targetPort"));
  return [
    {
      at: node.site("value"),
      port: port.value,
      targetPort: targetPort?.value ?? port.value,
      ...(targetPort === undefined ? {} : { targetPortAt: targetPort.at }),
      protocol: text(field(node, "protocol"))?.value ?? "TCP",
      ...(name === undefined ? {} : { name: name.value }),
    },
  ];
}
