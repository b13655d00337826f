/** A repository as Flux and Argo CD see it: its files, and their objects in it as written. */

import { type FileTree, MapValue, readValue } from "../kustomize/index.js";
import { rootOf } from "../syntax/yaml-document.js";
import { type DeclaredCluster, declaredClusters } from "./application-set/cluster-secrets.js";
import { ARGO_GROUP } from "./argo/application.js";
import { FLUX_GROUP, OPERATOR_GROUP } from "./flux/kustomization.js";
import { SourceIgnores } from "./flux/source-ignores.js";
import { isResourceSet } from "./flux/resource-set.js";
import { contentOf } from "./kustomization-file.js";
import type { Listing } from "./listing.js";
import { folderOf, realPath, resolved } from "./paths.js";
import type { PlanMemory } from "./plan-memory.js";
import { at, idOf, itemsAt, textAt, textsAt } from "./read.js";

/** The files of the repository, those that are templates too. */
export interface RepositoryTree extends FileTree {
  /** The text of a file that may be a template of a chart; undefined if it is not read. */
  template(path: string): string | undefined;
}

export interface Repository {
  /** Sorted paths of all files and folders. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Flux and Argo CD objects, each with its file. */
  readonly written: readonly WrittenObject[];
  /** Clusters that are declared to Argo CD. */
  readonly clusters: readonly DeclaredCluster[];
  /** Objects that give inputs to ResourceSets. */
  readonly providers: readonly MapValue[];
  readonly ignores: SourceIgnores;
  /** Whether a URL is this repository (GO-27). */
  isHere(url: string): boolean;
}

export interface WrittenObject {
  readonly path: string;
  readonly root: MapValue;
}

/** @param candidates Paths of the files that may hold any such object. */
export function readRepository(
  tree: FileTree,
  candidates: readonly string[],
  listing: Listing,
  memory: PlanMemory,
): Repository {
  const { files, folders } = listing;
  const partial = candidates.length === 0 ? NO_PATCHES : patchFiles(tree, listing);
  const all = candidates.flatMap((path) => (partial.has(path) ? [] : objectsIn(tree, path, memory)));
  // Hidden folders are ignored: they are archives, examples or tool data.
  const appliers = all.filter((it) => isApplier(it.root) && !isFragment(it.root));
  const inSight = appliers.filter((it) => !/(?:^|\/)\./.test(it.path));
  const written = inSight.length > 0 ? inSight : appliers;
  const ignores = new SourceIgnores(all);
  const here = likelyAddresses(written, tree);
  const clusters = declaredClusters(all);
  const providers = all.flatMap(({ root }) => (isProvider(root) ? [root] : []));
  return { files, folders, written, providers, clusters, ignores, isHere: (url) => here.has(comparable(url)) };
}

const NO_PATCHES: ReadonlySet<string> = new Set();

/** Files that kustomizations name as patches: their content is not an object of its own. */
function patchFiles(tree: FileTree, { kustomizations }: Listing): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of kustomizations) {
    const folder = folderOf(path);
    const root = contentOf(tree, path);
    const listed = ["patches", "patchesJson6902"].flatMap((it) => itemsAt(root, it).map((one) => textAt(one, "path")));
    for (const it of [...listed, ...textsAt(root, "patchesStrategicMerge").map((one) => one.value)]) {
      // A patch may also be inline.
      const patch = it === undefined || it.includes("\n") ? undefined : resolved(folder, it);
      if (patch !== undefined) found.add(patch);
    }
  }
  return found;
}

function objectsIn(tree: FileTree, path: string, memory: PlanMemory): WrittenObject[] {
  const file = tree.file(path);
  if (file === undefined || file === "unread") return [];
  return file.documents.flatMap((document) => {
    const root = memory.kept(document, "written", () => {
      const node = rootOf(document);
      return node === undefined ? undefined : readValue(node);
    });
    return root instanceof MapValue ? [{ path, root }] : [];
  });
}

