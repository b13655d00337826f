/**
 * The pods of a release of the chart `app-template`, told from its values by the rule that its source gives for the labels of
 * pods, versions 2 to 5 (github.com/bjw-s-labs/helm-charts: charts/other/app-template/templates/common.yaml,
 * charts/library/common/templates/lib/pod/metadata/_labels.tpl, and since 5.3 lib/controller/metadata/_selectorLabels.tpl).
 */

import type { Site, Sourced } from "../base/source.js";
import { readMeta } from "../decode/object.js";
import { refusesProxy, scrapedPort } from "../decode/pod-annotations.js";
import { boolean, field, labelMap, text } from "../decode/read.js";
import { readContainers } from "../decode/pod-template.js";
import { toldAddresses } from "../decode/told-addresses.js";
import type { LabelMap } from "../model/object.js";
import type { ReleasePods } from "../model/pod-source.js";
import type { WorkloadObject } from "../model/workload.js";
import type { YamlNode } from "../syntax/yaml-document.js";

export const APP_TEMPLATE = "app-template";

/** Majors whose source was read, with the key of the label that has the controller's name. */
const CONTROLLER_KEY: Readonly<Record<number, string>> = {
  2: "app.kubernetes.io/component",
  3: "app.kubernetes.io/component",
  4: "app.kubernetes.io/controller",
  5: "app.kubernetes.io/controller",
};

/**
 * From 5.3 on a pod's own labels replace the defaults, unless these are to be merged, and the labels of selectors win over all others.
 * Before, all are merged and the pod's own win. Only the major version is known here, so labels that this decides are not told.
 */
const CHANGED_WITHIN = 5;

const KINDS: Readonly<Record<string, string>> = {
  deployment: "Deployment",
  statefulset: "StatefulSet",
  daemonset: "DaemonSet",
  cronjob: "CronJob",
  job: "Job",
};

/** What holds for every pod of a release. */
interface Shared {
  /** The object that installs the chart. */
  readonly root: YamlNode;
  readonly release: Sourced<string>;
  readonly name: Sourced<string>;
  /** Key of the label that has the controller's name; undefined where it is not known. */
  readonly controllerKey: string | undefined;
  /** Labels of all objects of the release, where pods get them too. */
  readonly copied: LabelMap;
  readonly defaults: YamlNode | undefined;
  /** True where the minor version decides how labels are joined. */
  readonly mayReplace: boolean;
}

/**
 * @param root The object that installs the chart.
 * @param major The chart's major version; undefined where it is not known.
 */
export function appTemplatePods(
  root: YamlNode,
  values: YamlNode | undefined,
  release: Sourced<string>,
  major: number | undefined,
): ReleasePods {
  const global = field(values, "global");
  const isCopied = boolean(field(global, "propagateGlobalMetadataToPods"))?.value === true;
  const shared: Shared = {
    root,
    release,
    name: text(field(global, "nameOverride")) ?? release,
    controllerKey: major === undefined ? undefined : CONTROLLER_KEY[major],
    copied: isCopied ? labelMap(field(global, "labels")) : NONE,
    defaults: field(values, "defaultPodOptions"),
    mayReplace: major === CHANGED_WITHIN,
  };
  const isMerged = text(field(values, "defaultPodOptionsStrategy"))?.value === "merge";
  const controllers = (field(values, "controllers")?.entries() ?? []).filter(
    ({ value }) => value.kind === "map" && boolean(field(value, "enabled"))?.value !== false,
  );
  const made = controllers.map(({ key, value }) => {
    const labels = podLabelsOf(value, key, shared, isMerged);
    const workload = workloadOf(value, labels.told, objectName(release.value, key, controllers.length), shared);
    return { workload, isOpen: labels.isOpen };
  });
  const workloads = made.map((it) => it.workload);
  const isTemplated = workloads.some((it) => [...it.podLabels].some((label) => isTemplate(label[0], label[1].value)));
  const isOpen = isTemplated || made.some((it) => it.isOpen);
  return { workloads, areAll: shared.controllerKey !== undefined && !isOpen && workloads.length > 0 };
}

function isTemplate(...texts: readonly string[]): boolean {
  return texts.some((it) => it.includes("{{"));
}

