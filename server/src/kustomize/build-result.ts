/** The input and output of a build: files in, objects and problems out. */

import type { Site } from "../base/source.js";
import type { YamlDocument, YamlNode } from "../syntax/yaml-document.js";
import type { Kustomization, KustomizationEdits } from "./kustomization.js";
import type { ChartOutcome, ChartRequest } from "./charts.js";
import type { BuildProblem } from "./problem.js";
import type { MapValue } from "./value.js";

/** A file as a build sees it. */
export interface TreeFile {
  /** From the workspace's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Its documents, blank ones left out; the same ones for as long as their text is the same. */
  readonly documents: readonly YamlDocument[];
}

/** The files that a build may read. It never reads anything else. */
export interface FileTree {
  /**
   * The file at a path. `unread`: it exists but is not read (binary, ignored, too large). Undefined: it does not exist.
   */
  file(path: string): TreeFile | "unread" | undefined;
  isFolder(path: string): boolean;
  /** Where a path leads if symbolic links of the workspace are followed; undefined if there are none. */
  real?(path: string): string;
  /** Paths of files and folders directly in a folder, to suggest a name for a missing one. */
  names(folder: string): readonly string[];
  /**
   * Paths of the files that may differ from those of an earlier state, which had the same files and folders. Undefined if that is
   * not known.
   */
  changedSince?(earlier: FileTree): ReadonlySet<string> | undefined;
  /** The rendered chart; undefined if it was not rendered with these values, or charts are not rendered. */
  chart(request: ChartRequest): ChartOutcome | undefined;
}

/**
 * Why nothing is built: the chart is not rendered, the repository is another one, the folder is not in this workspace, or a generator of
 * Applications needs what is not in this workspace.
 */
export type UnbuiltReason = "chart" | "repository" | "folder" | "generator" | "inputs" | "plugin";

/** A source of a build that is not known: on the network, or made by a program. It is never downloaded or run. */
export interface UnseenSource {
  readonly at: Site;
  /** A validator makes and changes no objects. Whether it rejects any is not known. */
  readonly is: "remote" | "chart" | "plugin" | "validator" | "unread";
  /** For messages: "`https://example.org/crds.yaml`", "chart `redis`". */
  readonly because: string;
  /** Of one that is `unread`: the file, from the workspace's root. Undefined outside the workspace. */
  readonly path?: string;
  /** Of what Flux or Argo CD builds; undefined for other reasons. */
  readonly reason?: UnbuiltReason;
  /** By its name it holds definitions of custom resources, and nothing that runs. */
  readonly definitions?: true;
  /** The namespace that the including kustomizations set for its objects. */
  readonly namespace?: string;
  /** The release of a chart. Its pods usually have labels with its name. */
  readonly release?: { readonly name: string; readonly chart: string };
}

/** An object of the output. */
export interface BuiltObject {
  readonly root: MapValue;
  /** Where the object is written; undefined for a generated one. */
  readonly source: YamlNode | undefined;
  /** False if the output is the same as the manifest. */
  readonly changed: boolean;
}

export interface Build {
  readonly objects: readonly BuiltObject[];
  readonly problems: readonly BuildProblem[];
  readonly unseen: readonly UnseenSource[];
  /** How each file was used, by path: a patch is not an object of its own, and data is not a manifest. */
  readonly uses: ReadonlyMap<string, FileUse>;
  /** Folders that it includes, by resources and by components; itself among them. */
  readonly folders: ReadonlySet<string>;
}

/** If a file is used in several ways, `resource` wins. */
export type FileUse = "resource" | "kustomization" | "patch" | "config" | "data";

export interface BuildRequest {
  readonly folder: string;
  /** Replaces the kustomization in the folder. */
  readonly kustomization?: Kustomization;
  /** The same object for the same edits: it is the key of cached builds. */
  readonly edits?: KustomizationEdits;
  /** `root`: files outside a kustomization's folder may not be read, as `kubectl kustomize` has it; Flux has `none` (GO-5). */
  readonly restrictor: "root" | "none";
}
