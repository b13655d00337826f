/**
 * What of a repository is told from the files as they are written: its objects of Flux and Argo CD, and where each cluster begins. It
 * stays the same for as long as the files do that were read for it.
 */

import type { FileTree } from "../kustomize/index.js";
import type { GeneratorFiles } from "./application-set/generators.js";
import { type Beginning, beginningsOf } from "./beginnings.js";
import { candidatesIn } from "./candidates.js";
import { type Providers, writtenProviders } from "./flux/providers.js";
import { FluxSources } from "./flux/sources.js";
import { contentOf } from "./kustomization-file.js";
import type { Listing } from "./listing.js";
import type { Asked, PlanMemory } from "./plan-memory.js";
import { Reach } from "./reach.js";
import { ReadingTree } from "./reading-tree.js";
import { readRepository, type Repository, type RepositoryTree, type WrittenObject } from "./repository.js";
import { type ClusterRoots, clustersOf, findRoots } from "./roots.js";

export interface StartingPoints {
  readonly repository: Repository;
  readonly sources: FluxSources;
  readonly providers: Providers;
  /** Of each cluster, and how it begins. */
  readonly roots: readonly ClusterRoots[];
  readonly beginnings: readonly Beginning[];
  readonly unused: readonly WrittenObject[];
}

interface Kept {
  readonly points: StartingPoints;
  readonly tree: FileTree;
  readonly candidates: readonly string[];
  readonly read: ReadonlySet<string>;
  readonly asked: Asked;
}

export function startingPoints(tree: RepositoryTree, listing: Listing, memory: PlanMemory): StartingPoints {
  const candidates = candidatesIn(tree, listing.files, memory);
  return memory.next<Kept>(listing.files, "starting points", (before) => {
    const changed = before?.candidates === candidates ? tree.changedSince?.(before.tree) : undefined;
    if (before !== undefined && changed !== undefined && ![...changed].some((it) => before.read.has(it))) {
      memory.keepOn(before.asked);
      return { ...before, tree };
    }
    const reading = new ReadingTree(tree);
    const { value: points, asked } = memory.noting(() => found(reading, candidates, listing, memory));
    return { points, tree, candidates, read: reading.read, asked };
  }).points;
}

function found(
  tree: RepositoryTree,
  candidates: readonly string[],
  listing: Listing,
  memory: PlanMemory,
): StartingPoints {
  const repository = readRepository(tree, candidates, listing, memory);
  const sources = new FluxSources(repository.written, tree, repository.folders);
  const providers = writtenProviders(repository.providers);
  if (repository.written.length === 0) return { repository, sources, providers, roots: [], beginnings: [], unused: [] };
  const reach = new Reach(tree, generatorFiles(repository, tree), sources, providers, memory);
  const { roots: begins, unused } = findRoots(repository.written, reach);
  const roots = clustersOf(begins);
  const beginnings = beginningsOf(roots, { tree, written: repository.written }, listing, reach);
  return { repository, sources, providers, roots, beginnings, unused };
}

/** What generators of Applications may ask of the files. */
export function generatorFiles(repository: Repository, tree: FileTree): GeneratorFiles {
  const { files, folders, isHere, clusters } = repository;
  return { files, folders, isHere, content: (path) => contentOf(tree, path), clusters };
}
