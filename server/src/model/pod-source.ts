/** An object of which a controller makes pods that no manifest shows, and what is known of them. */

import type { Sourced } from "../base/source.js";
import type { ObjectMeta } from "./object.js";
import type { Labels } from "./selector.js";
import type { ShapeProblem } from "./shape-problem.js";
import type { WorkloadObject } from "./workload.js";

export interface PodSourceObject {
  readonly type: "pod-source";
  readonly meta: ObjectMeta;
  readonly problems: readonly ShapeProblem[];
  readonly kind: string;
  /**
   * Where its pods go: beside the object (`own`), there if something says its namespace (`told`), into the namespace named
   * here, or nobody knows.
   */
  readonly into: "own" | "told" | "any" | { readonly namespace: string };
  /** Labels that each of its pods has; what others they have is not known. */
  readonly labels: Labels;
  /** Labels that pods of its kind mostly have: enough to believe a selector, not enough to doubt one. */
  readonly likely: LikelyLabels;
  /** Where it installs a chart. */
  readonly release?: ChartRelease;
  /** Folder of the repository from which the pods come, where it is one that may be in the workspace. */
  readonly folder?: string;
}

/** What an object that installs a chart says of it. */
export interface ChartRelease {
  /** The chart, where the object names it. */
  readonly chart?: string;
  /** Its version as written, where the object gives one. */
  readonly version?: string;
  /** Where the chart is a folder of the repository: what Helm is told. */
  readonly local?: LocalChart;
  /** The name of another object that says both. */
  readonly reference?: string;
  /** What Helm is told if that object says that the chart is a folder of the repository. */
  readonly localOf?: (folder: ChartFolder) => LocalChart;
  /** Objects that hold more of its values, in order: later ones win, and the release's own values over all. */
  readonly valuesFrom?: readonly ValuesReference[];
  /** The same release with what these objects hold, one for each of `valuesFrom`; undefined for one that is not known. */
  readonly withValues?: (found: readonly (Sourced<string> | undefined)[]) => PodSourceObject;
  /** What else decides about its objects and is not read. */
  readonly unread?: readonly UnreadPart[];
  /**
   * Its pods, provided that it is that chart: nothing for a chart of which no rule is known.
   * @param major The chart's major version; undefined where it is not known.
   */
  readonly podsOf: (chart: string, major: number | undefined) => ReleasePods | undefined;
  /** Labels that its pods likely have, if it is that chart. */
  readonly likelyOf: (chart: string | undefined) => LikelyLabels;
}

/** A text of another object that holds values of a release. */
export interface ValuesReference {
  readonly kind: string;
  readonly name: string;
  /** Key of the text in the object. */
  readonly key: string;
}

/** Something that changes what a release installs. */
export type UnreadPart = ValuesReference | "post-renderers";

/** A chart that is a folder of the repository, and the files that take the place of its own values. */
export interface ChartFolder {
  /** The folder, without slashes around it. */
  readonly path: string;
  /** Paths in the repository; none: the chart's own count. */
  readonly files: readonly string[];
  readonly ignoresMissing: boolean;
}

/** A release of a chart that is a folder of the repository. */
export interface LocalChart extends ChartFolder {
  readonly release: string;
  /** JSON. */
  readonly values: string | undefined;
  /** More than all this decides what is installed. */
  readonly isOpen: boolean;
}

/** Pods that are told from the values of a release. */
export interface ReleasePods {
  readonly workloads: readonly WorkloadObject[];
  /** False where there may be others, or other labels on these. */
  readonly areAll: boolean;
}

/** An object from which charts are fetched, and which others refer to by its name. */
export interface ChartSourceObject {
  readonly type: "chart-source";
  readonly meta: ObjectMeta;
  readonly problems: readonly ShapeProblem[];
  readonly chart: string;
  readonly version?: string;
  readonly folder?: ChartFolder;
}

/** A ConfigMap: a release may take values from its texts. */
export interface ChartValuesObject {
  readonly type: "chart-values";
  readonly meta: ObjectMeta;
  readonly problems: readonly ShapeProblem[];
  /** By key. */
  readonly texts: ReadonlyMap<string, Sourced<string>>;
}

/** By key, the values that are as good as each other. */
export type LikelyLabels = ReadonlyMap<string, readonly string[]>;
