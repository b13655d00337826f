/**
 * Which kustomizations that build one base otherwise belong together: `shop/overlays/dev` and `mail/overlays/dev` are parts
 * of one cluster, `dev`.
 */

import { memoize } from "../base/memoize.js";
import { type Build, type BuiltObject, renderedText } from "../kustomize/index.js";
import type { Builds } from "./builds.js";
import type { BuiltRoot } from "./built-root.js";
import { rivalsAmong } from "./rivals.js";

/** A cluster as far as alternatives tell it from others. */
export interface Environment {
  /** The folder of its only kustomization; of several, what tells their folders from those of their alternatives. */
  readonly name: string;
  readonly roots: readonly BuiltRoot[];
}

export interface Environments {
  /** In order of their names; none where no two kustomizations build the same manifest otherwise. */
  readonly environments: readonly Environment[];
  /** What has no alternative: it belongs to each of them. */
  readonly shared: readonly BuiltRoot[];
}

/**
 * A kustomization that makes nothing but what another one makes too is in neither: the other one stands for it.
 * @param applied What objects of Flux or Argo CD build: all of it is in one cluster.
 */
export function environmentsOf(builds: Builds, applied: readonly BuiltRoot[] = []): Environments {
  const isApplied = new Set(applied);
  const groups = withoutParts(sharing(builds, applied), isApplied);
  const alternatives = inOneCluster(groups.filter(hasAlternatives(isApplied)).map(toldApart(isApplied)));
  const byDifference = new Map<string, Alternative[]>();
  for (const it of alternatives.flat()) {
    const known = byDifference.get(it.difference);
    if (known === undefined) byDifference.set(it.difference, [it]);
    else known.push(it);
  }
  const environments: Environment[] = [];
  const placed = new Set<Alternative>();
  // The finest first: what is for `production` is placed once `production/eu` and `production/us` have taken it in.
  for (const [difference, own] of [...byDifference].sort(([a], [b]) => depthOf(b) - depthOf(a))) {
    if (own.every((it) => placed.has(it))) continue;
    const parts = new Map<number, Alternative>();
    for (const it of namesOf(difference).flatMap((name) => byDifference.get(name) ?? [])) {
      if (!parts.has(it.group)) parts.set(it.group, it);
    }
    const roots = [...parts.values()].sort((a, b) => a.group - b.group).flatMap((it) => it.roots);
    for (const it of parts.values()) placed.add(it);
    environments.push({ name: (roots.length === 1 ? roots[0]?.folder : difference) || ".", roots });
  }
  environments.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { environments, shared: groups.filter((it) => !hasAlternatives(isApplied)(it)).flat() };
}

type Applied = ReadonlySet<BuiltRoot>;

function hasAlternatives(isApplied: Applied): (group: readonly BuiltRoot[]) => boolean {
  return (group) => group.length > 1 && group.some((it) => !isApplied.has(it));
}

/** One of several ways in which a base is built. */
interface Alternative {
  /** The same number for those of one base. */
  readonly group: number;
  /** The part of its folder that tells it from the others. */
  readonly difference: string;
  /** Several only where all of them are applied. */
  readonly roots: readonly BuiltRoot[];
  readonly isApplied: boolean;
}

/** With the same name for all that is applied, whatever the folders are called. */
function inOneCluster(groups: readonly (readonly Alternative[])[]): readonly (readonly Alternative[])[] {
  const first = groups.flat().find((it) => it.isApplied);
  if (first === undefined) return groups;
  return groups.map((group) => group.map((it) => (it.isApplied ? { ...it, difference: first.difference } : it)));
}

/** What an alternative for an environment may be called: as it is, as what it is a part of, or without what others put before. */
function namesOf(environment: string): string[] {
  const parts = environment.split("/");
  const shorter = parts.slice(1).map((_, at) => parts.length - 1 - at);
  const names = shorter.flatMap((length) => [parts.slice(0, length).join("/"), parts.slice(-length).join("/")]);
  return [...new Set([environment, ...names, ""])];
}

function depthOf(difference: string): number {
  return difference === "" ? 0 : difference.split("/").length;
}

