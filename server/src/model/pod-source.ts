/** An object of which a controller makes pods that no manifest shows, and what is known of them. */

import type { ObjectMeta } from "./object.js";
import type { Labels } from "./selector.js";
import type { ShapeProblem } from "./shape-problem.js";

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
  /** Folder of the repository from which the pods come, where it is one that may be in the workspace. */
  readonly folder?: string;
}

/** By key, the values that are as good as each other. */
export type LikelyLabels = ReadonlyMap<string, readonly string[]>;
