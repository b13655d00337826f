/** The door of the layer: kustomize's build, in-process, with the place of every node. */

export type {
  Build,
  BuildRequest,
  BuiltObject,
  FileTree,
  FileUse,
  TreeFile,
  UnbuiltReason,
  UnseenSource,
} from "./build-result.js";
export { chartKey, type ChartOutcome, type ChartRequest, PLAIN_REQUEST, type RenderedChart } from "./charts.js";
export type { BuildProblem, ProblemKind } from "./problem.js";
export { build } from "./build.js";
export { namesDefinitions } from "./definitions.js";
export { kustomizationIn } from "./find-kustomization.js";
export { folderOf, isAtOrAbove, resolvePath } from "./paths.js";
export { renderedDocument, renderedText } from "./rendered-document.js";
export { BuildCache, type BuildKey } from "./build-cache.js";
export {
  emptyKustomization,
  isKustomizationPath,
  KUSTOMIZATION_NAMES,
  type FieldSpec,
  type ChartEntry,
  type GeneratorEntry,
  type GeneratorOptions,
  type ImageEntry,
  type Kustomization,
  type KustomizationEdits,
  type LabelsEntry,
  type Pairs,
  type PatchEntry,
  type ReplicasEntry,
  type Target,
  type VarEntry,
  withEdits,
} from "./kustomization.js";
export {
  type Dialect,
  type Entry,
  ListValue,
  MapValue,
  type Plain,
  type ScalarValue,
  text,
  textAt,
  toPlain,
  type Value,
  readValue,
  type Written,
} from "./value.js";
