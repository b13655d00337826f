/** YAML → workloads, namespaces and services: only what policies depend on, read leniently. */

import type {
  NamespaceObject,
  ServiceAddress,
  ServiceObject,
  ServicePort,
  WorkloadKind,
  WorkloadObject,
} from "../model/workload.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { readMeta } from "./object.js";
import { podTemplate, readPodSpec } from "./pod-template.js";
import { linkerdOf, refusesProxy, scrapedPort } from "./pod-annotations.js";
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
  "ReplicationController",
];

const API: Readonly<Record<WorkloadKind, string>> = {
  Pod: "v1",
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
  ReplicationController: "v1",
};

/**
 * Any object with a pod template.
 * @param kind One of Kubernetes' own, or another kind whose `spec.template` is a pod's.
 */
export function decodeWorkload(root: YamlNode, kind: string): WorkloadObject {
  const meta = readMeta(root, kind, isWorkloadKind(kind) ? API[kind] : "v1");
  const template = podTemplate(root, kind);
  const podMetadata = field(template, "metadata");
  const { ports, containers, told, configs, cacheAddresses, hostNetwork, serviceAccount, hasNoToken } = readPodSpec(
    field(template, "spec"),
  );
  const labels = field(podMetadata, "labels");
  const selector = kind === "Pod" ? undefined : field(field(root, "spec"), "selector");
  const hasSelector = field(selector, "matchLabels") !== undefined || field(selector, "matchExpressions") !== undefined;
  const replicas = integer(field(field(root, "spec"), "replicas"))?.value;
  const governedBy = kind === "StatefulSet" ? text(field(field(root, "spec"), "serviceName")) : undefined;
  const scraped = scrapedPort(podMetadata);
  const linkerd = linkerdOf(podMetadata);
  const owner = kind === "Pod" || kind === "ReplicaSet" || kind === "Job" ? ownerOf(root) : undefined;
  return {
    type: "workload",
    meta,
    kind,
    podLabels: labelMap(labels),
    podLabelsAt: (labels ?? podMetadata ?? template ?? root).site("value"),
    ports,
    containers,
    told,
    hostNetwork: hostNetwork?.value ?? false,
    addresses: kind === "Pod" ? addressesOf(root) : [],
    problems: [],
    ...(configs.length === 0 ? {} : { configs }),
    ...(cacheAddresses.length === 0 ? {} : { cacheAddresses }),
    ...(hostNetwork === undefined ? {} : { hostNetworkAt: hostNetwork.at }),
    ...(serviceAccount === undefined ? {} : { serviceAccount: serviceAccount.value }),
    ...(hasNoToken === undefined ? {} : { hasNoToken }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(scraped === undefined ? {} : { scraped }),
    ...(refusesProxy(podMetadata) ? { refusesProxy: true as const } : {}),
    ...(linkerd === undefined ? {} : { linkerd }),
    ...(governedBy === undefined ? {} : { governedBy }),
    ...(owner === undefined ? {} : { owner }),
    ...(selector === undefined || !hasSelector ? {} : { selector: readSelector(selector, "empty") }),
  };
}

export function isWorkloadKind(kind: string): kind is WorkloadKind {
  return (WORKLOAD_KINDS as readonly string[]).includes(kind);
}

/** `podIPs` has the address of `podIP` as its first. */
function addressesOf(root: YamlNode): string[] {
  const status = field(root, "status");
  const all = items(field(status, "podIPs")).flatMap((it) => text(field(it, "ip")) ?? []);
  const [first = text(field(status, "podIP"))] = all;
  return [...new Set([...(first === undefined ? [] : [first]), ...all].map((it) => it.value))];
}

/** A static pod is owned by its node, which is no controller: it stays a Pod (KS-22). */
function ownerOf(root: YamlNode): { kind: string; name: string } | undefined {
  const references = items(field(field(root, "metadata"), "ownerReferences"));
  const controller = references.find((it) => boolean(field(it, "controller"))?.value === true) ?? references[0];
  const name = text(field(controller, "name"));
  const kind = text(field(controller, "kind"))?.value ?? "Pod";
  return name === undefined || kind === "Node" ? undefined : { kind, name: name.value };
}

export function decodeNamespace(root: YamlNode): NamespaceObject {
  return { type: "namespace", meta: readMeta(root, "Namespace", "v1"), problems: [] };
}

export function decodeService(root: YamlNode): ServiceObject {
  const spec = field(root, "spec");
  const selector = labelMap(field(spec, "selector"));
  const scraped = scrapedPort(field(root, "metadata"));
  const loadBalancerClass = text(field(spec, "loadBalancerClass"))?.value;
  const externalName = text(field(spec, "externalName"))?.value;
  return {
    type: "service",
    meta: readMeta(root, "Service", "v1"),
    ports: items(field(spec, "ports")).flatMap(readServicePort),
    addresses: serviceAddresses(root),
    isHeadless: text(field(spec, "clusterIP"))?.value === "None",
    isExposed:
      ["NodePort", "LoadBalancer"].includes(text(field(spec, "type"))?.value ?? "") ||
      items(field(spec, "externalIPs")).length > 0,
    keepsClients: text(field(spec, "externalTrafficPolicy"))?.value === "Local",
    problems: [],
    ...(selector.size === 0 ? {} : { selector }),
    ...(externalName === undefined ? {} : { externalName }),
    ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
    ...(scraped === undefined ? {} : { scraped }),
  };
}

/** Those of the cluster's network first. A headless Service has the word `None` there. */
function serviceAddresses(root: YamlNode): ServiceAddress[] {
  const spec = field(root, "spec");
  const cluster = [...items(field(spec, "clusterIPs")), field(spec, "clusterIP")].flatMap((it) => text(it) ?? []);
  const status = items(field(field(field(root, "status"), "loadBalancer"), "ingress"));
  const all: ServiceAddress[] = [
    ...cluster.filter((it) => it.value !== "None").map((it) => ({ ...it, kind: "cluster" as const })),
    ...items(field(spec, "externalIPs")).flatMap((it) => {
      const address = text(it);
      return address === undefined ? [] : [{ ...address, kind: "external" as const }];
    }),
    ...[text(field(spec, "loadBalancerIP")) ?? []].flat().map((it) => ({ ...it, kind: "load-balancer" as const })),
    ...status.flatMap((it): ServiceAddress[] => {
      const address = text(field(it, "ip"));
      const isProxied = text(field(it, "ipMode"))?.value === "Proxy";
      return address === undefined ? [] : [{ ...address, kind: isProxied ? "proxied" : "load-balancer" }];
    }),
  ];
  // The status says how an address that the spec asks for is treated.
  return [...new Map(all.map((it) => [it.value, it])).values()];
}

function readServicePort(node: YamlNode): ServicePort[] {
  const port = integer(field(node, "port"));
  if (port === undefined) return [];
  const name = text(field(node, "name"));
  const targetPort = integerOrString(field(node, "targetPort"));
  const nodePort = integer(field(node, "nodePort"))?.value;
  return [
    {
      at: node.site("value"),
      port: port.value,
      targetPort: targetPort?.value ?? port.value,
      ...(targetPort === undefined ? {} : { targetPortAt: targetPort.at }),
      protocol: text(field(node, "protocol"))?.value ?? "TCP",
      ...(nodePort === undefined ? {} : { nodePort }),
      ...(name === undefined ? {} : { name: name.value }),
    },
  ];
}
