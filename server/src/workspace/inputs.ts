/** What comes into the workspace: files as text, and what became of those that could not be read. */

/** Names a file to its face: an URI in the language server, a path in the command line. Opaque to the core. */
export type FileId = string;

export interface InputFile {
  readonly id: FileId;
  /** Path from the workspace's root with forward slashes: for globs, kustomizations and templates' folders. */
  readonly path: string;
  readonly text: string;
  /** It is there, and its text is not to be had or not to be looked at: then that is empty. */
  readonly unread?: boolean;
  /** It is no manifest by its name, and here because a kustomization names it. */
  readonly named?: boolean;
}

export type Change =
  | { readonly type: "put"; readonly file: InputFile }
  | { readonly type: "remove"; readonly id: FileId };

/** Something a user should know that is no finding: a rule that rests, a file that could not be read. */
export interface Notice {
  /** Name of the rule that rests, where it is one. */
  readonly rule?: string;
  readonly file?: FileId;
  readonly message: string;
  /** Where its cause is met, if at several places. Lines count from 0. */
  readonly places?: readonly { readonly file: FileId; readonly line: number }[];
  /** Policies that are not read, where the notice is about such. */
  readonly unread?: {
    /** What people call the system that they are of. */
    readonly system: string;
    /** Lines count from 0. */
    readonly policies: readonly {
      readonly kind: string;
      readonly name: string;
      readonly file: string;
      readonly line: number;
    }[];
  };
  /** Policies that the CNI enforces nothing of, where the notice is about such. */
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
