/** Why kustomize rejects a build: one of a closed list of kinds, with its place and message. */

import type { Site, TextRange } from "../base/source.js";

export type ProblemKind =
  | "missing-file"
  | "missing-data"
  | "not-a-folder"
  | "cycle"
  | "outside"
  | "absolute"
  | "duplicate"
  | "bad-kustomization"
  | "bad-manifest"
  | "bad-patch"
  | "no-target"
  | "bad-replacement"
  | "bad-generator"
  | "bad-component"
  | "bad-plugin"
  | "too-large";

/** Problems after which objects are missing from the build, so that "does not exist" may only be their consequence. */
export const LOSES_OBJECTS: ReadonlySet<ProblemKind> = new Set([
  "missing-file",
  "missing-data",
  "absolute",
  "not-a-folder",
  "cycle",
  "bad-manifest",
  "bad-generator",
  "bad-component",
  "bad-plugin",
  "too-large",
]);

/** Why kustomize rejects the build. The rest is built without the cause. */
export interface BuildProblem {
  readonly is: ProblemKind;
  readonly at: Site;
  /** One line without a full stop; names in backticks. */
  readonly says: string;
  /** The exact range, if it is less than `at`: offsets in the text of that document. */
  readonly range?: TextRange;
  /** The path of the file, if it has no document for `at`. */
  readonly file?: string;
  /** What was probably meant, to be written at `at`. */
  readonly instead?: string;
  readonly related?: readonly { readonly at: Site; readonly says: string }[];
}
