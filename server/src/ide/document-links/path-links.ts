/** Paths that a file names, of kustomizations, Flux and Argo CD, to the files that are there. What is not there is no link. */

import { quoted } from "../../base/quote.js";
import { isKustomizationPath, KUSTOMIZATION_NAMES, resolvePath } from "../../kustomize/index.js";
import { locate } from "../../syntax/locate.js";
import { rootOf, type YamlDocument, type YamlNode } from "../../syntax/yaml-document.js";
import type { FileState } from "../../workspace/file-state.js";
import type { Snapshot } from "../../workspace/snapshot.js";
import { placeAt } from "../places.js";
import type { DocumentLink } from "../types.js";
import { ARGO, FLUX, KUSTOMIZATION, type NamedPath, pathsIn } from "./path-fields.js";

/** Most files name none of these and are not read for their links. */
const OF_GITOPS = /\b(?:kustomize|helm)\.toolkit\.fluxcd\.io\/|\bargoproj\.io\//;

export function pathLinks(snapshot: Snapshot, file: FileState): DocumentLink[] {
  const { input, template } = file;
  const isKustomization = isKustomizationPath(input.path);
  if (template || input.unread === true || (!isKustomization && !OF_GITOPS.test(input.text))) return [];
  return file.yaml.documents.flatMap(({ start, text, later }) => {
    if (!isKustomization && !OF_GITOPS.test(text)) return [];
    const parsed = later.get();
    const root = rootOf(parsed);
    const named = root === undefined ? [] : namedIn(root, input.path);
    return named.flatMap((it): DocumentLink[] => {
      const target = targetOf(snapshot, it);
      const range = target === undefined ? undefined : rangeOf(parsed, it);
      if (target === undefined || range === undefined) return [];
      const place = placeAt(file, { start: range.start + start, end: range.end + start });
      return [{ ...place, to: { file: target.input.id }, says: quoted(target.input.path) }];
    });
  });
}

function namedIn(root: YamlNode, path: string): readonly NamedPath[] {
  if (isKustomizationPath(path)) return pathsIn(root, KUSTOMIZATION, path.slice(0, Math.max(path.lastIndexOf("/"), 0)));
  const version = root.get("apiVersion")?.text ?? "";
  // Paths count from the root of the repository, which the workspace is taken for where a file is there.
  return [FLUX, ARGO].flatMap((it) => (it.isOf(version) ? pathsIn(root, it.fields, "") : []));
}

/** The file; of a folder, its kustomization or its chart. */
function targetOf(snapshot: Snapshot, { folder, path }: NamedPath): FileState | undefined {
  const resolved = resolvePath(folder, path);
  if (resolved === undefined) return undefined;
  const inside = (name: string): string => (resolved === "" ? name : `${resolved}/${name}`);
  for (const it of [resolved, ...[...KUSTOMIZATION_NAMES, "Chart.yaml"].map(inside)]) {
    const found = snapshot.fileAt(it);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The words of the path, in the document; undefined where escapes make it of something else. */
function rangeOf(parsed: YamlDocument, { node, path }: NamedPath): { start: number; end: number } | undefined {
  const { start, end } = locate(parsed, node.site());
  const at = parsed.text.slice(start, end).lastIndexOf(path);
  return at < 0 ? undefined : { start: start + at, end: start + at + path.length };
}
