/** Asks the client to tell of files that others change on disk, and says what an event means for a project. */

import { type Connection, DidChangeWatchedFilesNotification, FileChangeType, WatchKind } from "vscode-languageserver";
import type { FileId } from "../ide/index.js";
import type { Project } from "./project.js";

/** Files that are read, or that say which are. */
const OF_INTEREST = /(?:\.ya?ml|\.json|\/\.gitignore|\/Kustomization)$/;

/** What Helm reads besides, and nobody else. */
const OF_CHARTS = /\/(?:templates|charts)\/|\.tpl$/;

const KUSTOMIZATION = /\/(?:kustomization\.ya?ml|Kustomization)$/;

/** Folders of no interest in which much comes and goes. */
const BUSY = /\/(?:node_modules|\.git)\//;

export async function registerWatchers(connection: Connection): Promise<void> {
  await connection.client.register(DidChangeWatchedFilesNotification.type, {
    watchers: [
      { globPattern: "**/*.{yaml,yml,json}" },
      { globPattern: "**/{.gitignore,Kustomization}" },
      { globPattern: "**/templates/**/*.{tpl,txt}" },
      // A folder that comes or goes brings or takes its files, and clients then tell of the folder alone.
      { globPattern: "**/*", kind: WatchKind.Create | WatchKind.Delete },
    ],
  });
}

/** True for a file of any name that a kustomization may list. */
function isNamed(project: Project, file: FileId): boolean {
  const name = project.pathOf(file)?.split("/").at(-1);
  if (name === undefined) return false;
  return [...project.listed.keys()].some(
    (it) => KUSTOMIZATION.test(it) && project.workspace.textOf(it)?.includes(name) === true,
  );
}

/** What a change asks for. */
export interface Meaning {
  readonly reads: boolean;
  /** If this is a folder, which the disk knows, all is to be listed again. */
  readonly listsIfFolder?: boolean;
}

/** Notes what a change on disk means for the project: a file to read again, a folder to list again, or nothing. */
export function noteChange(project: Project, file: FileId, type: FileChangeType): Meaning {
  // Of one that is open, the listing says whether it is on disk and left out, or not on disk at all.
  const isKnown = project.excluded.has(file) || project.workspace.textOf(file) !== undefined;
  if (isKnown && type !== FileChangeType.Changed && !project.listed.has(file)) project.needsListing = true;
  // With its folder goes a file that is open and was left alone; that it was there, no listing tells.
  if (type === FileChangeType.Deleted && [...project.excluded].some((it) => it.startsWith(`${file}/`))) {
    project.needsListing = true;
    return { reads: true };
  }
  if (BUSY.test(file)) return { reads: isKnown };
  if (type !== FileChangeType.Deleted && project.listed.has(file)) {
    project.dirty.add(file);
    // What a kustomization names is looked for anew.
    if (KUSTOMIZATION.test(file)) project.needsListing = true;
    return { reads: true };
  }
  // A folder that went may have come back with other texts under the same names.
  if (project.folders.has(file)) {
    for (const it of project.listed.keys()) if (it.startsWith(`${file}/`)) project.dirty.add(it);
  }
  const hasMoved = type !== FileChangeType.Changed && (isKnown || project.hasLinks || isNamed(project, file));
  if (OF_INTEREST.test(file) || project.folders.has(file) || hasMoved) {
    project.needsListing = true;
    return { reads: true };
  }
  const isOfChart = project.workspace.settings.helm === "render" && OF_CHARTS.test(file);
  return { reads: isOfChart, listsIfFolder: true };
}
