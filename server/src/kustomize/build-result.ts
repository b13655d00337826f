/** What a build is asked with and what it answers: files in, objects and problems out. */

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

/** The files that a build may read. Nothing outside is ever asked for. */
export interface FileTree {
  /**
   * The file at a path; `unread`: it is there and its text is not in sight (binary, ignored, too large); undefined: it is not
   * there.
   */
  file(path: string): TreeFile | "unread" | undefined;
  isFolder(path: string): boolean;
  /** Paths of files and folders right in a folder: to tell what a missing name was meant to be. */
  names(folder: string): readonly string[];
  /** What a chart of the workspace comes to; undefined where nobody has rendered it so, or nobody renders charts. */
  chart(request: ChartRequest): ChartOutcome | undefined;
}

/** What a build needs and nobody sees here: from the network, or made by a program. It is never fetched nor run. */
/**
 * Why nothing of what somebody is to apply is built: a chart that is not rendered; another repository; a folder that is not here; a
 * generator of Applications that asks for what is not here.
 */
export type UnbuiltReason = "chart" | "repository" | "folder" | "generator";

export interface UnseenSource {
  readonly at: Site;
  /** A validator makes no objects and changes none; whether it refuses them nobody knows here. */
  readonly is: "remote" | "chart" | "plugin" | "validator" | "unread";
  /** In words: "`https://example.org/crds.yaml`", "chart `redis`". */
  readonly because: string;
  /** Of what Flux or Argo CD has built; undefined for another reason. */
  readonly reason?: UnbuiltReason;
  /** The namespace into which the kustomizations round it put what comes from there. */
  readonly namespace?: string;
  /** The release of a chart, whose pods most often have labels with its name. */
  readonly release?: { readonly name: string; readonly chart: string };
}

/** An object of the output. */
export interface BuiltObject {
  readonly root: MapValue;
  /** Where the object itself is written; undefined for one that a generator makes. */
  readonly source: YamlNode | undefined;
  /** False for an object that is in the output as it is written. */
  readonly changed: boolean;
}

export interface Build {
  readonly objects: readonly BuiltObject[];
  readonly problems: readonly BuildProblem[];
  readonly unseen: readonly UnseenSource[];
  /** Paths of the files that were read as what: a patch is no object of its own, data is no manifest. */
  readonly uses: ReadonlyMap<string, FileUse>;
  /** Folders that it includes, by resources and by components; itself among them. */
  readonly folders: ReadonlySet<string>;
}

/** `resource` wins where a file is used as several. */
export type FileUse = "resource" | "kustomization" | "patch" | "config" | "data";

export interface BuildRequest {
  readonly folder: string;
  /** Built instead of what the folder's file says. */
  readonly kustomization?: Kustomization;
  /** The same object for the same edits: builds are kept by it. */
  readonly edits?: KustomizationEdits;
  /** `root`: files outside a kustomization's folder may not be read, as `kubectl kustomize` has it; Flux has `none` (GO-5). */
  readonly restrictor: "root" | "none";
}
