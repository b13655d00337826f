/** What an Application writes into the kustomization of its folder (GO-21). */

import { memoize } from "../../base/memoize.js";
import type { FileTree, KustomizationEdits, MapValue, Pairs, Value } from "../../kustomize/index.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import { imageOf, nonEmpty, patchesAt } from "../edits.js";
import { hasKustomization, kustomizationRoot } from "../kustomization-file.js";
import { at, flagAt, itemsAt, pairsAt, textAt, textsAt, written, writtenAt } from "../read.js";

export interface EditFault {
  readonly at: YamlNode;
  readonly says: string;
}

/** The same for the same source: builds are kept by it. @param root The source. */
export const kustomizeEdits = memoize((root: MapValue): KustomizationEdits => {
  const kustomize = at(root, "kustomize");
  const namespace = writtenAt(kustomize, "namespace");
  const namePrefix = writtenAt(kustomize, "namePrefix");
  const nameSuffix = writtenAt(kustomize, "nameSuffix");
  const labels = pairsAt(kustomize, "commonLabels");
  const annotations = pairsAt(kustomize, "commonAnnotations");
  const apart = flagAt(kustomize, "labelWithoutSelector");
  const templates = flagAt(kustomize, "labelIncludeTemplates");
  return nonEmpty({
    ...(namespace === undefined ? {} : { namespace }),
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(nameSuffix === undefined ? {} : { nameSuffix }),
    commonAnnotations: annotations,
    ...(apart
      ? {
          labels: [{ pairs: labels, selectors: false, templates, volumeClaimTemplates: false, fields: [] }],
        }
      : { commonLabels: labels }),
    components: textsAt(kustomize, "components"),
    ignoreMissingComponents: flagAt(kustomize, "ignoreMissingComponents"),
    patches: patchesAt(kustomize, "patches", true),
    images: itemsAt(kustomize, "images").flatMap((it) => {
      const text = written(it);
      return text === undefined ? [] : [imageOf(it, text.value)];
    }),
    replicas: itemsAt(kustomize, "replicas").map((it) => ({
      at: it.at,
      name: textAt(it, "name") ?? "",
      count: textAt(it, "count") ?? "",
    })),
  });
});

/** Why Argo CD refuses to write them into the folder's kustomization. */
export function editFaults(root: MapValue, tree: FileTree, folder: string): readonly EditFault[] {
  const kustomize = at(root, "kustomize");
  if (kustomize === undefined) return [];
  const labels = pairsAt(kustomize, "commonLabels");
  const annotations = pairsAt(kustomize, "commonAnnotations");
  const apart = flagAt(kustomize, "labelWithoutSelector");
  const templates = flagAt(kustomize, "labelIncludeTemplates");
  const own = kustomizationRoot(tree, folder);
  const alike = (it: Value): boolean => !flagAt(it, "includeSelectors") && flagAt(it, "includeTemplates") === templates;
  const ownLabels = apart ? pairsAt(itemsAt(own, "labels").find(alike), "pairs") : pairsAt(own, "commonLabels");
  const faults = [
    ...(flagAt(kustomize, "forceCommonLabels") ? [] : clashes("label", labels, ownLabels)),
    ...(flagAt(kustomize, "forceCommonAnnotations")
      ? []
      : clashes("annotation", annotations, pairsAt(own, "commonAnnotations"))),
  ];
  if (!hasKustomization(tree, folder)) {
    faults.push({
      at: root.at,
      says: "This folder has no kustomization for `kustomize` to change: Argo CD rejects the build",
    });
  }
  return faults;
}

function clashes(what: string, given: Pairs, own: Pairs): EditFault[] {
  return [...given].flatMap(([key, { at }]) =>
    own.has(key)
      ? [
          {
            at,
            says: `The folder's kustomization already has the common ${what} \`${key}\`: Argo CD rejects the build`,
          },
        ]
      : [],
  );
}
