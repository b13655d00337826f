/** Reads kustomization files: what they include, and what they change in it. */

import { rootOf, type YamlDocument, type YamlNode } from "../syntax/yaml-document.js";

export interface Kustomization {
  /** Path of the kustomization file, and of its folder ("" for the root). */
  readonly path: string;
  readonly folder: string;
  /** A component is mixed into kustomizations, so sharing one does not make them renderings of one base. */
  readonly component: boolean;
  /** Paths from the workspace's root: files or folders. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
  /** Files whose documents are patches: partial objects. */
  readonly patches: readonly string[];
  readonly namespace?: string;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  /** Labels set on objects, and whether pods and selectors get them too. */
  readonly labels: readonly KustomizeLabels[];
  /** Charts and remote resources: objects that are not in sight. */
  readonly remote: readonly string[];
}

export interface KustomizeLabels {
  readonly pairs: ReadonlyMap<string, string>;
  /** Pods of workloads get them. */
  readonly pods: boolean;
  readonly selectors: boolean;
}

const NAMES = new Set(["kustomization.yaml", "kustomization.yml", "Kustomization"]);

export function isKustomizationPath(path: string): boolean {
  return NAMES.has(path.slice(path.lastIndexOf("/") + 1));
}

/** @param document The only document of the file at `path`. */
export function readKustomization(path: string, document: YamlDocument): Kustomization | undefined {
  const slash = path.lastIndexOf("/");
  const folder = slash < 0 ? "" : path.slice(0, slash);
  const root = rootOf(document);
  if (root?.kind !== "map") return undefined;
  const local = (entries: readonly string[]): string[] =>
    entries.filter((it) => !isRemote(it)).flatMap((it) => resolvePath(folder, it) ?? []);
  const resources = [...strings(root.get("resources")), ...strings(root.get("bases"))];
  const components = strings(root.get("components"));
  const namespace = string(root.get("namespace"));
  return {
    path,
    folder,
    component: string(root.get("kind")) === "Component",
    resources: local(resources),
    components: local(components),
    patches: local([
      ...strings(root.get("patchesStrategicMerge")),
      ...items(root.get("patches")).flatMap((it) => string(it.get("path")) ?? []),
      ...items(root.get("patchesJson6902")).flatMap((it) => string(it.get("path")) ?? []),
    ]),
    namePrefix: string(root.get("namePrefix")) ?? "",
    nameSuffix: string(root.get("nameSuffix")) ?? "",
    labels: readLabels(root),
    remote: [
      ...[...resources, ...components].filter(isRemote),
      ...items(root.get("helmCharts")).map((it) => `chart ${string(it.get("name")) ?? ""}`.trim()),
      ...items(root.get("helmChartInflationGenerator")).map((it) =>
        `chart ${string(it.get("chartName")) ?? ""}`.trim(),
      ),
    ],
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function readLabels(root: YamlNode): Kustomization["labels"] {
  const common = pairs(root.get("commonLabels"));
  const labels = items(root.get("labels")).map((it): KustomizeLabels => {
    const selectors = flag(it.get("includeSelectors"));
    return { pairs: pairs(it.get("pairs")), pods: selectors || flag(it.get("includeTemplates")), selectors };
  });
  return common.size > 0 ? [{ pairs: common, pods: true, selectors: true }, ...labels] : labels;
}

/** A URL or a Git address: something kustomize fetches. */
function isRemote(entry: string): boolean {
  return /^[a-z+]+:\/\/|^git@|^github\.com\/|\?ref=|\.git(\/|$)/.test(entry);
}

/** `folder/entry` with `.` and `..` resolved; undefined when it leaves the workspace. */
export function resolvePath(folder: string, entry: string): string | undefined {
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of entry.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

function items(node: YamlNode | undefined): YamlNode[] {
  return (node?.items() ?? []).filter((it) => it.kind === "map");
}

function strings(node: YamlNode | undefined): string[] {
  return (node?.items() ?? []).flatMap((it) => string(it) ?? []);
}

function string(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" && !node.isNull ? node.text : undefined;
}

function flag(node: YamlNode | undefined): boolean {
  return node?.kind === "scalar" && node.scalar().value === true;
}

function pairs(node: YamlNode | undefined): ReadonlyMap<string, string> {
  return new Map(
    (node?.entries() ?? []).flatMap(({ key, value }) => (value.kind === "scalar" ? [[key, value.text]] : [])),
  );
}
