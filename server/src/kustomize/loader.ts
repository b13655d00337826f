/** Reads the files that a kustomization names. Fails with a suggestion for a path that does not exist. */

import { nearest } from "../base/nearest.js";
import { quoted } from "../base/quote.js";
import { rootOf, type YamlDocument } from "../syntax/yaml-document.js";
import type { Accumulator } from "./accumulator.js";
import type { FileTree, FileUse, TreeFile } from "./build-result.js";
import { namesDefinitions } from "./definitions.js";
import { folderOf, isAbsolute, isAtOrAbove, isRemote, resolvePath } from "./paths.js";
import { refuse } from "./refusal.js";
import { MapValue } from "./value.js";
import type { Written } from "./value.js";

export class Loader {
  readonly folder: string;
  readonly tree: FileTree;
  readonly #restrictor: "root" | "none";
  readonly #into: Accumulator;

  /** @param into Where used files and sources that are not known are noted. */
  constructor(tree: FileTree, folder: string, restrictor: "root" | "none", into: Accumulator) {
    this.tree = tree;
    this.folder = folder;
    this.#restrictor = restrictor;
    this.#into = into;
  }

  /**
   * The named file. Fails if kustomize would. Undefined for a file that may exist but is not readable, which is noted.
   */
  file(entry: Written<string>, as: FileUse): TreeFile | undefined {
    const found = this.find(entry, as);
    if (found !== undefined && found !== "missing") return found;
    return found === undefined ? undefined : this.missing(entry, as === "data" ? "missing-data" : "missing-file");
  }

  /** A file that is only data. If it is not readable, no object is missing, so it is not noted. */
  data(entry: Written<string>): TreeFile | undefined {
    const noted = this.#into.unseen.length;
    const found = this.file(entry, "data");
    this.#into.unseen.length = noted;
    return found;
  }

  /** Where an entry leads, links followed; undefined if it is absolute or leaves the workspace. */
  resolve(entry: string): string | undefined {
    const path = isAbsolute(entry) ? undefined : resolvePath(this.folder, entry);
    return path === undefined ? undefined : (this.tree.real?.(path) ?? path);
  }

  /** As `file`, but does not fail if the path does not exist. */
  find(entry: Written<string>, as: FileUse): TreeFile | undefined | "missing" {
    const at = entry.at.site("pair");
    if (isRemote(entry.value)) return this.notInSight(entry, "remote");
    if (isAbsolute(entry.value)) {
      return refuse(
        "absolute",
        at,
        `${quoted(entry.value)} is an absolute path: kustomize only reads files below its folder`,
      );
    }
    const path = this.resolve(entry.value);
    const within = path !== undefined && isAtOrAbove(this.folder, path);
    const file = path === undefined ? undefined : this.tree.file(path);
    if (!within && this.#restrictor === "root" && file !== undefined) {
      // Other tools may read the file, so the rest of the build includes it.
      const says = `${quoted(entry.value)} is outside this folder: kustomize's load restrictor rejects it`;
      this.#into.problems.push({ is: "outside", at, says });
    }
    if (path === undefined) return this.notInSight(entry, "unread");
    if (file === undefined) return "missing";
    this.#into.use(path, as);
    return file === "unread" ? this.notInSight(entry, "unread", path) : file;
  }

  notInSight(entry: Written<string>, is: "remote" | "unread", path?: string): undefined {
    const definitions = namesDefinitions(entry.value) ? { definitions: true as const } : {};
    const file = path === undefined ? {} : { path };
    this.#into.unseen.push({ at: entry.at.site("pair"), is, because: quoted(entry.value), ...file, ...definitions });
    return undefined;
  }

  /** Fails for a path that does not exist, with the path that was probably meant. */
  missing(entry: Written<string>, is: "missing-file" | "missing-data" = "missing-file"): never {
    const near = this.#nearName(entry.value);
    return refuse(
      is,
      entry.at.site("pair"),
      `${quoted(entry.value)} does not exist${near === undefined ? "" : `; did you mean ${quoted(near)}?`}`,
      near === undefined ? {} : { instead: near },
    );
  }

  /** A similar name in the same folder, or one with another extension. */
  #nearName(entry: string): string | undefined {
    const path = resolvePath(this.folder, entry);
    if (path === undefined) return undefined;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const above = folderOf(path);
    // A folder that this one is in, or is, would only be a cycle.
    const isCycle = (it: string): boolean => isAtOrAbove(above === "" ? it : `${above}/${it}`, this.folder);
    const names = this.tree.names(above).filter((it) => !isCycle(it));
    const stem = stemOf(name);
    const near = names.find((it) => it !== name && stemOf(it) === stem) ?? nearest(name, names);
    if (near === undefined) return undefined;
    const slash = entry.lastIndexOf("/");
    return `${entry.slice(0, slash + 1)}${near}`;
  }
}

function stemOf(name: string): string {
  return name.replace(/\.(ya?ml|json)$/i, "").toLowerCase();
}

/** The root of a document as configuration; undefined if it is not a map. */
export function configRoot(document: YamlDocument | undefined): MapValue | undefined {
  const root = document === undefined ? undefined : rootOf(document);
  return root?.kind === "map" ? new MapValue(root, undefined, "config") : undefined;
}
