/** What builds make of the files that they read: what each file is to them, and which of its objects stay as they are written. */

import type { Build, FileUse } from "../kustomize/index.js";
import type { YamlDocument } from "../syntax/yaml-document.js";
import type { BuiltRoot } from "./built-root.js";
import type { LastMade } from "./last-made.js";

export class FileUses {
  readonly #roots: readonly BuiltRoot[];
  readonly #orphans: readonly Build[];
  readonly #memory: LastMade<ReadonlyMap<string, FileUse>>;
  #all: ReadonlyMap<string, FileUse> | undefined;
  #ofRoots: ReadonlyMap<string, FileUse> | undefined;
  #unchanged: ReadonlyMap<YamlDocument, ReadonlySet<number>> | undefined;

  /**
   * @param roots All that is built.
   * @param orphans Builds of what nobody builds: what they make counts for nothing.
   */
  constructor(roots: readonly BuiltRoot[], orphans: readonly Build[], memory: LastMade<ReadonlyMap<string, FileUse>>) {
    this.#roots = roots;
    this.#orphans = orphans;
    this.#memory = memory;
  }

  /** Files by their paths, for those that some kustomization names. */
  get byPath(): ReadonlyMap<string, FileUse> {
    this.#all ??= this.#merged("all", [...this.#roots.map((it) => it.build), ...this.#orphans]);
    return this.#all;
  }

  /** Files by their paths, for those that these read. @param name Under which they are kept. */
  of(name: string, roots: readonly BuiltRoot[]): ReadonlyMap<string, FileUse> {
    return this.#merged(
      name,
      roots.map((it) => it.build),
    );
  }

  #merged(name: string, builds: readonly Pick<Build, "uses">[]): ReadonlyMap<string, FileUse> {
    const all = builds.map((it) => it.uses);
    return this.#memory.recall(name, all, () => merged(all));
  }

  /**
   * Rows of the document's objects that are in the output of some build as they are written; undefined where no build that
   * is followed lists the file, so that all are as they are written.
   */
  asWritten(path: string, document: YamlDocument): ReadonlySet<number> | undefined {
    this.#ofRoots ??= this.of("roots", this.#roots);
    if (this.#ofRoots.get(path) !== "resource") return undefined;
    this.#unchanged ??= unchangedIn(this.#roots);
    return this.#unchanged.get(document) ?? NONE;
  }
}

const NONE: ReadonlySet<number> = new Set();

function unchangedIn(roots: readonly BuiltRoot[]): ReadonlyMap<YamlDocument, ReadonlySet<number>> {
  const rows = new Map<YamlDocument, Set<number>>();
  for (const { build } of roots) {
    for (const { source, changed } of build.objects) {
      if (changed || source === undefined) continue;
      const known = rows.get(source.document);
      if (known === undefined) rows.set(source.document, new Set([source.place]));
      else known.add(source.place);
    }
  }
  return rows;
}

/** A file that is a resource of one build and something else of another is a resource. */
function merged(builds: readonly Build["uses"][]): ReadonlyMap<string, FileUse> {
  const uses = new Map<string, FileUse>();
  for (const own of builds) {
    for (const [path, use] of own) if (uses.get(path) !== "resource") uses.set(path, use);
  }
  return uses;
}
