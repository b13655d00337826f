/** The keys of one object that are dropped, and what is refused because of what was meant by them. */

import { nearest } from "../base/nearest.js";
import type { RefusedBy } from "../model/shape-problem.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { Complaints } from "./complaints.js";
import type { Refusal } from "./constraint.js";

export class DroppedKeys {
  readonly #node: YamlNode;
  readonly #complaints: Complaints;
  /** Each with the place of what is said of it. */
  readonly #keys: { readonly key: string; readonly index: number }[] = [];

  constructor(node: YamlNode, complaints: Complaints) {
    this.#node = node;
    this.#complaints = complaints;
  }

  /** Enters the key that the last complaint is about. */
  add(key: string): void {
    this.#keys.push({ key, index: this.#complaints.all.length - 1 });
  }

  /**
   * True where one of the keys may have been meant, and in directives of patches. Whoever refuses the object for the lack
   * is said of the keys then.
   *
   * @param meant What is lacking; with it, keys alone that are nearly so called, without any.
   */
  isLost(refusal: Refusal, meant?: readonly string[]): boolean {
    if (meant === undefined && this.#node.entries().some((it) => it.key.startsWith("$"))) return true;
    const keys = this.#keys.filter(({ key }) => isMeant(key, meant));
    const by = this.#complaints.refusedBy(refusal);
    if (by !== undefined && by !== "no constraint") for (const { index } of keys) this.#refuse(index, by);
    return keys.length > 0;
  }

  /** The API server looks first. */
  #refuse(index: number, by: RefusedBy): void {
    const problem = this.#complaints.all[index];
    if (problem === undefined || problem.refusedBy === "api-server") return;
    this.#complaints.all[index] = { ...problem, refusedBy: by };
  }
}

function isMeant(key: string, meant: readonly string[] | undefined): boolean {
  return meant === undefined || meant.includes(key) || nearest(key, meant) !== undefined;
}
