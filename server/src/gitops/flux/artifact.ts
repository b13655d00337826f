/** What of a repository reaches Flux's builds: its source leaves some files out before anything is built (GO-3). */

import type { FileTree } from "../../kustomize/index.js";
import { type Ignored, ignoredBy, readIgnoreRules } from "../ignore-file.js";
import type { Listing } from "../listing.js";
import { folderOf, joined } from "../paths.js";
import type { PlanMemory } from "../plan-memory.js";

/** Left out unless the source says what is, pictures and archives aside, which are no manifests. */
const DEFAULTS = [
  ".git/",
  ".github/",
  ".circleci/",
  ".travis.yml",
  ".gitlab-ci.yml",
  "appveyor.yml",
  ".drone.yml",
  "cloudbuild.yaml",
  "codeship-services.yml",
  "codeship-steps.yml",
  "**/.goreleaser.yml",
  "**/.sops.yaml",
  "**/.flux.yaml",
].join("\n");

/**
 * The files that are in the artifact. `.sourceignore` files count where the tree holds them.
 * @param listing Of the tree.
 * @param ignore The source's `spec.ignore`, in place of the defaults.
 * @param memory From earlier plans: which paths are ignored holds until a file comes, goes, or says so otherwise.
 */
export function artifactOf(
  tree: FileTree,
  { files }: Listing,
  memory: PlanMemory,
  ignore: string = DEFAULTS,
): FileTree {
  const written = files.flatMap((path) => {
    const file = path === FILE || path.endsWith(`/${FILE}`) ? tree.file(path) : undefined;
    return file === undefined || file === "unread" ? [] : [[folderOf(path), file.text] as const];
  });
  const key = JSON.stringify(["ignored", ignore, written]);
  const isIgnored = memory.kept(files, key, () => ignoredIn(ignore, new Map(written)));
  return new Artifact(tree, isIgnored);
}

class Artifact implements FileTree {
  readonly #tree: FileTree;
  readonly #isIgnored: Ignored;

  constructor(tree: FileTree, isIgnored: Ignored) {
    this.#tree = tree;
    this.#isIgnored = isIgnored;
  }

  file(path: string): ReturnType<FileTree["file"]> {
    return this.#isIgnored(path, false) ? undefined : this.#tree.file(path);
  }

  chart(request: Parameters<FileTree["chart"]>[0]): ReturnType<FileTree["chart"]> {
    return this.#tree.chart(request);
  }

  isFolder(path: string): boolean {
    return this.#tree.isFolder(path) && (path === "" || !this.#isIgnored(path, true));
  }

  real(path: string): string {
    return this.#tree.real?.(path) ?? path;
  }

  names(folder: string): readonly string[] {
    return this.#tree.names(folder).filter((it) => {
      const path = joined(folder, it);
      return !this.#isIgnored(path, this.#tree.isFolder(path));
    });
  }

  changedSince(earlier: FileTree): ReadonlySet<string> | undefined {
    if (!(earlier instanceof Artifact) || earlier.#isIgnored !== this.#isIgnored) return undefined;
    return this.#tree.changedSince?.(earlier.#tree);
  }
}

const FILE = ".sourceignore";

/** @param written The content of `.sourceignore`, by folder. */
function ignoredIn(ignore: string, written: ReadonlyMap<string, string>): Ignored {
  const rulesIn = new Map<string, ReturnType<typeof readIgnoreRules>>();
  const rulesOf = (folder: string): ReturnType<typeof readIgnoreRules> => {
    const known = rulesIn.get(folder);
    if (known !== undefined) return known;
    const above = folder === "" ? readIgnoreRules(ignore, "") : rulesOf(folderOf(folder));
    const text = written.get(folder);
    const own = text === undefined ? [] : readIgnoreRules(text, folder);
    const rules = own.length === 0 ? above : [...above, ...own];
    rulesIn.set(folder, rules);
    return rules;
  };
  const testOf = new Map<ReturnType<typeof readIgnoreRules>, Ignored>();
  // A build asks for one path again and again.
  const known = new Map<string, boolean>();
  return (path, isFolder) => {
    const key = isFolder ? `${path}/` : path;
    const before = known.get(key);
    if (before !== undefined) return before;
    const rules = rulesOf(folderOf(path));
    const test = testOf.get(rules) ?? ignoredBy(rules);
    testOf.set(rules, test);
    const found = test(path, isFolder);
    known.set(key, found);
    return found;
  };
}
