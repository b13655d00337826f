/** Brings a project in line with the disk: lists its folder, reads what is new or changed, forgets what has gone. */

import type { URI } from "vscode-uri";
import type { Change, FileId } from "../ide/index.js";
import type { Disk } from "../workspace/disk.js";
import { isManifestPath } from "../workspace/file-state.js";
import { SETTINGS_FILE } from "../workspace/settings-file.js";
import type { OpenDocuments } from "./open-documents.js";
import type { Project } from "./project.js";
import { type IsStale, Slices } from "./schedule.js";
import { uriBelow } from "./uris.js";

export interface Reader {
  readonly disk: Disk;
  readonly documents: OpenDocuments;
  /** False for files that lie in a folder of their own inside this one. */
  readonly owns: (file: FileId) => boolean;
  readonly onProgress: () => void;
}

/**
 * The workspace is told of files in batches, because it copies its table of files each time, and between batches others have
 * their turn. Resolves to false when it became stale: what was not read yet stays to be read.
 */
export async function syncWithDisk(project: Project, reader: Reader, isStale: IsStale): Promise<boolean> {
  if (!project.settings.enable) return forgetAll(project);
  const { root } = project;
  if (root === undefined) return true;
  // A second time if something came in between; what comes then is left to the next run.
  for (let time = 0; time < 2 && (project.needsListing || project.listingIsOutdated); time++) {
    if (await list(project, root, reader, isStale)) continue;
    project.needsListing = true;
    return false;
  }
  return await read(project, reader, isStale);
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

/** What comes in the meantime, such as a document that is opened, is left to another listing. Resolves to false when it became stale. */
async function list(
  project: Project,
  root: URI,
  { disk, documents, owns }: Reader,
  isStale: IsStale,
): Promise<boolean> {
  project.needsListing = false;
  const settingsFile = uriBelow(root, SETTINGS_FILE);
  // Which files to leave alone stands in this one, so it comes first.
  const settings = documents.has(settingsFile) ? undefined : await disk.textOf(project.uri, SETTINGS_FILE);
  if (settings !== undefined && !documents.has(settingsFile)) project.put(settingsFile, settings);

  const listedWithout = project.workspace.settings.exclude;
  const { paths, unread, notices, hasLinks } = await disk.list(project.uri, listedWithout);
  const found = new Map<FileId, string>();
  for (const relative of paths) {
    const file = uriBelow(root, relative);
    if (owns(file)) found.set(file, relative);
  }
  const openHere = (): [FileId, string][] =>
    [...documents.entries()].flatMap(([file]) => {
      const relative = project.pathOf(file);
      return relative !== undefined && owns(file) ? [[file, relative]] : [];
    });
  const asked = new Map(openHere().filter(([file]) => !found.has(file)));
  const existing: ReadonlySet<string> =
    asked.size === 0 ? new Set() : await disk.existing(project.uri, [...asked.values()]);
  if (isStale()) return false;

  project.listedWithout = listedWithout;
  project.listing = notices;
  project.hasLinks = hasLinks;
  project.excluded.clear();
  // What leaves the settings file itself alone would not hold any more if it were left alone.
  const kept = new Set<FileId>(settings === undefined ? [] : [settingsFile]);
  for (const [file, relative] of openHere()) {
    if (!found.has(file) && !asked.has(file)) project.needsListing = true;
    if (!found.has(file) && existing.has(relative) && file !== settingsFile) project.excluded.add(file);
    else {
      kept.add(file);
      const text = documents.get(file)?.getText();
      // One that the listing does not have may have been closed, and opened with another text, since the last one.
      if (text !== undefined && project.workspace.textOf(file) !== text) project.put(file, text);
    }
  }

  project.remove(project.workspace.files.filter((it) => !found.has(it) && !kept.has(it)));
  const leftAlone = unread.map((it) => ({ id: uriBelow(root, it.path), ...it, text: "", unread: true }));
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
  // Whether a kustomization names them has been found out just now.
  for (const [file, relative] of openHere()) {
    const text = documents.get(file)?.getText();
    if (text !== undefined && kept.has(file) && !isManifestPath(relative)) project.put(file, text);
  }
  return true;
}

function addFolders(file: FileId, folders: Set<FileId>): void {
  let at = file;
  do {
    at = at.slice(0, at.lastIndexOf("/"));
    if (folders.has(at)) return;
    folders.add(at);
  } while (at.includes("/"));
}

async function read(project: Project, { disk, documents, onProgress }: Reader, isStale: IsStale): Promise<boolean> {
  const slices = new Slices();
  const wanted = [...project.dirty];
  for (let done = 0; done < wanted.length; ) {
    const batch: [FileId, string][] = [];
    for (; done < wanted.length && batch.length < disk.batch; done++) {
      const file = wanted[done] ?? "";
      project.dirty.delete(file);
      const relative = project.listed.get(file);
      if (relative !== undefined && !documents.has(file)) batch.push([file, relative]);
    }
    await readBatch(project, batch, disk, documents);
    if (!project.ready) project.progress = { done, total: wanted.length };
    onProgress();
    await slices.breathe();
    if (isStale()) return false;
  }
  return true;
}

async function readBatch(
  project: Project,
  batch: readonly [FileId, string][],
  disk: Disk,
  documents: OpenDocuments,
): Promise<void> {
  if (batch.length === 0) return;
  const answers = await disk.read(
    project.uri,
    batch.map(([, relative]) => relative),
  );
  const changes = batch.flatMap(([file, relative], index): Change[] => {
    // It may have been opened, or have gone from the listing, in the meantime.
    if (documents.has(file) || project.listed.get(file) !== relative) return [];
    const { input, notice } = answers[index] ?? {};
    if (notice === undefined) project.unreadable.delete(file);
    else project.unreadable.set(file, notice);
    return [
      input === undefined
        ? { type: "remove", id: file }
        : { type: "put", file: { id: file, path: relative, ...input } },
    ];
  });
  project.workspace.apply(changes);
}
