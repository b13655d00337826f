/** Which sources of Flux are this repository, and where the paths in them lie here (GO-16). */

import type { FileTree, UnbuiltReason } from "../../kustomize/index.js";
import { realPath } from "../paths.js";
import type { WrittenObject } from "../repository.js";
import { type FluxKustomization, readFluxKustomization } from "./kustomization.js";

/** Where a Kustomization's folder lies in the workspace, or why it does not. */
export type Place = { readonly folder: string } | { readonly because: string; readonly reason?: UnbuiltReason };

/**
 * No manifest says which repository it lies in. A source whose Kustomizations name folders that are here is taken for this
 * one; folders of an artifact that was made of a part of the repository are looked for below that part.
 */
export class FluxSources {
  readonly #tree: FileTree;
  /** Put before paths that are not here as they are; the folder that an artifact is made of. */
  readonly #before: string | undefined;
  /** Taken from paths that are not here as they are; the folder of the repository that is open. */
  readonly #within: string | undefined;
  /** Kustomizations by source: with another path than the root, and those of them whose folder is here. */
  readonly #known = new Map<string, { named: number; found: number }>();
  readonly #anyFound: boolean;

  constructor(written: readonly WrittenObject[], tree: FileTree, folders: readonly string[]) {
    this.#tree = tree;
    const all = written.flatMap((it) => readFluxKustomization(it.root) ?? []);
    const missing = all.flatMap(({ folder }) => (isFixed(folder) && !tree.isFolder(folder) ? [folder] : []));
    this.#before = most(missing.flatMap(prefixesIn(folders)));
    this.#within = most(
      missing.flatMap((it) => startsOf(it).filter((start) => tree.isFolder(it.slice(start.length + 1)))),
    );
    for (const { source, folder } of all) {
      const key = keyOf(source);
      const counts = this.#known.get(key) ?? { named: 0, found: 0 };
      this.#known.set(key, counts);
      if (!isFixed(folder)) continue;
      counts.named++;
      if (this.#found(folder) !== undefined) counts.found++;
    }
    this.#anyFound = [...this.#known.values()].some((it) => it.found > 0);
  }

  place({ source, folder }: FluxKustomization): Place {
    if (folder === undefined) return { because: "its path is outside the repository" };
    if (folder.includes("${")) return { because: `its path \`${folder}\` contains variables` };
    const found = this.#found(folder);
    if (!this.#isHere(source, folder, found !== undefined)) {
      return { because: `${source?.kind} \`${source?.name}\` is not this repository`, reason: "repository" };
    }
    return found === undefined
      ? { because: `the folder \`${folder}\` is not in this workspace`, reason: "folder" }
      : { folder: found };
  }

  #isHere(source: FluxKustomization["source"], folder: string, isFound: boolean): boolean {
    const { named, found } = this.#known.get(keyOf(source)) ?? { named: 0, found: 0 };
    if (source === undefined) return true;
    if (named > 0) return found * 2 >= named;
    // The root of a source says nothing; that of a Git repository is this one where no other source is named.
    return folder === "" ? source.kind === "GitRepository" && !this.#anyFound && this.#known.size === 1 : isFound;
  }

  #found(folder: string): string | undefined {
    const start = this.#within;
    const places = [
      folder,
      ...(this.#before === undefined ? [] : [`${this.#before}/${folder}`]),
      ...(start === undefined || !folder.startsWith(`${start}/`) ? [] : [folder.slice(start.length + 1)]),
    ];
    return places.map((it) => realPath(this.#tree, it)).find((it) => this.#tree.isFolder(it));
  }
}

/** A path that is fixed, and no root. */
function isFixed(folder: string | undefined): folder is string {
  return folder !== undefined && folder !== "" && !folder.includes("${");
}

function keyOf(source: FluxKustomization["source"]): string {
  return source === undefined ? "" : `${source.kind} ${source.namespace}/${source.name}`;
}

/** What stands before the path where a folder ends in it. */
function prefixesIn(folders: readonly string[]): (path: string) => string[] {
  const byName = new Map<string, string[]>();
  for (const folder of folders) {
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [folder]);
    else known.push(folder);
  }
  return (path) =>
    (byName.get(path.slice(path.lastIndexOf("/") + 1)) ?? []).flatMap((folder) =>
      folder.endsWith(`/${path}`) ? [folder.slice(0, -path.length - 1)] : [],
    );
}

/** `a`, `a/b` of `a/b/c`. */
function startsOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join("/"));
}

/** The text that stands there most often, more than once: a single one may be chance. */
function most(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const it of texts) counts.set(it, (counts.get(it) ?? 0) + 1);
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || a.length - b.length || (a < b ? -1 : 1));
  return first !== undefined && first[1] > 1 ? first[0] : undefined;
}
