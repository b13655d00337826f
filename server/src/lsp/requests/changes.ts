/** `netpol/changes`: what the files open and close, compared with earlier texts of some of them. */

import {
  type Change,
  changeSummary,
  countMerged,
  diffMarkdown,
  type FlowDiff,
  mergedChanges,
  type PlaceOf,
} from "../../ide/index.js";
import type { ChangesParams, ChangesResult } from "../ext.js";
import { listOf, object, optional, orNull, TEXT } from "../params.js";
import type { Project } from "../project.js";
import { fileName, folderName, scopeName } from "../scope-names.js";
import type { Session } from "../session.js";
import { folderAt, normalUri, pathBelow } from "../uris.js";

type Older = ChangesParams["older"][number];

export const CHANGES = object<ChangesParams>({
  older: listOf(object<Older>({ uri: TEXT, text: orNull(TEXT) })),
  linkBase: optional(TEXT),
});

export function changes(session: Session, { older, linkBase }: ChangesParams): ChangesResult {
  const byProject = new Map<Project, Change[]>();
  for (const { uri, text } of older) {
    const id = normalUri(uri);
    const project = session.projects.of(id);
    const path = project?.pathOf(id);
    if (project === undefined || path === undefined || !project.admits(id)) continue;
    const own = byProject.get(project) ?? [];
    byProject.set(project, own);
    own.push(text === null ? { type: "remove", id } : { type: "put", file: { id, path, text } });
  }
  const uris: Uris = new Map();
  const all = session.projects.all();
  const diffs = [...byProject].map(([project, own]) => {
    const { workspace } = project;
    const nameOf = (scope: string | undefined): string | undefined =>
      scope === undefined ? folderName(all, project) : scopeName(session, project, scope);
    return named(workspace.changesSince(own), { pathOf: (it) => fileName(session, project, it), nameOf }, uris);
  });
  const diff: FlowDiff = {
    changes: diffs.flatMap((it) => it.changes),
    scopesBefore: diffs.flatMap((it) => it.scopesBefore),
    scopesAfter: diffs.flatMap((it) => it.scopesAfter),
  };
  const markdown = diffMarkdown(diff, linkBase === undefined ? undefined : placesFrom(linkBase, uris));
  const counts = countMerged(mergedChanges(diff));
  const { opened, closed, widened, narrowed, world } = counts;
  return {
    ...{ opened: opened + widened, closed: closed + narrowed, widened, narrowed },
    ...{ summary: changeSummary(counts), world, markdown },
  };
}

type Reason = Parameters<PlaceOf>[0];

/** The files of reasons. */
type Uris = Map<Reason, string>;

interface Names {
  readonly pathOf: (file: string) => string;
  /** Of a cluster; undefined where only one is compared. */
  readonly nameOf: (scope: string | undefined) => string | undefined;
}

/** With paths, as people name files, and clusters that are told apart. @param uris Takes the files that are so named. */
function named(diff: FlowDiff, { pathOf, nameOf }: Names, uris: Uris): FlowDiff {
  const renamed = (reasons: readonly Reason[]): Reason[] =>
    reasons.map((reason) => {
      const own = { ...reason, file: pathOf(reason.file) };
      uris.set(own, reason.file);
      return own;
    });
  const changes = diff.changes.map(({ because, rules, scope, ...change }) => ({
    ...change,
    ...scopeOf(nameOf(scope)),
    because: renamed(because),
    ...(rules && { rules: { before: renamed(rules.before), after: renamed(rules.after) } }),
  }));
  const named = (scopes: readonly string[]): string[] => scopes.map((it) => nameOf(it) ?? it);
  return { changes, scopesBefore: named(diff.scopesBefore), scopesAfter: named(diff.scopesAfter) };
}

function scopeOf(scope: string | undefined): { readonly scope?: string } {
  return scope === undefined ? {} : { scope };
}

function placesFrom(linkBase: string, uris: Uris): PlaceOf {
  const folder = folderAt(linkBase);
  return (reason) => {
    const path = pathBelow(folder, uris.get(reason) ?? "");
    return path === undefined ? undefined : `/${path.split("/").map(encodeURIComponent).join("/")}#L${reason.line + 1}`;
  };
}
