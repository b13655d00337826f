/** Keys that the API server drops, and objects that are refused because of what was meant by them. */

import { nearest } from "../base/nearest.js";
import type { RefusedBy, ShapeProblem } from "../model/shape-problem.js";
import { type YamlDocument, YamlNode } from "../syntax/yaml-document.js";

/** A `bad-value` of these reasons speaks of a key that another version has. */
const OTHER_VERSION = ["too-new", "removed"];

interface Loss {
  readonly refusedBy: RefusedBy;
  /** What is lacking; undefined where each of the keys may be meant. */
  readonly names: readonly string[] | undefined;
}

export class LostKeys {
  readonly #document: YamlDocument;
  readonly #structure: readonly ShapeProblem[];
  /** Dropped keys by the map that they stand in. */
  readonly #keys = new Map<number, string[]>();
  readonly #losses = new Map<number, Loss[]>();

  /** @param structure What the schema walk found in the document. */
  constructor(document: YamlDocument, structure: readonly ShapeProblem[]) {
    this.#document = document;
    this.#structure = structure;
    for (const problem of structure) {
      const parent = this.#parentOf(problem);
      if (parent === undefined) continue;
      this.#keys.set(parent, [...(this.#keys.get(parent) ?? []), fieldOf(problem)]);
    }
  }

  /** Rows of the entries that only another version has: nothing is read of them. */
  get ofOtherVersions(): ReadonlySet<number> {
    return new Set(this.#structure.filter(isOfOtherVersion).map((it) => it.at.node));
  }

  /** True where one of the keys that are dropped may have been meant, and in directives of patches. */
  isLost(parent: YamlNode, refusedBy: RefusedBy | undefined, names?: readonly string[]): boolean {
    if (names === undefined && parent.entries().some((it) => it.key.startsWith("$"))) return true;
    const keys = this.#keys.get(parent.index) ?? [];
    if (!keys.some((it) => isMeant(it, names))) return false;
    if (refusedBy !== undefined) {
      this.#losses.set(parent.index, [...(this.#losses.get(parent.index) ?? []), { refusedBy, names }]);
    }
    return true;
  }

  /** What the walk found, each dropped key with who refuses the object because it is dropped. */
  problems(): ShapeProblem[] {
    return this.#structure.map((it) => {
      const parent = this.#parentOf(it);
      const losses = (parent === undefined ? undefined : this.#losses.get(parent)) ?? [];
      const gates = losses.filter(({ names }) => isMeant(fieldOf(it), names)).map(({ refusedBy }) => refusedBy);
      const refusedBy = gates.find((gate) => gate === "api-server") ?? gates[0];
      return refusedBy === undefined ? it : { ...it, refusedBy };
    });
  }

  /** The map that a dropped key stands in; undefined for any other problem. */
  #parentOf(problem: ShapeProblem): number | undefined {
    if (problem.type === "unknown-field") return new YamlNode(this.#document, problem.parent.node).index;
    return isOfOtherVersion(problem) ? new YamlNode(this.#document, problem.at.node).parent?.index : undefined;
  }
}

function isOfOtherVersion(problem: ShapeProblem): boolean {
  return problem.type === "bad-value" && OTHER_VERSION.includes(problem.reason);
}

function fieldOf(problem: ShapeProblem): string {
  return problem.path.slice(problem.path.lastIndexOf(".") + 1);
}

function isMeant(key: string, names: readonly string[] | undefined): boolean {
  return names === undefined || names.includes(key) || nearest(key, names) !== undefined;
}
