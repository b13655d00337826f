/** The door to files for a face that serves folders for long: what it asks of whoever can list and read them. */

import type { FileId, InputFile, Notice } from "./inputs.js";

/** At once, or later where the files are behind somebody else. */
export type Soon<T> = T | Promise<T>;

/** Folders are named by their URIs, and what is in them by paths from the folder, with forward slashes. */
export interface Disk {
  /** How many files are best read together. */
  readonly batch: number;
  /** False for folders whose files cannot be listed. */
  reaches(folder: FileId): boolean;
  /** Never fails: a folder that cannot be read is a notice. */
  list(folder: FileId, exclude: readonly string[]): Soon<Listing>;
  /** In the order of `paths`, which a listing gave. */
  read(folder: FileId, paths: readonly string[]): Soon<readonly ReadFile[]>;
  /** The text of a file that was not listed; undefined where there is none, or where links lead out of the repository. */
  textOf(folder: FileId, path: string): Soon<string | undefined>;
  /** Those of the paths at which there is something. */
  existing(folder: FileId, paths: readonly string[]): Soon<ReadonlySet<string>>;
  /** Those of the URIs that are folders. */
  foldersAmong(uris: readonly FileId[]): Soon<ReadonlySet<FileId>>;
}

export interface Listing {
  /** Paths from the root, with forward slashes, sorted. */
  readonly paths: string[];
  /**
   * Files that a kustomization names and that are left alone; some of them do not exist here, because Git ignores them or
   * something makes them before the build. And links that stay inside the root, with what they lead to, or lead out of the repository.
   */
  readonly unread: UnreadFile[];
  /** One for each folder or `.gitignore` that could not be read and each link that leads nowhere. */
  readonly notices: Notice[];
  /** True where there are links: what comes or goes anywhere may then change the listing. */
  readonly hasLinks: boolean;
}

/** A file that a kustomization names and that is left alone: a build that names it knows that much and no more. */
export interface UnreadFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  /** Of a file that does not exist yet: the template or script that makes it. */
  readonly madeBy?: string;
  /** Of a symbolic link: what it leads to, from the root. */
  readonly link?: string;
}

/** What is known of a file's text: the part of an `InputFile` that the disk says. */
export type FileText = Pick<InputFile, "text" | "unread" | "named" | "madeBy" | "link">;

/** No `input` for one that has gone, a notice for one that cannot be read. */
export interface ReadFile {
  readonly input?: FileText;
  readonly notice?: Notice;
}
