/** A folder whose files are listed and read: what is asked of whatever holds it. Paths are from the folder, with forward slashes. */

export interface Folder {
  /** True where names that differ in case alone name the same file. */
  readonly ignoresCase: boolean;
  /** What is in a folder, links as such. Undefined: it is not known yet, and whoever asks will ask again. */
  entries(path: string): readonly Entry[] | Refusal | undefined;
  /** The text of a file, links followed. Undefined: it is not known yet, and whoever asks will ask again. */
  text(path: string): { readonly text: string } | Refusal | undefined;
  /** True where there is something, links followed. */
  exists(path: string): boolean;
  /** True for a regular file that lies in the folder, links followed. */
  hasFile(path: string): boolean;
  /** Where a link leads. */
  follow(link: string): Target;
  /** True where links lead out of the repository that the folder is in, or out of the folder: what is there is not to be read. */
  leadsOut(path: string): boolean;
  /**
   * The `.gitignore` files of the folders above one of this folder's, up to the top of the repository, the topmost first. None where
   * there is no repository.
   */
  ignoreFilesAbove(path: string): readonly IgnoreFileAbove[];
}

export interface Entry {
  readonly name: string;
  /** `file` is also what is neither: a pipe or a socket. Whoever reads it says why not. */
  readonly kind: "file" | "folder" | "link";
}

/** A reason in words. */
export interface Refusal {
  readonly refused: string;
}

export type Target =
  /** Nothing is there. */
  | { readonly where: "nowhere" }
  /** `at` is the path of what it leads to; "" is the folder itself. */
  | { readonly where: "inside"; readonly at: string }
  /** A folder that this one is in. */
  | { readonly where: "above" }
  /** Nobody tells. */
  | { readonly where: "unknown" }
  /** `at` tells places apart. Nothing outside the repository is to be read. */
  | {
      readonly where: "beside" | "outside";
      readonly at: string;
      readonly kind: "file" | "folder" | undefined;
    };

export interface IgnoreFileAbove {
  readonly text: string;
  /** The way from it to this folder, with a slash at its end; "" for one in this folder or below it. */
  readonly above: string;
  /** Its own folder's path, with a slash at its end, where that lies below this folder. */
  readonly folder: string;
}
