/** Why kustomize refuses a build: one of a closed list of kinds, its place, and its words. */

import type { Site, TextRange } from "../base/source.js";

export type ProblemKind =
  | "missing-file"
  | "missing-data"
  | "not-a-folder"
  | "cycle"
  | "outside"
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

/** Why kustomize refuses the build. The rest is built as if the cause were not there. */
export interface BuildProblem {
  readonly is: ProblemKind;
  readonly at: Site;
  /** One line without a full stop; names in backticks. */
  readonly says: string;
  /** The words at fault, where `at` is more: offsets in the text of the document that `at` is in. */
  readonly range?: TextRange;
  /** The path of the file, where it holds no document that `at` could be in. */
  readonly file?: string;
  /** What was likely meant, to be written at `at`. */
  readonly instead?: string;
  readonly related?: readonly { readonly at: Site; readonly says: string }[];
}