function workloadOf(controller: YamlNode, podLabels: LabelMap, name: string, shared: Shared): WorkloadObject {
  const { root, release, defaults } = shared;
  const pod = field(controller, "pod");
  const all = entriesOf(field(controller, "containers"));
  const early = entriesOf(field(controller, "initContainers"));
  const { ports, containers } = readContainers([...all, ...early.filter(isSidecar)]);
  const hostNetwork = boolean(field(pod, "hostNetwork")) ?? boolean(field(defaults, "hostNetwork"));
  const account = text(field(field(controller, "serviceAccount"), "name"));
  const scraped = scrapedPort(pod) ?? scrapedPort(defaults);
  const kind = KINDS[text(field(controller, "type"))?.value ?? "deployment"] ?? "Deployment";
  return {
    type: "workload",
    meta: readMetaOf(root, name, kind, release.at),
    kind,
    podLabels,
    ports,
    containers,
    told: toldAddresses([...all, ...early].map((it) => it.container)),
    hostNetwork: hostNetwork?.value ?? false,
    addresses: [],
    problems: [],
    ...(hostNetwork === undefined ? {} : { hostNetworkAt: hostNetwork.at }),
    ...(scraped === undefined ? {} : { scraped }),
    ...(refusesProxy(pod) || refusesProxy(defaults) ? { refusesProxy: true as const } : {}),
    ...(account === undefined ? {} : { serviceAccount: account.value }),
  };
}

/** `isOpen`: the pods may have other labels than those told. Later ones win. */
function podLabelsOf(
  controller: YamlNode,
  identifier: string,
  { controllerKey, copied, name, release, defaults, mayReplace }: Shared,
  isMerged: boolean,
): { readonly told: LabelMap; readonly isOpen: boolean } {
  const ofDefaults = labelMap(field(defaults, "labels"));
  const ofPod = labelMap(field(field(controller, "pod"), "labels"));
  const ofController: LabelEntry[] =
    controllerKey === undefined ? [] : [[controllerKey, { value: identifier, at: controller.site("key") }]];
  const ofRelease: LabelEntry[] = [
    ["app.kubernetes.io/name", { ...name, value: cut(name.value) }],
    ["app.kubernetes.io/instance", release],
  ];
  const extra = labelMap(field(controller, "extraSelectorLabels"));
  const told = new Map<string, Sourced<string>>([
    ...ofController,
    ...copied,
    ...ofRelease,
    ...ofDefaults,
    ...ofPod,
    ...extra,
  ]);
  if (!mayReplace) return { told, isOpen: false };
  const replaced = ofPod.size === 0 || isMerged ? [] : [...ofDefaults.keys()].filter((it) => !ofPod.has(it));
  const others = [copied, ofDefaults, ofPod];
  const contested = [...ofController, ...ofRelease].flatMap(([key]) => (others.some((it) => it.has(key)) ? key : []));
  for (const it of [...replaced, ...contested]) told.delete(it);
  return { told, isOpen: replaced.length + contested.length > 0 };
}

type LabelEntry = [string, Sourced<string>];

const NONE: LabelMap = new Map();

/** The object's own metadata are not the workload's: it has the release's name, and labels that nobody asks for here. */
function readMetaOf(root: YamlNode, name: string, kind: string, at: Site): WorkloadObject["meta"] {
  return { ...readMeta(root, kind, ""), name: { value: name, at }, labels: NONE };
}

/** Of several controllers each has its own name behind the release's. */
function objectName(release: string, identifier: string, count: number): string {
  const isNamed = count <= 1 || release === identifier || release.endsWith(`-${identifier}`);
  return isNamed ? release : `${release}-${identifier}`;
}

function cut(name: string): string {
  return name.slice(0, 63).replace(/-$/, "");
}

/** In values containers are a map by name. */
function entriesOf(node: YamlNode | undefined): { readonly name: Sourced<string>; readonly container: YamlNode }[] {
  return (node?.kind === "map" ? node.entries() : [])
    .filter(({ value }) => value.kind === "map" && boolean(field(value, "enabled"))?.value !== false)
    .map(({ key, value }) => ({ name: { value: key, at: value.site("key") }, container: value }));
}

function isSidecar({ container }: { readonly container: YamlNode }): boolean {
  return text(field(container, "restartPolicy"))?.value === "Always";
}
