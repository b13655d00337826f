/** What a check sees that spans the fields of an object in ways that no declaration says. */

import type { Release } from "../base/version.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { Facts, FaultPlace } from "./complaints.js";
import type { Constraint, Refusal } from "./constraint.js";

/** Pure but for what it reports. It sees the object as it is stored: without what is dropped in the version that is read. */
export type ObjectCheck = (object: CheckedObject) => void;

export interface CheckedObject {
  readonly node: YamlNode;
  /** Dotted path from the root, without indices. */
  readonly path: string;
  /** The objects around it, the nearest first. */
  readonly around: readonly YamlNode[];
  /** True from that release of the system on. */
  readonly atLeast: (release: Release) => boolean;
  /** Records a fault, unless its constraint does not hold in this version. */
  readonly report: (constraint: Omit<Constraint, "says">, place: FaultPlace, facts: Facts) => void;
  /** Records that a field is missing which the API server demands. */
  readonly lacks: (place: Pick<FaultPlace, "at" | "path">) => void;
  /**
   * True when one of the object's keys that are dropped may have been meant for what it lacks. The lack is then that key's
   * fault, and nothing else is to be said of it.
   *
   * @param meant What is lacking; with it only keys that are nearly so called, without any of them.
   */
  readonly isLost: (refusedBy: Refusal, meant?: readonly string[]) => boolean;
}
