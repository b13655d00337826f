/** A build: a kustomization that no other one includes, or what Flux or Argo CD builds. */

import type { PlanNote } from "../gitops/plan.js";
import type { Build, BuildProblem, BuiltObject } from "../kustomize/index.js";
import type { YamlNode } from "../syntax/yaml-document.js";

/** Why a build fails. Rejections by Flux or Argo CD themselves are one kind. */
export type BuildFault = Omit<BuildProblem, "is"> &
  Partial<Pick<BuildProblem, "is">> & {
    /** True if nothing in the workspace builds it, although the folder above is built. */
    readonly unapplied?: boolean;
  };

export interface BuiltRoot {
  /** Undefined if the folder is not in this workspace. */
  readonly folder: string | undefined;
  /** Path of the kustomization; undefined for a build by Flux or Argo CD. */
  readonly path?: string;
  readonly build: Omit<Build, "problems"> & { readonly problems: readonly BuildFault[] };
  /** The Flux or Argo CD object that builds it: kind and name, and its place. */
  readonly by?: { readonly name: string; readonly at: YamlNode };
  /** Why single values in it are not known. */
  readonly notes?: readonly PlanNote[];
  /** The Application that has it built. */
  readonly application?: BuildingApplication;
}

/** An Application: what it installs of charts is told from the object itself. */
export interface BuildingApplication {
  readonly object: BuiltObject;
  /** Those of its sources' folders that are built. */
  readonly folders: ReadonlySet<string>;
  /** True for the first of its builds, with which it counts. */
  readonly counts: boolean;
}

/** A cluster that Flux or Argo CD fills. */
export interface BuiltCluster {
  readonly name: string;
  readonly roots: readonly BuiltRoot[];
  /** Something in it applies objects of Flux or Argo CD; else people apply these, and perhaps more, by hand. */
  readonly bootstrapped: boolean;
}