const APPLIERS: ReadonlySet<string> = new Set([
  "Kustomization",
  "FluxInstance",
  "ResourceSet",
  "Application",
  "ApplicationSet",
]);

/**
 * A patch of a Kustomization that a script applies: the API server takes none without `sourceRef`, and what a parent gives it one
 * says at least its path.
 */
function isFragment(root: MapValue): boolean {
  if (idOf(root)?.group !== FLUX_GROUP) return false;
  return at(root, "spec", "sourceRef") === undefined && at(root, "spec", "path") === undefined;
}

/** An object that builds and applies something. */
export function isApplier(root: MapValue): boolean {
  // Most objects are told by their kind.
  if (!APPLIERS.has(textAt(root, "kind") ?? "")) return false;
  const id = idOf(root);
  if (id?.group === FLUX_GROUP) return id.kind === "Kustomization";
  if (id?.group === OPERATOR_GROUP && id.kind === "FluxInstance") return at(root, "spec", "sync") !== undefined;
  if (isResourceSet(root)) return true;
  return id?.group === ARGO_GROUP && (id.kind === "Application" || id.kind === "ApplicationSet");
}

/** An object that gives inputs to ResourceSets. */
export function isProvider(root: MapValue): boolean {
  const id = idOf(root);
  return id?.group === OPERATOR_GROUP && id.kind === "ResourceSetInputProvider";
}

export function isApplication(root: MapValue): boolean {
  const id = idOf(root);
  return id?.group === ARGO_GROUP && id.kind === "Application";
}

/**
 * The URLs whose Applications name the most folders of this workspace. The workspace itself does not contain its URL, so this is
 * a guess. A single folder with a common name does not outweigh the rest.
 */
function likelyAddresses(written: readonly WrittenObject[], tree: FileTree): ReadonlySet<string> {
  const hits = new Map<string, number>();
  for (const { root } of written) {
    for (const { url, folder } of addressesIn(root)) {
      const isThere = folder !== undefined && (folder === "" || tree.isFolder(realPath(tree, folder)));
      hits.set(comparable(url), (hits.get(comparable(url)) ?? 0) + (isThere ? (folder === "" ? 0.5 : 1) : 0));
    }
  }
  const most = Math.max(0, ...hits.values());
  return new Set([...hits].flatMap(([url, count]) => (count > 0 && count === most ? [url] : [])));
}

function addressesIn(root: MapValue): { url: string; folder: string | undefined }[] {
  const spec = at(root, "spec");
  const template = at(spec, "template", "spec") ?? spec;
  const sources = [at(template, "source"), ...itemsAt(template, "sources")];
  const generators = itemsAt(spec, "generators").map((it) => at(it, "git"));
  return [
    ...sources.flatMap((it) => {
      const url = textAt(it, "repoURL");
      if (url === undefined || url.includes("{{") || textAt(it, "chart") !== undefined) return [];
      return [{ url, folder: fixedFolder(textAt(it, "path")) }];
    }),
    ...generators.flatMap((it) => {
      const url = textAt(it, "repoURL");
      if (url === undefined || url.includes("{{")) return [];
      return [...itemsAt(it, "directories"), ...itemsAt(it, "files")].map((one) => ({
        url,
        folder: fixedFolder(textAt(one, "path")),
      }));
    }),
  ];
}

/** The part of a path before the first template or glob. */
function fixedFolder(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (/[*?[{]/.test(part)) break;
    if (part === "..") return undefined;
    if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** Host and path, the same for every protocol: `git@host:a/b.git` is `https://host/a/b`. */
export function comparable(url: string): string {
  return url
    .trim()
    .toLowerCase()
    .replace(/^[a-z+]+:\/\//, "")
    .replace(/^[^@/]*@/, "")
    .replace(/^([^/:]+):(?:\d+\/)?/, "$1/")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
}
