/** The pod template of an object: where pods' labels, ports and service account are written. */

import type { Sourced } from "../base/source.js";
import type { ConfigUse, ContainerPort, ToldAddress } from "../model/workload.js";
import { memoizeNode } from "../syntax/memoize-node.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import { boolean, field, integer, items, text } from "./read.js";
import { cacheAddresses } from "./cache-addresses.js";
import { configsOf, mountedConfigsOf, toldAddresses } from "./told-addresses.js";

/** What a pod's spec says that policies depend on. */
export interface PodSpec {
  readonly ports: readonly ContainerPort[];
  readonly containers: readonly Sourced<string>[];
  readonly told: readonly ToldAddress[];
  readonly configs: readonly ConfigUse[];
  readonly cacheAddresses: readonly string[];
  readonly hostNetwork?: Sourced<boolean>;
  readonly serviceAccount?: Sourced<string>;
  readonly hasNoToken?: true;
}

/**
 * The node that has the `metadata` and `spec` of an object's pods: of a Pod the object itself, of a CronJob its job's
 * template, else `spec.template`.
 */
export function podTemplate(root: YamlNode, kind: string): YamlNode | undefined {
  if (kind === "Pod") return root;
  const spec = field(root, "spec");
  if (kind === "CronJob") return field(field(field(spec, "jobTemplate"), "spec"), "template");
  return field(spec, "template");
}

/** True for an object of any kind whose `spec.template` is a pod's: it lists containers. */
export function hasPodTemplate(root: YamlNode): boolean {
  const template = field(field(root, "spec"), "template");
  return field(field(template, "spec"), "containers")?.kind === "sequence";
}

/** @param spec A pod's `spec`, wherever it stands. */
export function readPodSpec(spec: YamlNode | undefined): PodSpec {
  return spec === undefined ? NO_SPEC : readIn(spec);
}

const NO_SPEC: PodSpec = { ports: [], containers: [], told: [], configs: [], cacheAddresses: [] };

const readIn = memoizeNode((spec: YamlNode): PodSpec => {
  const hostNetwork = boolean(field(spec, "hostNetwork"));
  const serviceAccount = text(field(spec, "serviceAccountName")) ?? text(field(spec, "serviceAccount"));
  const containers = [
    ...items(field(spec, "containers")),
    // A native sidecar is an init container that keeps running, so its ports count (KP-35).
    ...items(field(spec, "initContainers")).filter((it) => text(field(it, "restartPolicy"))?.value === "Always"),
  ];
  const all = [...items(field(spec, "containers")), ...items(field(spec, "initContainers"))];
  return {
    told: toldAddresses(all),
    configs: [...configsOf(all), ...mountedConfigsOf(spec, all)],
    cacheAddresses: cacheAddresses(all),
    ...readContainers(containers.map((container) => ({ name: text(field(container, "name")), container }))),
    ...(hostNetwork === undefined ? {} : { hostNetwork }),
    ...(serviceAccount === undefined ? {} : { serviceAccount }),
    ...(boolean(field(spec, "automountServiceAccountToken"))?.value === false ? { hasNoToken: true } : {}),
  };
});

/** @param named Containers, and their names, which may stand elsewhere. */
export function readContainers(
  named: readonly { readonly name: Sourced<string> | undefined; readonly container: YamlNode }[],
): Pick<PodSpec, "ports" | "containers"> {
  return {
    ports: named.flatMap(({ container }) => items(field(container, "ports")).flatMap(readContainerPort)),
    containers: named.flatMap(({ name }) => name ?? []),
  };
}

function readContainerPort(node: YamlNode): ContainerPort[] {
  const number = integer(field(node, "containerPort"));
  if (number === undefined) return [];
  const name = text(field(node, "name"));
  const hostPort = integer(field(node, "hostPort"))?.value;
  return [
    {
      at: node.site("value"),
      number: number.value,
      numberAt: number.at,
      protocol: text(field(node, "protocol"))?.value ?? "TCP",
      ...(name === undefined ? {} : { name: name.value, nameAt: name.at }),
      ...(hostPort === undefined ? {} : { hostPort }),
    },
  ];
}
