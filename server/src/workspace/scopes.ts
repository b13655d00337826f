/** Which documents form one cluster: by configuration, by kustomizations that are renderings of one base, or the folder. */

import { concatMap } from "../base/concat-map.js";
import { derive, type Derived, keptList } from "../base/derived-list.js";
import { memoize } from "../base/memoize.js";
import type { DocumentId, Site } from "../base/source.js";
import type { Scope, Workload } from "../model/scope.js";
import { chartKey, type ChartRequest } from "../kustomize/index.js";
import type { RenderedObject } from "./built-decoder.js";
import type { BuiltRoot } from "./built-root.js";
import type { Builds } from "./builds.js";
import { environmentsOf } from "./environments.js";
import { type FileLists, fileLists } from "./file-lists.js";
import type { FileState } from "./file-state.js";
import { globMatcher } from "./globs.js";
import { type Values, valuesIn } from "./open-values.js";
import { CommittedCharts } from "./committed-charts.js";
import { loneCharts } from "./lone-charts.js";
import type { LastMade } from "./last-made.js";
import type { Member } from "./member.js";
import { type ReleaseMembers, withReleases } from "./release-members.js";
import { takesValues, withValues } from "./release-values.js";
import type { BuiltScope, ScopeBuilder } from "./scope-builder.js";
import type { Settings } from "./settings.js";
import { type UnlistedFiles, unlistedBeside, unlistedFiles, unlistedMembers } from "./unlisted.js";
import { unreadInBuild } from "./unread.js";

/** Name of the scope that holds everything when nothing else is said. */
export const OWN_SCOPE = "workspace";

/**
 * Why documents are one cluster: the settings say so; Flux or Argo CD applies them; they are what neither has to do with; they
 * are one of several ways in which kustomizations build a base; nothing tells them apart.
 */
export type ScopeReason = "settings" | "gitops" | "beside" | "environment" | "folder";

export interface FoundScope {
  readonly scope: Scope;
  readonly because: ScopeReason;
  /** What is built in it. */
  readonly roots: readonly BuiltRoot[];
  /** What is in it as it is written. */
  readonly files: readonly FileState[];
  /** Objects of builds that are in it and not as they are written. */
  readonly rendered: readonly RenderedObject[];
  /** Where objects are written whose text holds variables once it is built: nothing is said about them. */
  readonly unfinished: ReadonlySet<string>;
  /** Documents with variables that are filled in. */
  readonly values: ReadonlyMap<DocumentId, Values>;
  /** Charts that were asked for in it, besides those that are parts of builds. */
  readonly charts: readonly ChartRequest[];
  /** Those of them that do not count in it: what they come to is written in manifests, too. */
  readonly committed: readonly ChartRequest[];
  /** What the next state of the scope takes over where it did not change. */
  readonly made: MadeScope;
  /** It lies beside clusters whose policies may hold for it too: what all policies together do in it nobody can say. */
  readonly partial: boolean;
}

/** What a scope was made of. */
interface MadeScope {
  readonly built: BuiltScope;
  readonly files: FileLists;
  readonly unfinished: Derived<readonly Member[], Member>;
}

const NO_RELEASES: ReleaseMembers = { members: [], rendered: [], asked: [], committed: [] };

/** Names the place of an object. */
export function placeKey({ document, node }: Pick<Site, "document" | "node">): string {
  return `${document}|${node}`;
}

export class ScopeFinder {
  readonly #files: readonly FileState[];
  readonly #chartFolders: ReadonlySet<string>;
  readonly #builds: Builds;
  readonly #settings: Settings;
  readonly #builder: ScopeBuilder;
  readonly #memory: LastMade<FoundScope>;
  #committed: CommittedCharts | undefined;
  #lone: readonly ChartRequest[] | undefined;
  #unlisted: UnlistedFiles | undefined;

  /** @param chartFolders Those that hold a chart, each with its slash. */
  constructor(
    files: readonly FileState[],
    chartFolders: ReadonlySet<string>,
    builds: Builds,
    settings: Settings,
    builder: ScopeBuilder,
    memory: LastMade<FoundScope>,
  ) {
    this.#files = files;
    this.#chartFolders = chartFolders;
    this.#builds = builds;
    this.#settings = settings;
    this.#builder = builder;
    this.#memory = memory;
  }

  find(): FoundScope[] {
    return this.#settings.scopes.size > 0 ? this.#configured() : this.#found();
  }

