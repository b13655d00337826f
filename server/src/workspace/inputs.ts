/** The input of a workspace: the text of files, and notices about those that could not be read. */

/** Names a file to its face: an URI in the language server, a path in the command line. Opaque to the core. */
export type FileId = string;

export interface InputFile {
  readonly id: FileId;
  /** Path from the workspace's root with forward slashes: for globs, kustomizations and templates' folders. */
  readonly path: string;
  readonly text: string;
  /** It exists but is not read. Then its text is empty. */
  readonly unread?: boolean;
  /** Path of the template or script that makes it before a build. It does not exist yet, so it is `unread`. */
  readonly madeBy?: string;
  /** Of a symbolic link: the path of what it leads to, from the root. It is `unread`, because the target is read as what it is. */
  readonly link?: string;
  /** Its name is not a manifest's. It is here because a kustomization names it. */
  readonly named?: boolean;
}

export type Change =
  | { readonly type: "put"; readonly file: InputFile }
  | { readonly type: "remove"; readonly id: FileId };

/** Something that users should know but that is not a finding: a rule that is not checked, a file that could not be read. */
export interface Notice {
  /** Name of the rule that is not checked, if it is about one. */
  readonly rule?: string;
  readonly file?: FileId;
  readonly message: string;
  /** The places of its cause, if there are several. Lines count from 0. */
  readonly places?: readonly { readonly file: FileId; readonly line: number }[];
  /** Policies that are not read, if the notice is about them. */
  readonly unread?: {
    /** The display name of their system. */
    readonly system: string;
    /** Lines count from 0. */
    readonly policies: readonly {
      readonly kind: string;
      readonly name: string;
      readonly file: string;
      readonly line: number;
    }[];
  };
  /** Policies that the CNI does not enforce, if the notice is about them. */
  readonly ignored?: {
    /** Why, as a sentence without a full stop. */
    readonly because: string;
    /** Lines count from 0. */
    readonly policies: readonly { readonly policy: string; readonly file: string; readonly line: number }[];
  };
}

/** How a face hands in the time and its log; the core has neither. */
export interface Host {
  readonly log: (message: string) => void;
  /** Milliseconds from any fixed point; only differences are used. */
  readonly now: () => number;
}
