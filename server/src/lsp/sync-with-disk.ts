/** Brings a project in line with the disk: lists its folder, reads what is new or changed, forgets what has gone. */

import { existsSync } from "node:fs";
import * as path from "node:path";
import { leadsOut } from "../files/links.js";
import { listFiles } from "../files/list-files.js";
import { readInputFile, readWorkspaceFile } from "../files/read-file.js";
import type { Change, FileId } from "../ide/index.js";
import type { OpenDocuments } from "./open-documents.js";
import type { Project } from "./project.js";
import { type IsStale, Slices } from "./schedule.js";
import { uriOf } from "./uris.js";

const SETTINGS_FILE = ".netpol.yaml";

/** Files read before the workspace is told of them: it copies its table of files each time. */
const BATCH = 25;

export interface Disk {
  readonly documents: OpenDocuments;
  /** False for files that lie in a folder of their own inside this one. */
  readonly owns: (file: FileId) => boolean;
  readonly onProgress: () => void;
}

/**
 * Reading is synchronous (measured: seven times less work than through promises), in slices between which others have
 * their turn. Resolves to false when it became stale: what was not read yet stays to be read.
 */
export async function syncWithDisk(project: Project, disk: Disk, isStale: IsStale): Promise<boolean> {
  if (!project.settings.enable) return forgetAll(project);
  const { root } = project;
  if (root !== undefined && (project.needsListing || project.listingIsOutdated)) {
    list(project, root, disk);
    project.needsListing = false;
  }
  return root === undefined ? true : await read(project, root, disk, isStale);
}

function forgetAll(project: Project): boolean {
  project.remove(project.workspace.files);
  project.listed.clear();
  project.folders.clear();
  project.dirty.clear();
  project.unreadable.clear();
  project.listing = [];
  project.needsListing = true;
  return true;
}

function list(project: Project, root: string, { documents, owns }: Disk): void {
  const settingsFile = uriOf(path.join(root, SETTINGS_FILE));
  // Which files to leave alone stands in this one, so it comes first.
  if (!documents.has(settingsFile) && existsSync(path.join(root, SETTINGS_FILE)) && !leadsOut(root, SETTINGS_FILE))
    readOne(project, root, settingsFile, SETTINGS_FILE);

  project.listedWithout = project.workspace.settings.exclude;
  const { paths, unread, notices, hasLinks } = listFiles(root, project.listedWithout);
  const found = new Map<FileId, string>();
  for (const relative of paths) {
    const file = uriOf(path.join(root, relative));
    if (owns(file)) found.set(file, relative);
  }
  project.listing = notices;
  project.hasLinks = hasLinks;

  const open = [...documents.entries()].filter(([file]) => project.pathOf(file) !== undefined && owns(file));
  project.excluded.clear();
  for (const [file, document] of open) {
    const onDisk = path.join(root, project.pathOf(file) ?? "");
    if (!found.has(file) && existsSync(onDisk)) project.excluded.add(file);
    else if (project.workspace.textOf(file) === undefined) project.put(file, document.getText());
  }

  const kept = new Set(open.flatMap(([file]) => (project.excluded.has(file) ? [] : [file])));
  project.remove(project.workspace.files.filter((it) => !found.has(it) && !kept.has(it)));
  const leftAlone = unread.map((it) => ({ id: uriOf(path.join(root, it.path)), ...it, text: "", unread: true }));
  project.workspace.apply(
    leftAlone.filter((it) => owns(it.id) && !documents.has(it.id)).map((file) => ({ type: "put", file })),
  );
  for (const file of project.listed.keys()) if (!found.has(file)) project.listed.delete(file);
  for (const file of project.unreadable.keys()) if (!found.has(file)) project.unreadable.delete(file);
  for (const [file, relative] of found) {
    if (!project.listed.has(file)) project.dirty.add(file);
    project.listed.set(file, relative);
  }
  project.folders.clear();
  for (const file of project.listed.keys()) addFolders(file, project.folders);
}

function addFolders(file: FileId, folders: Set<FileId>): void {
  let at = file;
  do {
    at = at.slice(0, at.lastIndexOf("/"));
    if (folders.has(at)) return;
    folders.add(at);
  } while (at.includes("/"));
}

async function read(
  project: Project,
  root: string,
  { documents, onProgress }: Disk,
  isStale: IsStale,
): Promise<boolean> {
  const slices = new Slices();
  const wanted = [...project.dirty];
  let changes: Change[] = [];
  for (const [index, file] of wanted.entries()) {
    project.dirty.delete(file);
    const relative = project.listed.get(file);
    if (relative !== undefined && !documents.has(file)) {
      const { input, notice } = readWorkspaceFile(root, relative);
      if (notice === undefined) project.unreadable.delete(file);
      else project.unreadable.set(file, notice);
      if (input === undefined) changes.push({ type: "remove", id: file });
      else changes.push({ type: "put", file: { id: file, path: relative, ...input } });
    }
    if (changes.length >= BATCH || index === wanted.length - 1) {
      project.workspace.apply(changes);
      changes = [];
      if (!project.ready) project.progress = { done: index + 1, total: wanted.length };
      onProgress();
      await slices.breathe();
      if (isStale()) return false;
    }
  }
  return true;
}

function readOne(project: Project, root: string, file: FileId, relative: string): void {
  const result = readInputFile(root, relative);
  if ("text" in result) project.put(file, result.text);
}