function toldApart(isApplied: Applied): (roots: readonly BuiltRoot[], group: number) => Alternative[] {
  return (roots, group) => {
    const applied = roots.filter((it) => isApplied.has(it));
    const units = [
      ...(applied.length > 0 ? [applied] : []),
      ...roots.filter((it) => !isApplied.has(it)).map((it) => [it]),
    ];
    const paths = units.map(commonFolder);
    const before = commonStart(paths);
    const rest = paths.map((it) => it.slice(before));
    const after = commonStart(rest.map((it) => it.toReversed()));
    return units.map((own, at) => {
      const parts = rest[at] ?? [];
      const difference = parts.slice(0, parts.length - after).join("/");
      return { group, roots: own, difference, isApplied: own === applied };
    });
  };
}

function commonFolder(roots: readonly BuiltRoot[]): readonly string[] {
  const paths = roots.map(({ folder = "" }) => folder.split("/").filter((part) => part !== ""));
  return (paths[0] ?? []).slice(0, commonStart(paths));
}

function commonStart(lists: readonly (readonly string[])[]): number {
  const [first = [], ...others] = lists;
  const end = first.findIndex((it, at) => others.some((other) => other[at] !== it));
  return end < 0 ? first.length : end;
}

/**
 * All kustomizations that are built, in groups of those that include the same manifest, or make the same objects of others.
 * What components include does not count: they are made to be shared by parts of one cluster.
 */
function sharing(builds: Builds, applied: readonly BuiltRoot[]): BuiltRoot[][] {
  const groupOf = new Map<BuiltRoot, Set<BuiltRoot>>();
  const join = (root: BuiltRoot, other: BuiltRoot): void => {
    const [mine, theirs] = [groupOf.get(root), groupOf.get(other)];
    if (mine === undefined || theirs === undefined || theirs === mine) return;
    for (const it of mine) {
      theirs.add(it);
      groupOf.set(it, theirs);
    }
  };
  const roots = [...applied, ...builds.roots];
  // One of each file is enough, but what is applied is in one cluster, whatever it shares.
  const withFile = new Map<string, BuiltRoot[]>();
  for (const [at, root] of roots.entries()) {
    const isApplied = at < applied.length;
    groupOf.set(root, new Set([root]));
    for (const path of builds.kustomizations.resourceFiles(root.folder ?? "")) {
      const others = withFile.get(path) ?? [];
      if (!isApplied) for (const it of others) join(root, it);
      withFile.set(path, isApplied ? [...others, root] : [root]);
    }
  }
  const rivals = rivalsAmong(roots.map((it) => builds.objects.members(it)));
  for (const [at, root] of roots.entries()) {
    if (at >= applied.length) for (const it of rivals[at] ?? []) join(root, roots[it] ?? root);
  }
  return [...new Set(groupOf.values())].map((it) => [...it]);
}

/**
 * Leaves out what makes nothing but a part of what another one of the group makes, unless its folder is called as an
 * alternative of another group: `shop/dev` is a cluster's part though `shop/prod` has all of it, when there is a `mail/dev`.
 */
function withoutParts(
  groups: readonly (readonly BuiltRoot[])[],
  isApplied: Applied,
): readonly (readonly BuiltRoot[])[] {
  const named = new Map<string, number>();
  for (const group of groups.filter((it) => it.length > 1)) {
    for (const name of new Set(group.map(lastName))) named.set(name, (named.get(name) ?? 0) + 1);
  }
  return groups.map((group) =>
    group.filter((root) => {
      if (group.length === 1 || isApplied.has(root)) return true;
      const isPart = group.some((it) => isStrictlyWithin(root.build, it.build));
      return !isPart || (named.get(lastName(root)) ?? 0) > 1;
    }),
  );
}

function lastName({ folder = "" }: BuiltRoot): string {
  return folder.slice(folder.lastIndexOf("/") + 1);
}

const outputOf = memoize(({ objects }: Output): ReadonlySet<string> => new Set(objects.map(outputKey)));

type Output = Pick<Build, "objects">;

/** Where the objects are written is compared first, because that costs little. */
function isStrictlyWithin(build: Output, other: Output): boolean {
  if (build.objects.length >= other.objects.length) return false;
  return [placesOf, outputOf].every((of) => isSubset(of(build), of(other)));
}

function isSubset(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  for (const it of part) if (!whole.has(it)) return false;
  return true;
}

const placesOf = memoize(({ objects }: Output): ReadonlySet<string> => new Set(objects.map(writtenKey)));

function outputKey(object: BuiltObject): string {
  const written = writtenKey(object);
  return object.changed ? `${written}|${renderedText(object)}` : written;
}

function writtenKey({ source }: BuiltObject): string {
  return source === undefined ? "" : `${source.document.id}|${source.place}`;
}
