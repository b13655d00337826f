/**
 * Which kustomizations that build one base otherwise belong together: `shop/overlays/dev` and `mail/overlays/dev` are parts
 * of one cluster, `dev`.
 */

import { memoize } from "../base/memoize.js";
import { type Build, type BuiltObject, renderedText } from "../kustomize/index.js";
import type { Builds } from "./builds.js";
import type { BuiltRoot } from "./built-root.js";

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

/** A kustomization that makes nothing but what another one makes too is in neither: the other one stands for it. */
export function environmentsOf(builds: Builds): Environments {
  const groups = withoutParts(sharing(builds));
  const alternatives = groups.filter((it) => it.length > 1).map(toldApart);
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
    const roots = [...parts.values()].sort((a, b) => a.group - b.group).map((it) => it.root);
    for (const it of parts.values()) placed.add(it);
    environments.push({ name: (roots.length === 1 ? roots[0]?.folder : difference) || ".", roots });
  }
  environments.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { environments, shared: groups.filter((it) => it.length === 1).flat() };
}

/** One of several ways in which a base is built. */
interface Alternative {
  /** The same number for those of one base. */
  readonly group: number;
  /** The part of its folder that tells it from the others. */
  readonly difference: string;
  readonly root: BuiltRoot;
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

function toldApart(roots: readonly BuiltRoot[], group: number): Alternative[] {
  const paths = roots.map((it) => (it.folder ?? "").split("/").filter((part) => part !== ""));
  const before = commonStart(paths);
  const rest = paths.map((it) => it.slice(before));
  const after = commonStart(rest.map((it) => it.toReversed()));
  return roots.map((root, at) => {
    const own = rest[at] ?? [];
    return { group, root, difference: own.slice(0, own.length - after).join("/") };
  });
}

function commonStart(lists: readonly (readonly string[])[]): number {
  const [first = [], ...others] = lists;
  const end = first.findIndex((it, at) => others.some((other) => other[at] !== it));
  return end < 0 ? first.length : end;
}

/**
 * All kustomizations that are built, in groups of those that include the same manifest. What components include does not
 * count: they are made to be shared by parts of one cluster.
 */
function sharing(builds: Builds): BuiltRoot[][] {
  const groupOf = new Map<BuiltRoot, Set<BuiltRoot>>();
  const firstWith = new Map<string, BuiltRoot>();
  for (const root of builds.roots) {
    let mine = new Set([root]);
    groupOf.set(root, mine);
    for (const path of builds.kustomizations.resourceFiles(root.folder ?? "")) {
      const other = firstWith.get(path);
      if (other === undefined) firstWith.set(path, root);
      const theirs = other === undefined ? undefined : groupOf.get(other);
      if (theirs === undefined || theirs === mine) continue;
      for (const it of mine) {
        theirs.add(it);
        groupOf.set(it, theirs);
      }
      mine = theirs;
    }
  }
  return [...new Set(groupOf.values())].map((it) => [...it]);
}

/**
 * Leaves out what makes nothing but a part of what another one of the group makes, unless its folder is called as an
 * alternative of another group: `shop/dev` is a cluster's part though `shop/prod` has all of it, when there is a `mail/dev`.
 */
function withoutParts(groups: readonly (readonly BuiltRoot[])[]): readonly (readonly BuiltRoot[])[] {
  const named = new Map<string, number>();
  for (const group of groups.filter((it) => it.length > 1)) {
    for (const name of new Set(group.map(lastName))) named.set(name, (named.get(name) ?? 0) + 1);
  }
  return groups.map((group) =>
    group.filter((root) => {
      if (group.length === 1) return true;
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
