/** All that is built in the workspace, by itself or by Flux and Argo CD, and what is wrong with it. */

import type { DocumentId } from "../base/source.js";
import { type Build, build, type Kustomization, type UnseenSource } from "../kustomize/index.js";
import { BuiltObjects } from "./built-objects.js";
import type { Charts } from "./charts.js";
import type { BuildFault, BuiltCluster, BuiltRoot } from "./built-root.js";
import { FileUses } from "./file-uses.js";
import { globMatcher } from "./globs.js";
import { Kustomizations } from "./kustomizations.js";
import { isLeftoverList, isPatternFolder } from "./leftover.js";
import type { BuiltDecoder } from "./built-decoder.js";
import type { BuildsMemory } from "./builds-memory.js";
import { Planned, type PlanStore } from "./planned.js";
import type { Settings } from "./settings.js";
import type { WorkspaceTree } from "./workspace-tree.js";

export class Builds {
  readonly kustomizations: Kustomizations;
  /** Of kustomizations that neither Flux nor Argo CD has to do with. */
  readonly roots: readonly BuiltRoot[];
  readonly clusters: readonly BuiltCluster[];
  /** Undefined where nothing is Flux's or Argo CD's. */
  readonly planned: Planned | undefined;
  readonly objects: BuiltObjects;
  readonly charts: Charts;
  readonly uses: FileUses;
  readonly #all: readonly BuiltRoot[];
  readonly #memory: BuildsMemory;
  readonly #layout: WorkspaceTree["layout"];
  /** Builds of kustomizations that nothing includes or builds, though Flux or Argo CD builds what lies around them. */
  readonly #unapplied: readonly Build[];
  #problems: readonly BuildFault[] | undefined;

  /**
   * @param scopes Clusters by the settings. One whose files hold nothing of Flux or Argo CD is built from its kustomizations.
   */
  constructor(
    tree: WorkspaceTree,
    memory: BuildsMemory,
    decoder: BuiltDecoder,
    plans: PlanStore,
    scopes: Settings["scopes"],
  ) {
    const { cache } = memory;
    this.charts = tree.charts;
    this.#memory = memory;
    this.#layout = tree.layout;
    this.kustomizations = Kustomizations.of(tree, memory.kustomizations);
    memory.kustomizations = this.kustomizations;
    this.planned = Planned.of(tree, plans);
    this.clusters = this.planned?.clusters ?? [];
    this.objects = new BuiltObjects(tree, decoder, this.planned !== undefined);
    const made = (folder: string): Build => build(tree, { folder, restrictor: "root" }, cache);
    const named = [...scopes.values()].map(globMatcher).filter((it) => this.planned?.appliers.some(it) !== true);
    this.roots = this.kustomizations
      .roots()
      .filter((it) => this.#isForItself(it) || named.some((one) => one(it.path ?? "")))
      .map(({ folder, path = "" }) => ({ folder, path, build: made(folder) }));
    this.#all = [...this.clusters.flatMap((it) => it.roots), ...this.roots];
    const built = new Set(this.#all.flatMap((it) => [...it.build.folders]));
    // What nobody includes or builds: components that lie about. They say what their files are, no more.
    const orphans = [...this.kustomizations.folders].filter((it) => !built.has(it));
    const lying = new Map(orphans.map((it) => [it, made(it)]));
    this.uses = new FileUses(this.#all, [...lying.values()], memory.uses);
    this.#unapplied = this.kustomizations.roots().flatMap(({ folder }) => lying.get(folder) ?? []);
    cache.keepOnly(new Set([...this.roots.flatMap((it) => it.folder ?? []), ...orphans]));
  }

  #isForItself(root: Kustomization): boolean {
    const { planned } = this;
    if (planned === undefined || !this.isLoose(root.path ?? "")) return planned === undefined;
    return !isLeftoverList(root, this.kustomizations, planned.coverage);
  }

  /** True for a file that neither Flux nor Argo CD has to do with: it is judged as it lies. */
  isLoose(path: string): boolean {
    return this.planned === undefined || this.planned.coverage(path) === "loose";
  }

  /** True for a document whose templates are rendered in full: what it carries counts as it comes out. */
  isRendered(document: DocumentId): boolean {
    return this.planned?.rendered.has(document) === true;
  }

  /** True for a file right beside a kustomization that lists others, and which nothing lists. */
  isUnlisted(path: string): boolean {
    const slash = path.lastIndexOf("/");
    return !this.uses.byPath.has(path) && this.kustomizations.lists(slash < 0 ? "" : path.slice(0, slash));
  }

  /** Files that these read, by their paths. */
  filesUsedBy(roots: readonly BuiltRoot[]): ReadonlyMap<string, unknown> {
    return this.uses.of("used", roots);
  }

  /** The name of the first of these builds that each manifest is in, by path. @param scope Whose builds they are. */
  buildOfFiles(
    scope: string,
    roots: readonly BuiltRoot[],
    nameOf: (root: BuiltRoot) => string,
  ): ReadonlyMap<string, string> {
    const names = roots.map(nameOf);
    const madeOf = [this.#layout, ...names, ...roots.map((it) => it.build.uses)];
    return this.#memory.buildOfFiles.recall(scope, madeOf, () => {
      const builds = new Map<string, string>();
      for (const [at, root] of roots.entries()) {
        for (const { input } of this.objects.filesOf(root)) {
          if (!builds.has(input.path)) builds.set(input.path, names[at] ?? "");
        }
      }
      return builds;
    });
  }

  /** Files that are patches, configuration or data: their documents are no objects of their own. */
  isNoManifest(path: string): boolean {
    const use = this.uses.byPath.get(path);
    return use !== undefined && use !== "resource";
  }

  /** What makes builds fail, each cause once, by document. */
  get problems(): readonly BuildFault[] {
    this.#problems ??= this.#allProblems();
    return this.#problems;
  }

  #allProblems(): readonly BuildFault[] {
    const known = new Map<string, BuildFault>();
    // Data is often written or decrypted before somebody builds; of what is built, it is told all the same.
    const unapplied = this.#unapplied
      .flatMap((it) => it.problems)
      .filter((it) => it.is !== "missing-data")
      .map((it) => ({ ...it, unapplied: true }));
    const isApplied = this.clusters.some((it) => it.bootstrapped);
    const applied = this.#all.flatMap(({ folder, path, build: { problems } }): readonly BuildFault[] => {
      const isPattern = isApplied && path !== undefined && isPatternFolder(folder ?? "");
      return isPattern ? problems.map((it) => ({ ...it, unapplied: true })) : problems;
    });
    // Where a build that counts has it too, that one is told.
    for (const problem of [...unapplied, ...this.kustomizations.unreadable, ...applied]) {
      const { document, node, part, piece } = problem.at;
      known.set([document, node, part, piece?.start, problem.file, problem.says].join("|"), problem);
    }
    return [...known.values()];
  }

  /** What is not built, each source once. */
  get unseen(): readonly UnseenSource[] {
    const known = new Map<string, UnseenSource>();
    // What Flux or Argo CD does not find is a note of its own, unless it is a file that is there.
    const all = this.#all.flatMap(({ path, build: made }) => {
      return path === undefined ? made.unseen.filter((it) => it.is !== "unread" || it.path !== undefined) : made.unseen;
    });
    for (const it of all) {
      known.set([it.at.document, it.at.node, it.is, it.because].join("|"), it);
    }
    return [...known.values()];
  }
}
