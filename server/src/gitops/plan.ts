/** What is applied to each cluster of a repository: what builds which folder and how, and the resulting objects. */

import type { Site } from "../base/source.js";
import type {
  Build,
  BuildProblem,
  BuildRequest,
  FileTree,
  FileUse,
  MapValue,
  UnbuiltReason,
  UnseenSource,
} from "../kustomize/index.js";
import type { YamlNode } from "../syntax/yaml-document.js";
import type { Tracking } from "./argo/applied.js";
import type { DeclaredCluster } from "./application-set/cluster-secrets.js";
import { joinedClusters } from "./application-set/selected-clusters.js";
import { type ClusterContext, ClusterPlan } from "./cluster-plan.js";
import { DataBeside } from "./data-beside.js";
import { artifactOf } from "./flux/artifact.js";
import { readFluxKustomization } from "./flux/kustomization.js";
import type { FluxSources } from "./flux/sources.js";
import { folderOf } from "./paths.js";
import type { PlanMemory } from "./plan-memory.js";
import { type Listing, listingOf } from "./listing.js";
import type { Repository, RepositoryTree, WrittenObject } from "./repository.js";
import { generatorFiles, startingPoints } from "./starting-points.js";
import type { UnknownText, UsedValue } from "./substitute.js";

/** What a plan needs from its caller. */
export interface Planner {
  readonly tree: RepositoryTree;
  /** Of the tree, if known. */
  readonly listing?: Listing;
  /** Builds with kustomize. For the same request it may return a cached result. */
  build(tree: FileTree, request: BuildRequest): Build;
  readonly tracking: Tracking;
  /** From earlier plans. */
  readonly memory: PlanMemory;
}

/** An object as it is applied. */
export interface PlacedObject {
  readonly root: MapValue;
  /** Where the object is written; undefined for a generated one. */
  readonly source: YamlNode | undefined;
  /** False if the object is applied as it is written. */
  readonly changed: boolean;
  /** Strings in it whose value is not known. They stay as written. */
  readonly unknown: readonly UnknownText[];
  /** `filled`: its variables are substituted, except some that matter to no policy. `open`: its content is not final. */
  readonly values: "none" | "filled" | "open";
  /** Strings with substituted variables, each with the place of the value. */
  readonly used: readonly UsedValue[];
}

/** Why something is not applied: an error of kustomize, or a rejection by the controller. */
export type PlanProblem = Omit<BuildProblem, "is">;

/** Something that is not known or unusual, but not an error. */
export interface PlanNote {
  readonly at: Site;
  /** One line without a full stop; names in backticks. Equal for equal causes. */
  readonly says: string;
  /** The variable that nothing sets, and the consequence, if the note is about one. */
  readonly unset?: { readonly variable: string; readonly fate: string };
  /** Why nothing is built, and the kind of the object that is to have it built. */
  readonly unbuilt?: { readonly reason: UnbuiltReason; readonly kind: string };
}

/** What one Flux or Argo CD object builds and applies from one folder. */
export interface PlannedBuild {
  /** The object as applied, or a kustomization. */
  readonly by: MapValue;
  /** Its kind and name, for people; the path of a kustomization that somebody applies. */
  readonly name: string;
  /** Somebody applies it, and no controller. */
  readonly byHand?: true;
  /** Undefined if the folder is not in this workspace. */
  readonly folder: string | undefined;
  readonly objects: readonly PlacedObject[];
  readonly problems: readonly PlanProblem[];
  /** Why single values in the objects are unknown. */
  readonly notes: readonly PlanNote[];
  readonly unseen: readonly UnseenSource[];
  readonly uses: ReadonlyMap<string, FileUse>;
  readonly folders: ReadonlySet<string>;
}

export interface PlannedCluster {
  readonly name: string;
  /** In order: each build before those that it applies. */
  readonly builds: readonly PlannedBuild[];
  /** About objects that apply each other. */
  readonly notes: readonly PlanNote[];
}

export interface Plan {
  readonly repository: Repository;
  readonly clusters: readonly PlannedCluster[];
  /** Folders that a generator excludes. */
  readonly excluded: ReadonlySet<string>;
  /** Folders that only a Kustomization names that is not applied. */
  readonly unused: ReadonlySet<string>;
}

/** Undefined for a repository without an object of Flux or Argo CD. */
export function planRepository(planner: Planner): Plan | undefined {
  planner.memory.begin();
  const listing = planner.listing ?? listingOf(planner.tree);
  const points = startingPoints(planner.tree, listing, planner.memory);
  const { repository, sources, providers, roots, beginnings, unused } = points;
  if (repository.written.length === 0) return undefined;
  const { clusters: declared } = repository;
  const generators = generatorFiles(repository, planner.tree);
  const artifacts = new Map<string | undefined, FileTree>();
  const artifactIn = (begins: readonly string[], source: Parameters<ClusterContext["artifact"]>[0]): FileTree => {
    const ignore = source === undefined ? undefined : repository.ignores.of(source, begins);
    const known = artifacts.get(ignore) ?? artifactOf(planner.tree, listing, planner.memory, ignore);
    artifacts.set(ignore, known);
    return known;
  };
  const excluded = new Set<string>();
  const clusters: PlannedCluster[] = [];
  for (const [at, { folder, roots: its }] of roots.entries()) {
    const beginning = beginnings[at] ?? { folders: [], roots: its };
    const own = its.find((it) => it.applied);
    const name =
      folder === ""
        ? own === undefined || readFluxKustomization(own.root) === undefined
          ? "."
          : clusterFolder(own.path)
        : folder;
    const begins = its.map((it) => it.path);
    const artifact: ClusterContext["artifact"] = (source) => artifactIn(begins, source);
    const beside = new DataBeside(planner.tree, begins);
    const plan = new ClusterPlan({ ...planner, artifact, generators, sources, providers, beside, excluded });
    plan.run(
      beginning.roots.map((it) => it.root),
      beginning.folders,
    );
    for (const [cluster, builds] of joined(plan.byCluster(), declared)) {
      const other = roots.length > 1 ? `${name} → ${cluster}` : cluster;
      const notes = cluster === "" ? plan.notes : [];
      clusters.push({ name: cluster === "" ? name : other, builds, notes });
    }
  }
  return { repository, clusters, excluded, unused: foldersOf(unused, sources) };
}

function joined(
  byCluster: ReadonlyMap<string, readonly PlannedBuild[]>,
  declared: readonly DeclaredCluster[],
): ReadonlyMap<string, readonly PlannedBuild[]> {
  const names = joinedClusters([...byCluster.keys()], declared);
  const found = new Map<string, readonly PlannedBuild[]>();
  for (const [name, builds] of byCluster) {
    const counts = names.get(name) ?? name;
    found.set(counts, [...(found.get(counts) ?? []), ...builds]);
  }
  return found;
}

function foldersOf(unused: readonly WrittenObject[], sources: FluxSources): ReadonlySet<string> {
  return new Set(
    unused.flatMap(({ root }) => {
      const flux = readFluxKustomization(root);
      const place = flux === undefined ? undefined : sources.place(flux);
      return place !== undefined && "folder" in place ? [place.folder] : [];
    }),
  );
}

/** `clusters/home` for what `flux bootstrap` writes to `clusters/home/flux-system`. */
function clusterFolder(path: string): string {
  return folderOf(path).replace(/(?:^|\/)flux-system$/, "") || ".";
}
