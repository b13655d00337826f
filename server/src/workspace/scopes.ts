/** Which documents form one cluster: by configuration, by kustomizations that are renderings of one base, or the folder. */

import type { Scope } from "../model/scope.js";
import type { FileState } from "./file-state.js";
import { globMatcher } from "./globs.js";
import { Kustomizations, membersOf, type Rendering } from "./render.js";
import type { ScopeBuilder } from "./scope-builder.js";
import type { Settings } from "./settings.js";
import type { Kustomization } from "./kustomization.js";

/** Name of the scope that holds everything when nothing else is said. */
export const OWN_SCOPE = "workspace";

export interface Scopes {
  readonly scopes: readonly Scope[];
  /** Paths of files whose documents are patches. */
  readonly patchFiles: ReadonlySet<string>;
}

export function findScopes(files: readonly FileState[], settings: Settings, builder: ScopeBuilder): Scopes {
  const byPath = new Map(files.map((it) => [it.input.path, it]));
  const kustomizations = new Kustomizations(byPath);
  const { patchFiles } = kustomizations;
  const plain = files.filter((it) => !patchFiles.has(it.input.path));
  const scopes =
    settings.scopes.size > 0
      ? configured(plain, kustomizations, settings, builder)
      : found(plain, kustomizations, settings, builder);
  return { scopes, patchFiles };
}

/** Scopes by globs: files that match, and what the kustomizations among them include from elsewhere. */
function configured(
  files: readonly FileState[],
  kustomizations: Kustomizations,
  settings: Settings,
  builder: ScopeBuilder,
): Scope[] {
  const roots = kustomizations.roots();
  return [...settings.scopes].map(([name, globs]) => {
    const matches = globMatcher(globs);
    const own = files.filter((it) => matches(it.input.path));
    const ownRoots = roots.filter((it) => matches(it.path));
    return builder.build(name, ...gathered(own, ownRoots, kustomizations), settings.versions);
  });
}

function found(
  files: readonly FileState[],
  kustomizations: Kustomizations,
  { versions }: Settings,
  builder: ScopeBuilder,
): Scope[] {
  const roots = kustomizations.roots();
  const groups = alternatives(roots, kustomizations);
  if (groups.length === 0) return [builder.build(OWN_SCOPE, ...gathered(files, roots, kustomizations), versions)];
  const alternative = new Set(groups.flat());
  // What an alternative includes belongs to alternatives only; the rest of the folder stands beside each.
  const taken = new Set([...alternative].flatMap((it) => [...kustomizations.resourceFiles(it)]));
  const shared = files.filter((it) => !taken.has(it.input.path));
  const sharedRoots = roots.filter((it) => !alternative.has(it));
  return [...alternative]
    .sort((a, b) => (a.folder < b.folder ? -1 : 1))
    .map((it) => {
      const name = it.folder === "" ? "." : it.folder;
      const [members, remote, loose] = gathered(shared, sharedRoots, kustomizations);
      const rendered = kustomizations.render(it);
      return builder.build(name, [...rendered.members, ...members], [...rendered.remote, ...remote], loose, versions);
    });
}

/**
 * Groups of two or more kustomizations that include the same manifest: renderings of one base. Components do not
 * count: they are made to be shared by parts of one cluster.
 */
function alternatives(roots: readonly Kustomization[], kustomizations: Kustomizations): Kustomization[][] {
  const groupOf = new Map<Kustomization, Set<Kustomization>>();
  const firstWith = new Map<string, Kustomization>();
  for (const root of roots) groupOf.set(root, new Set([root]));
  for (const root of roots) {
    for (const path of kustomizations.resourceFiles(root)) {
      const other = firstWith.get(path);
      if (other === undefined) {
        firstWith.set(path, root);
        continue;
      }
      const mine = groupOf.get(root);
      const theirs = groupOf.get(other);
      if (mine === undefined || theirs === undefined || mine === theirs) continue;
      for (const it of theirs) {
        mine.add(it);
        groupOf.set(it, mine);
      }
    }
  }
  return [...new Set(groupOf.values())].filter((it) => it.size > 1).map((it) => [...it]);
}

/** What kustomizations render, and the manifests beside them that none of them includes. */
function gathered(
  files: readonly FileState[],
  roots: readonly Kustomization[],
  kustomizations: Kustomizations,
): [Rendering["members"], Rendering["remote"], readonly FileState[]] {
  const rendered = roots.map((it) => kustomizations.render(it));
  const included = new Set(rendered.flatMap((it) => it.members.map((member) => member.document.parsed)));
  const members = rendered.flatMap((it) => it.members);
  const rest = files.flatMap((file) => membersOf(file)).filter((it) => !included.has(it.document.parsed));
  return [[...members, ...rest], rendered.flatMap((it) => it.remote), files];
}
