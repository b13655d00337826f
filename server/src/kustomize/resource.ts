/** An object on its way through a build: what it is now, and what it was called before. */

import type { YamlNode } from "../syntax/yaml-document.js";
import { isClusterScoped } from "./data/cluster-scoped.js";
import { MapValue, text, textAt, type Value } from "./value.js";

export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What tells objects apart. */
export interface ResourceId extends Gvk {
  readonly name: string;
  /** As it is written; "" where it is not. */
  readonly namespace: string;
  /** Never "": `default` where none is written, and a word that is no namespace for a kind that has none. */
  readonly effective: string;
}

/** Stands for the namespace of objects that have none. */
const NOWHERE = "_non_namespaceable_";

/** A name that it had before a prefix, suffix, hash, namespace or patch changed it. */
export interface EarlierName {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
}

export interface Resource {
  /** Changed by `withRoot` alone, because `head` goes with it. */
  readonly root: MapValue;
  /** What `root` says of itself. */
  readonly head: Head;
  /** Where the object is written; undefined for one that is generated. */
  readonly source: YamlNode | undefined;
  /** As it was read; another than `root` once something has changed it. */
  readonly original: MapValue;
  /** The entry that brought it in, for what is said about both. */
  readonly entry: YamlNode;
  /** Oldest first. */
  readonly earlier: readonly EarlierName[];
  /** In the order in which they were put before the name. */
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  readonly needsHash: boolean;
  readonly behavior: "" | "create" | "replace" | "merge";
  /** True for a generated object with data from a file that is not read. */
  readonly partial: boolean;
  /** Names of the `vars` whose value is in it. */
  readonly vars: readonly string[];
}

export function makeResource(
  root: MapValue,
  entry: YamlNode,
  more: Partial<Omit<Resource, "root" | "head">> = {},
): Resource {
  return {
    root,
    head: headOf(root),
    entry,
    source: undefined,
    original: root,
    earlier: [],
    prefixes: [],
    suffixes: [],
    needsHash: false,
    behavior: "",
    partial: false,
    vars: [],
    ...more,
  };
}

/** The object after a change of what it says. @param earlier What it was called before. */
export function withRoot(resource: Resource, root: MapValue, earlier = resource.earlier): Resource {
  const before = resource.root;
  if (root === before && earlier === resource.earlier) return resource;
  return { ...resource, root, earlier, head: sayTheSame(root, before) ? resource.head : headOf(root) };
}

/** True if the fields that tell objects apart are the very same. */
function sayTheSame(a: MapValue, b: MapValue): boolean {
  if (a === b) return true;
  if (a.get("apiVersion") !== b.get("apiVersion") || a.get("kind") !== b.get("kind")) return false;
  const [one, other] = [a.get("metadata"), b.get("metadata")];
  if (one === other) return true;
  if (one?.kind !== "map" || other?.kind !== "map") return false;
  return one.get("name") === other.get("name") && one.get("namespace") === other.get("namespace");
}

export interface Head extends ResourceId {
  readonly apiVersion: string;
}

/** What an object's head says. */
export function headOf(root: MapValue): Head {
  const apiVersion = textAt(root, "apiVersion") ?? "";
  const kind = textAt(root, "kind") ?? "";
  const metadata = root.get("metadata");
  const name = textAt(metadata, "name") ?? "";
  const namespace = textAt(metadata, "namespace") ?? "";
  const slash = apiVersion.indexOf("/");
  const effective = isClusterScoped(apiVersion, kind) ? NOWHERE : namespace === "" ? "default" : namespace;
  return {
    apiVersion,
    group: slash < 0 ? "" : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    name,
    namespace,
    effective,
  };
}

export function isNamespaced({ head }: Resource): boolean {
  return head.effective !== NOWHERE;
}

export function currentId({ head }: Resource): ResourceId {
  return head;
}

/** All ids that it had before, oldest first. */
export function earlierIds(resource: Resource): readonly ResourceId[] {
  return resource.earlier.map((it) => earlierId(resource, it));
}

/** Group and version are always those that it has now. */
function earlierId({ head: { group, version } }: Resource, { name, namespace, kind }: EarlierName): ResourceId {
  return { group, version, kind, name, namespace, effective: namespace };
}

export function originalId(resource: Resource): ResourceId {
  const [first] = resource.earlier;
  return first === undefined ? resource.head : earlierId(resource, first);
}

export function allIds(resource: Resource): readonly ResourceId[] {
  return [...earlierIds(resource), currentId(resource)];
}

export function sameId(a: ResourceId, b: ResourceId): boolean {
  return a.effective === b.effective && sameKindAndName(a, b);
}

export function sameKindAndName(a: ResourceId, b: ResourceId): boolean {
  return a.name === b.name && a.kind === b.kind && a.group === b.group && a.version === b.version;
}

/** True for an id that the parts of `by` which are given agree with. */
export function isSelected(id: Gvk, by: Partial<Gvk>): boolean {
  return agrees(by.kind, id.kind) && agrees(by.group, id.group) && agrees(by.version, id.version);
}

function agrees(wanted: string | undefined, given: string): boolean {
  return wanted === undefined || wanted === "" || wanted === given;
}

/** With the name that it has now remembered, before something changes it. */
export function remembering(resource: Resource): Resource {
  return withRoot(resource, resource.root, rememberedNames(resource));
}

/** What it was called before, once it is called otherwise. */
export function rememberedNames(resource: Resource): readonly EarlierName[] {
  const { earlier } = resource;
  const { name, effective, kind } = currentId(resource);
  const last = earlier.at(-1);
  if (last?.name === name && last.namespace === effective && last.kind === kind) return earlier;
  return [...earlier, { name, namespace: effective, kind }];
}

/** With a field of its metadata set, where it is written already or at `at`; removed where the value is "". */
export function withMeta(root: MapValue, key: "name" | "namespace", value: string, at: YamlNode): MapValue {
  const metadata = root.get("metadata");
  const map = metadata?.kind === "map" ? metadata : new MapValue(at, []);
  return root.with("metadata", map.with(key, value === "" ? undefined : text(at, value)));
}

export function labelsOf(root: MapValue, which: "labels" | "annotations"): ReadonlyMap<string, string> {
  const metadata = root.get("metadata");
  const map: Value | undefined = metadata?.kind === "map" ? metadata.get(which) : undefined;
  if (map?.kind !== "map") return new Map();
  return new Map(map.entries.flatMap(({ key, value }) => (value.kind === "scalar" ? [[key, value.text]] : [])));
}

/** `NetworkPolicy shop/web`, for people. */
export function nameOf({ kind, name, namespace }: ResourceId): string {
  return `${kind} ${namespace === "" || namespace === NOWHERE ? "" : `${namespace}/`}${name}`.trim();
}
