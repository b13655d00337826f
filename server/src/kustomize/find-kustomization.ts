/** The kustomization of a folder: which file it is, whether kustomize accepts it, and its content. */

import { memoize } from "../base/memoize.js";
import { quoted } from "../base/quote.js";
import { rootOf } from "../syntax/yaml-document.js";
import type { FileTree, TreeFile } from "./build-result.js";
import type { BuildProblem } from "./problem.js";
import { checkShape } from "./check-shape.js";
import { KUSTOMIZATION_NAMES, type Kustomization } from "./kustomization.js";
import { KUSTOMIZATION_FIELDS } from "./kustomization-fields.js";
import { configRoot } from "./loader.js";
import { folderOf } from "./paths.js";
import { fieldOf, readKustomization, textOf } from "./read-kustomization.js";
import { isNull, type MapValue } from "./value.js";

export interface NoKustomization {
  readonly resources?: undefined;
  /** None where the folder has no such file at all. */
  readonly problems: readonly BuildProblem[];
}

/** The first of several names counts. */
export function kustomizationFile(tree: FileTree, folder: string): TreeFile | "unread" | undefined {
  const found = kustomizationFiles(tree, folder);
  return found.find((it) => it !== "unread") ?? found[0];
}

/** The path of a folder's kustomization that exists but is not read. */
export function unreadKustomization(tree: FileTree, folder: string): string | undefined {
  if (kustomizationFile(tree, folder) !== "unread") return undefined;
  return pathsIn(folder).find((it) => tree.file(it) !== undefined);
}

function kustomizationFiles(tree: FileTree, folder: string): (TreeFile | "unread")[] {
  return pathsIn(folder).flatMap((it) => tree.file(it) ?? []);
}

function pathsIn(folder: string): string[] {
  return KUSTOMIZATION_NAMES.map((it) => (folder === "" ? it : `${folder}/${it}`));
}

export function findKustomization(tree: FileTree, folder: string): Kustomization | NoKustomization {
  const files = kustomizationFiles(tree, folder);
  const file = files.find((it) => it !== "unread");
  if (file === undefined) return { problems: [] };
  const found = kustomizationIn(file);
  if (files.length < 2 || found.resources === undefined) return found;
  const says = `This folder has ${files.length} kustomization files: kustomize rejects more than one`;
  return {
    ...found,
    problems: [...found.problems, { is: "bad-kustomization", at: found.at.site("pair"), says }],
  };
}

/** The content of a file with the name of a kustomization. */
export const kustomizationIn = memoize((file: TreeFile): Kustomization | NoKustomization => {
  const [document] = file.documents;
  const root = configRoot(document);
  if (document === undefined || root === undefined) {
    const node = document === undefined ? undefined : rootOf(document);
    const at = node?.site() ?? { document: document?.id ?? 0, node: 0, part: "value" as const };
    const says =
      node === undefined ? "This kustomization is empty: kustomize rejects it" : "A kustomization must be a map";
    return { problems: [{ is: "bad-kustomization", at, says, file: file.path }] };
  }
  const problems = [...faultsOf(root)];
  const [fault] = document.problems;
  if (fault !== undefined) {
    const says = `Invalid YAML for kustomize: ${fault.message}`;
    problems.unshift({ is: "bad-kustomization", at: root.at.site(), says, range: fault.range });
  }
  return { ...readKustomization(root, root.at, folderOf(file.path), file.path), problems };
});

const VERSIONS: Readonly<Record<string, string>> = {
  Kustomization: "kustomize.config.k8s.io/v1beta1",
  Component: "kustomize.config.k8s.io/v1alpha1",
};

function* faultsOf(root: MapValue): Generator<BuildProblem> {
  yield* checkShape(root, { fields: KUSTOMIZATION_FIELDS }, "");
  const written = fieldOf(root, "kind");
  const kind = textOf(root, "kind") || "Kustomization";
  const version = Object.hasOwn(VERSIONS, kind) ? VERSIONS[kind] : undefined;
  if (version === undefined) {
    const says = `${quoted(kind)} is not a valid kind here: it must be \`Kustomization\` or \`Component\``;
    yield { is: "bad-kustomization", at: (written?.at ?? root.at).site(), says, instead: "Kustomization" };
    return;
  }
  const apiVersion = fieldOf(root, "apiVersion");
  if (apiVersion?.kind === "scalar" && apiVersion.text !== version) {
    const says = `The \`apiVersion\` of a ${quoted(kind)} must be \`${version}\``;
    yield { is: "bad-kustomization", at: apiVersion.at.site(), says, instead: version };
  }
  const said = root.entries.filter((it) => it.key !== "kind" && it.key !== "apiVersion");
  if (said.every(({ value }) => isNull(value) || (value.kind === "scalar" && value.text === ""))) {
    yield {
      is: "bad-kustomization",
      at: root.at.site(),
      says: "This kustomization has no content: kustomize rejects it",
    };
  }
}
