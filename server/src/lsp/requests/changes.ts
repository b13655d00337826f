/** `netpol/changes`: what the files open and close, compared with earlier texts of some of them. */

import { type Change, countChanges, diffMarkdown, type FlowDiff, opensWorld } from "../../ide/index.js";
import type { ChangesParams, ChangesResult } from "../ext.js";
import { listOf, object, orNull, TEXT } from "../params.js";
import type { Project } from "../project.js";
import type { Session } from "../session.js";
import { normalUri } from "../uris.js";

type Older = ChangesParams["older"][number];

export const CHANGES = object<ChangesParams>({ older: listOf(object<Older>({ uri: TEXT, text: orNull(TEXT) })) });

export function changes(session: Session, { older }: ChangesParams): ChangesResult {
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
  const diffs = [...byProject].map(([{ workspace }, own]) =>
    named(workspace.changesSince(own), (it) => workspace.nameOf(it)),
  );
  const all: FlowDiff = {
    changes: diffs.flatMap((it) => it.changes),
    scopesBefore: diffs.flatMap((it) => it.scopesBefore),
    scopesAfter: diffs.flatMap((it) => it.scopesAfter),
  };
  return { ...countChanges(all), world: opensWorld(all), markdown: diffMarkdown(all) };
}

/** With paths, as people name files. */
function named(diff: FlowDiff, pathOf: (file: string) => string): FlowDiff {
  const changes = diff.changes.map((it) => ({
    ...it,
    because: it.because.map((reason) => ({ ...reason, file: pathOf(reason.file) })),
  }));
  return { ...diff, changes };
}
