/**
 * One core workspace and where its files come from: a folder of the client's, or a single document outside all folders.
 * Open documents win over the disk.
 */

import type { URI } from "vscode-uri";
import { type FileId, type Host, type Notice, type Summary, Workspace } from "../ide/index.js";
import { isManifestPath } from "../workspace/file-state.js";
import { Findings } from "./findings.js";
import { DEFAULT_EDITOR_SETTINGS, type EditorSettings } from "./from-lsp.js";
import { baseName, folderAt, pathBelow, uriBelow } from "./uris.js";

export class Project {
  /** The folder; undefined for a single document. */
  readonly root: URI | undefined;
  /** Whose settings hold: the folder, or the document itself. */
  readonly uri: string;
  readonly workspace: Workspace;
  readonly findings: Findings;
  /** Files that the listing of the folder gave, with their paths below it. */
  readonly listed = new Map<FileId, string>();
  /** Folders that they are in, at any depth. */
  readonly folders = new Set<FileId>();
  /** Files that are on disk and that the listing left out: no concern of ours, even when they are open. */
  readonly excluded = new Set<FileId>();
  /** Listed files whose text on disk is newer than what was read. */
  readonly dirty = new Set<FileId>();
  /** True when files may have come or gone since the folder was listed. */
  needsListing = true;
  /** What the last listing had to say. */
  listing: readonly Notice[] = [];
  /** Whether it met symbolic links. */
  hasLinks = false;
  /** Why files on disk cannot be read. */
  readonly unreadable = new Map<FileId, Notice>();
  /** Why charts that are to be rendered are not. */
  unrendered: readonly Notice[] = [];
  settings: EditorSettings = DEFAULT_EDITOR_SETTINGS;
  /** True once all files were read: before, nothing can be said about how they stand to each other. */
  ready = false;
  /** True when the user has stopped the reading: what is known is too little to judge by. */
  stopped = false;
  /** Globs of files to leave alone that the last listing went by. */
  listedWithout: readonly string[] = [];
  /** Files read and files to read, while that goes on for the first time. */
  progress: { readonly done: number; readonly total: number } | undefined;
  /** Counts and notices of the last complete run. */
  summary: Summary | undefined;
  analysed: readonly Notice[] = [];

  private constructor(uri: string, root: URI | undefined, host: Host) {
    this.uri = uri;
    this.root = root;
    this.workspace = new Workspace(host);
    this.findings = new Findings(this.workspace);
  }

  static folder(uri: string, host: Host): Project {
    const root = folderAt(uri);
    return new Project(root.toString(), root, host);
  }

  static singleDocument(file: FileId, host: Host): Project {
    return new Project(file, undefined, host);
  }

  /** Path by which the core knows the file; undefined where the file lies outside the folder. */
  pathOf(file: FileId): string | undefined {
    if (this.root === undefined) return file === this.uri ? baseName(file) : undefined;
    return pathBelow(this.root, file);
  }

  /** URI of a path below the folder; undefined for a single document, beside which nothing is written. */
  uriAt(relative: string): FileId | undefined {
    return this.root === undefined ? undefined : uriBelow(this.root, relative);
  }

  /** True when other files are to be left alone than when the folder was listed. */
  get listingIsOutdated(): boolean {
    return this.root !== undefined && this.listedWithout.join("\n") !== this.workspace.settings.exclude.join("\n");
  }

  /** All that there is to say, in the order in which the command line does. */
  get notices(): readonly Notice[] {
    const unread = [...this.unreadable].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
    return [...this.listing, ...unread, ...this.unrendered, ...this.analysed];
  }

  admits(file: FileId): boolean {
    return this.settings.enable && !this.excluded.has(file);
  }

  put(file: FileId, text: string): void {
    const relative = this.pathOf(file);
    if (relative === undefined || !this.admits(file)) return;
    this.unreadable.delete(file);
    // One without a manifest's name is listed where a kustomization names it, and is what that makes of it.
    const named = this.listed.has(file) && !isManifestPath(relative) ? { named: true } : {};
    this.workspace.apply([{ type: "put", file: { id: file, path: relative, text, ...named } }]);
  }

  remove(files: readonly FileId[]): void {
    const known = files.filter((it) => this.workspace.textOf(it) !== undefined);
    this.workspace.apply(known.map((id) => ({ type: "remove", id })));
  }
}
