/** How far our answers agree with those of another implementation, cell by cell. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../kit/repository.js";

const PATH = join(ROOT, "../shared/oracles");
/** Folder of the other implementations' answers; undefined where the repository stands alone. */
export const ORACLES: string | undefined = existsSync(PATH) ? PATH : undefined;

export interface Difference {
  /** Id of the case. */
  readonly of: string;
  /** What was asked: `x/a -> y/b:80/TCP`. */
  readonly asked: string;
  readonly ours: string;
  readonly theirs: string;
}

export class Agreement {
  readonly suite: string;
  cases = 0;
  cells = 0;
  readonly differences: Difference[] = [];

  constructor(suite: string) {
    this.suite = suite;
  }

  compare(of: string, asked: string, ours: string, theirs: string): void {
    this.cells++;
    if (ours !== theirs) this.differences.push({ of, asked, ours, theirs });
  }

  get summary(): string {
    const agreed = this.cells - this.differences.length;
    return `${this.suite}: ${agreed} of ${this.cells} answers agree in ${this.cases} cases`;
  }
}

export function readJson<T>(...path: readonly string[]): T {
  return JSON.parse(readFileSync(join(...path), "utf8")) as T;
}

export function readManifests(...path: readonly string[]): ReadonlyMap<string, string> {
  return new Map([["manifests.yaml", readFileSync(join(...path), "utf8")]]);
}
