/** What is kept of builds from one state of the workspace to the next. */

import { BuildCache, type FileUse } from "../kustomize/index.js";
import type { Kustomizations } from "./kustomizations.js";
import { LastMade } from "./last-made.js";

export class BuildsMemory {
  /** What is known of kustomizations' builds. */
  readonly cache: BuildCache;
  /** Of the last state. */
  kustomizations: Kustomizations | undefined;
  /** How files are used, by what uses them. */
  readonly uses: LastMade<ReadonlyMap<string, FileUse>>;
  /** In which build files are, by scope. */
  readonly buildOfFiles: LastMade<ReadonlyMap<string, string>>;

  /** @param live What is known to begin with. It is left alone. */
  constructor(live?: BuildsMemory) {
    this.cache = live === undefined ? new BuildCache() : live.cache.copy();
    this.kustomizations = live?.kustomizations;
    this.uses = live === undefined ? new LastMade() : live.uses.copy();
    this.buildOfFiles = live === undefined ? new LastMade() : live.buildOfFiles.copy();
  }

  copy(): BuildsMemory {
    return new BuildsMemory(this);
  }
}
