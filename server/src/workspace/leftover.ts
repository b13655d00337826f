/** Kustomizations that nobody builds where Flux or Argo CD applies the rest: they only list what is built anyway, or are patterns. */

import type { Coverage } from "../gitops/coverage.js";
import { type Kustomization, resolvePath } from "../kustomize/index.js";
import type { Kustomizations } from "./kustomizations.js";

/**
 * True for a kustomization that changes nothing and lists only manifests that Flux or Argo CD builds another way. It makes no
 * cluster of its own.
 */
export function isLeftoverList(
  root: Kustomization,
  kustomizations: Kustomizations,
  coverage: (path: string) => Coverage,
): boolean {
  const files = kustomizations.resourceFiles(root.folder);
  if (files.size === 0) return false;
  for (const it of files) if (coverage(it) !== "built") return false;
  return kustomizations.reachedFrom(root.folder).every((it) => {
    return isPlainList(it) || (it.path !== undefined && coverage(it.path) === "built");
  });
}

/** Fields that change no object. */
const LISTING: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "resources", "bases"]);

/** What is not in the workspace counts as well: it may be anything. */
function isPlainList({ at, folder, resources }: Kustomization): boolean {
  const isHere = resources.every(({ value }) => resolvePath(folder, value) !== undefined);
  return isHere && at.entries().every(({ key }) => LISTING.has(key));
}

const PATTERN = /(?:^|\/)_|(?:^|[/._-])(?:templates?|skeletons?|scaffolds?|scaffolding|boilerplates?)(?=$|[/._-])/i;

/** True for a folder whose name says that its files are copied and filled in before anybody builds them. */
export function isPatternFolder(folder: string): boolean {
  return PATTERN.test(folder);
}
