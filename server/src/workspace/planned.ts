/** What Flux and Argo CD make of the workspace: clusters, each with its builds, and which files are their matter. */

import { memoize } from "../base/memoize.js";
import type { DocumentId } from "../base/source.js";
import { BuildCache, build, type BuiltObject, type MapValue } from "../kustomize/index.js";
import { type Coverage, coverageOf } from "../gitops/coverage.js";
import { isResourceSet } from "../gitops/flux/resource-set.js";
import { type Plan, type PlannedBuild, type PlannedCluster, type PlanNote, planRepository } from "../gitops/plan.js";
import { PlanMemory } from "../gitops/plan-memory.js";
import { isApplication, isApplier } from "../gitops/repository.js";
import type { BuiltCluster, BuiltRoot } from "./built-root.js";
import type { WorkspaceTree } from "./workspace-tree.js";

/** What plans hand on to each other, kept by a lineage of snapshots. */
export class PlanStore {
  readonly memory: PlanMemory;
  /** Flux may read outside of a kustomization's folder, Argo CD may not: what a folder comes to is not the same. */
  readonly caches: { readonly root: BuildCache; readonly none: BuildCache };

  constructor(live?: PlanStore) {
    this.memory = live === undefined ? new PlanMemory() : live.memory;
    this.caches =
      live === undefined
        ? { root: new BuildCache(), none: new BuildCache() }
        : { root: live.caches.root.copy(), none: live.caches.none.copy() };
  }
}

export class Planned {
  readonly plan: Plan;
  readonly coverage: (path: string) => Coverage;
  readonly clusters: readonly BuiltCluster[];
  /** Documents with ResourceSets that are rendered in full: what they carry is judged as it comes out. */
  readonly rendered: ReadonlySet<DocumentId>;

  private constructor(plan: Plan) {
    this.plan = plan;
    this.coverage = coverageOf(plan);
    this.clusters = plan.clusters.map(clusterOf);
    const sets = plan.clusters.flatMap((it) => it.builds.filter((one) => isResourceSet(one.by)));
    const parts = new Set(
      sets.filter((it) => it.unseen.length + it.problems.length > 0).map((it) => it.by.at.document.id),
    );
    this.rendered = new Set(sets.map((it) => it.by.at.document.id).filter((it) => !parts.has(it)));
  }

  /** Undefined for a workspace without an object of Flux or Argo CD. */
  static of(tree: WorkspaceTree, { memory, caches }: PlanStore): Planned | undefined {
    const keys = { root: new Set<string | object>(), none: new Set<string | object>() };
    const plan = planRepository({
      tree,
      listing: tree.layout.listing,
      memory,
      tracking: "annotation",
      build: (files, request) => {
        keys[request.restrictor].add(request.edits ?? request.kustomization ?? request.folder);
        return build(files, request, caches[request.restrictor]);
      },
    });
    for (const restrictor of ["root", "none"] as const) caches[restrictor].keepOnly(keys[restrictor]);
    return plan === undefined ? undefined : new Planned(plan);
  }

  /** Paths of the files with Flux or Argo CD objects that build something. */
  get appliers(): readonly string[] {
    return this.plan.repository.written.map((it) => it.path);
  }

  /** Includes builds whose objects are not in this workspace, but not single files that are not read. */
  get notes(): readonly PlanNote[] {
    return this.plan.clusters.flatMap(({ notes, builds }) => [
      ...notes,
      ...builds.flatMap((it) => [
        ...it.notes,
        ...it.unseen
          .filter((one) => one.is === "unread" && one.path === undefined)
          .map(({ at, because, reason }) => ({
            at,
            says: `${because}: its objects are not in this workspace`,
            ...(reason === undefined ? {} : { unbuilt: { reason, kind: it.name.split(" ")[0] ?? "" } }),
          })),
      ]),
    ]);
  }
}

function clusterOf({ name, builds }: PlannedCluster): BuiltCluster {
  const folders = new Map<MapValue, Set<string>>();
  for (const { by, folder } of builds) {
    const known = folders.get(by) ?? new Set();
    folders.set(by, known);
    if (folder !== undefined) known.add(folder);
  }
  const counted = new Set<MapValue>();
  const rootOf = (build: PlannedBuild): BuiltRoot => {
    const { by, folder, name: byName, notes } = build;
    const root = { folder, build, notes, by: { name: byName, at: by.at } };
    if (!isApplication(by)) return root;
    const counts = !counted.has(by);
    counted.add(by);
    return { ...root, application: { object: itself(by), folders: folders.get(by) ?? new Set(), counts } };
  };
  const bootstrapped = builds.some((it) => it.byHand !== true && it.objects.some(({ root }) => isApplier(root)));
  return { name, roots: builds.map(rootOf), bootstrapped };
}

/** An Application as an object; the same one for the same Application, however it came to be. */
const itself = memoize((root: MapValue): BuiltObject => ({ root, source: undefined, changed: true }));