  /** Scopes by globs: files that match, and what is built of elsewhere because they say so. */
  #configured(): FoundScope[] {
    const all = [...this.#builds.clusters.flatMap((it) => it.roots), ...this.#builds.roots];
    return [...this.#settings.scopes].map(([name, globs]) => {
      const matches = globMatcher(globs);
      const roots = all.filter((it) => matches(this.#builds.objects.pathOf(it) ?? ""));
      const alone = this.#loneCharts().filter((it) => matches(`${it.folder}/Chart.yaml`.replace(/^\//, "")));
      const files = this.#beside(roots).filter((it) => matches(it.input.path));
      return this.#scope(name, roots, files, "settings", alone);
    });
  }

  /** Each cluster that Flux or Argo CD fills, and what neither has to do with. */
  #found(): FoundScope[] {
    const { clusters } = this.#builds;
    const [only, ...more] = clusters;
    if (only === undefined) return this.#loose();
    // Whoever applies these by hand applies what lies beside them so, too.
    if (more.length === 0 && !only.bootstrapped) return this.#loose(only.roots);
    const filled = clusters.map(({ name, roots }) => this.#scope(name, roots, [], "gitops"));
    const others = [...filled.map((it) => it.scope), this.#leftOut()];
    const beside = this.#loose([], new Set(clusters.map((it) => it.name))).map((it) => ({
      ...it,
      because: "beside" as const,
      partial: others.some((other) => mayHoldIn(other, it.scope) || selectsIn(it.scope, other)),
    }));
    const used = [...filled, ...beside].filter((it) => !isEmpty(it.scope));
    return used.length === 0 ? filled.slice(0, 1) : used;
  }

  /** What lies where something is built and is not taken in: in no scope, but who knows who applies it. */
  #leftOut(): Scope {
    const files = this.#files.filter((it) => isPassedOver(it, this.#builds));
    return this.#made("left out", [], files, files, "beside").scope;
  }

  /**
   * @param applied What Flux or Argo CD has built of it: in each of these scopes, but for alternatives of it.
   * @param taken Names that other scopes have.
   */
  #loose(applied: readonly BuiltRoot[] = [], taken: ReadonlySet<string> = new Set()): FoundScope[] {
    const { environments, shared } = environmentsOf(this.#builds, applied);
    const rest = this.#beside(this.#builds.roots).filter(({ input: { path } }) => {
      return this.#builds.isLoose(path) && !this.#builds.isUnlisted(path);
    });
    const alone = this.#loneCharts().filter((it) => this.#builds.isLoose(`${it.folder}/Chart.yaml`.replace(/^\//, "")));
    const nameOf = (name: string): string => (taken.has(name) ? `${name} (beside)` : name);
    if (environments.length === 0) {
      return [this.#scope(nameOf(OWN_SCOPE), shared, rest, "folder", alone)];
    }
    return environments.map(({ name, roots }) =>
      this.#scope(nameOf(name), [...roots, ...shared], rest, "environment", alone),
    );
  }

  #loneCharts(): readonly ChartRequest[] {
    if (this.#settings.helm !== "render") return [];
    this.#lone ??= loneCharts(this.#files, this.#builds.charts);
    return this.#lone;
  }

  #committedCharts(): CommittedCharts {
    this.#committed ??= new CommittedCharts(this.#chartFolders, this.#builds.charts.stateAt);
    return this.#committed;
  }

  /** What is built for one environment belongs together; elsewhere each build is for itself. */
  #buildsOf(scope: string, roots: readonly BuiltRoot[], because: ScopeReason): ReadonlyMap<string, string> {
    const nameOf = ({ folder = "" }: BuiltRoot): string => (because === "environment" ? because : folder);
    return this.#builds.buildOfFiles(scope, roots, nameOf);
  }

  /** Files that none of these builds, and that are no patches, configuration or data of another one. */
  #beside(roots: readonly BuiltRoot[]): FileState[] {
    const used = this.#builds.filesUsedBy(roots);
    return this.#files.filter(({ input: { path, named } }) => {
      if (named === true || this.#builds.isNoManifest(path) || used.has(path)) return false;
      return !this.#builds.charts.isRendered(path);
    });
  }

  #scope(
    name: string,
    roots: readonly BuiltRoot[],
    beside: readonly FileState[],
    because: ScopeReason,
    alone: readonly ChartRequest[] = [],
  ): FoundScope {
    const files = [...concatMap(roots, (it) => this.#builds.objects.filesOf(it)), ...beside];
    const { decoder } = this.#builds.objects;
    const unlisted = roots.flatMap((it) => unlistedBeside(it, this.#unlistedFiles()));
    const madeOf = [because, decoder, ...roots.map((it) => it.build), ...files, ...unlisted, ...this.#chartsOf(alone)];
    return this.#memory.recall(name, madeOf, (before) =>
      this.#made(name, roots, beside, files, because, alone, before),
    );
  }

  #unlistedFiles(): UnlistedFiles {
    this.#unlisted ??= unlistedFiles(this.#files, this.#builds);
    return this.#unlisted;
  }

  /** What decides what charts come to; nothing where none is to be rendered. */
  #chartsOf(alone: readonly ChartRequest[]): readonly unknown[] {
    const { helm } = this.#settings;
    if (helm !== "render") return [helm];
    // Templates and files of values count too, and no scope lists them.
    return [helm, this.#builds.charts.rendered, ...this.#files, ...alone.map(chartKey)];
  }

  /**
   * @param files Those that the roots build and those beside.
   * @param before The scope as it was.
   */
  #made(
    name: string,
    roots: readonly BuiltRoot[],
    beside: readonly FileState[],
    files: readonly FileState[],
    because: ScopeReason,
    alone: readonly ChartRequest[] = [],
    before?: FoundScope,
  ): FoundScope {
    const { objects } = this.#builds;
    const own = fileLists(beside, objects, before?.made.files);
    const ofRoots = roots.map((it) => objects.members(it));
    const all = [...ofRoots, ...own.groups.list];
    const takes = own.taking.list.length > 0 || ofRoots.some(takesValues);
    const asWritten = takes ? withValues(all) : all;
    const releases =
      this.#settings.helm === "render" ? withReleases(asWritten.flat(), alone, this.#builds) : NO_RELEASES;
    const groups = releases === NO_RELEASES ? asWritten : [releases.members];
    const unread = roots.map((it) => unreadInBuild(it, this.#builds));
    const unseen = [...unread.flatMap((it) => it.unseen), ...own.unseen.list];
    const unreadPolicies = [...unread.flatMap((it) => it.policies), ...own.unread.list];
    const built = this.#builder.build(
      name,
      groups,
      this.#committedCharts().without(unseen, groups),
      keptList(before?.scope.unreadPolicies, unreadPolicies),
      files,
      this.#settings.versions,
      before?.made.built,
    );
    const builds = because === "settings" || because === "gitops" ? undefined : this.#buildsOf(name, roots, because);
    const unlisted = keptList(before?.scope.unlisted, this.#unlistedBeside(roots, beside));
    const scope = { ...built.scope, unlisted, ...(builds === undefined ? {} : { builds }) };
    const unfinished = derive(groups, unfinishedIn, before?.made.unfinished);
    return {
      scope,
      because,
      roots,
      files: beside,
      rendered: [...concatMap(roots, (it) => objects.rendered(it)), ...releases.rendered],
      charts: releases.asked,
      committed: releases.committed,
      unfinished: new Set(unfinished.list.map((it) => placeKey(it.object.meta.at))),
      values: valuesIn(roots),
      made: { built, files: own, unfinished },
      partial: false,
    };
  }

  /** Workloads of manifests beside what the roots build, which nothing lists. @param beside Files that count all the same. */
  #unlistedBeside(roots: readonly BuiltRoot[], beside: readonly FileState[]): readonly Workload[] {
    const members = roots.flatMap((it) => unlistedMembers(it, this.#unlistedFiles(), this.#builds));
    if (members.length === 0) return [];
    const taken = new Set(beside.map((it) => it.input.path));
    const left = members.filter((it) => it.file === undefined || !taken.has(it.file));
    return this.#builder.workloads(left, this.#settings.versions);
  }
}

const unfinishedIn = memoize((members: readonly Member[]) => members.filter((it) => it.variables));

/** Files that no build takes in though one is made of what lies beside them. */
export function leftOutOf(files: readonly FileState[], builds: Builds): readonly FileState[] {
  return files.filter((it) => isPassedOver(it, builds) || builds.isUnlisted(it.input.path));
}

/** True where Flux or Argo CD has something built, and does not take the file in. */
function isPassedOver({ input: { path } }: FileState, { planned }: Builds): boolean {
  return planned?.coverage(path) === "left-out";
}

function isEmpty({ policies, workloads, services, resources, unreadPolicies }: Scope): boolean {
  return [policies, workloads, services, resources, unreadPolicies].every((it) => it.length === 0);
}

/** True where policies of the one are for all namespaces, or for one that the other uses. */
function mayHoldIn({ policies, unreadPolicies }: Scope, { namespaces }: Scope): boolean {
  return [...policies, ...unreadPolicies].some((it) => it.namespace === undefined || namespaces.has(it.namespace));
}

/** True where policies of the one are for namespaces in which the other has pods: whether they match none nobody can say. */
function selectsIn({ policies }: Scope, { workloads }: Scope): boolean {
  const filled = new Set(workloads.map((it) => it.namespace));
  return policies.some((it) => (it.namespace === undefined ? filled.size > 0 : filled.has(it.namespace)));
}
