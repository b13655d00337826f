/** Reads Flux's `Kustomization`: which folder is built, and what is written into its kustomization and over its objects. */

import { memoize } from "../../base/memoize.js";
import type { KustomizationEdits, MapValue, Pairs, Written } from "../../kustomize/index.js";
import { toPlain } from "../../kustomize/index.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import { imagesAt, jsonPatchesAt, nonEmpty, patchesAt } from "../edits.js";
import { resolved } from "../paths.js";
import { at, flagAt, idOf, itemsAt, pairsAt, textAt, textsAt, writtenAt } from "../read.js";

export const FLUX_GROUP = "kustomize.toolkit.fluxcd.io";
export const OPERATOR_GROUP = "fluxcd.controlplane.io";
export const SOURCE_GROUP = "source.toolkit.fluxcd.io";

/** A ConfigMap or Secret that gives variables. */
export interface VariableSource {
  readonly at: YamlNode;
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  readonly optional: boolean;
}

export interface PostBuild {
  readonly substitute: Pairs;
  /** In the order in which they are read: later ones win, and `substitute` over all. */
  readonly sources: readonly VariableSource[];
  /** Substitution happens with no variable set, too. */
  readonly always: boolean;
}

export interface FluxKustomization {
  readonly type: "flux";
  readonly root: MapValue;
  readonly name: string;
  readonly namespace: string;
  /** The folder from the artifact's root; undefined where it leads out of it. */
  readonly folder: string | undefined;
  /** Where the folder is said; the whole spec where it is not. */
  readonly folderAt: YamlNode;
  readonly source: { readonly kind: string; readonly name: string; readonly namespace: string } | undefined;
  /** The same object for as long as `root` is: builds are kept by it. */
  readonly edits: KustomizationEdits;
  readonly labels: Pairs;
  readonly annotations: Pairs;
  readonly postBuild: PostBuild | undefined;
  /** What it applies goes into another cluster, which the Secret of that name leads to (GO-14). */
  readonly cluster: string | undefined;
  readonly suspended: boolean;
}

/** Undefined for another kind of object: kustomize's own `Kustomization` has another group (GO-1). */
export const readFluxKustomization = memoize((root: MapValue): FluxKustomization | undefined => {
  const id = idOf(root);
  if (id?.group === OPERATOR_GROUP && id.kind === "FluxInstance") return readInstance(root, id.namespace ?? "default");
  if (id?.group !== FLUX_GROUP || id.kind !== "Kustomization") return undefined;
  const spec = at(root, "spec");
  const namespace = id.namespace ?? "default";
  const path = writtenAt(spec, "path");
  const sourceKind = textAt(spec, "sourceRef", "kind");
  const cluster = at(spec, "kubeConfig");
  return {
    type: "flux",
    root,
    name: id.name,
    namespace,
    folder: resolved("", path?.value ?? ""),
    folderAt: path?.at ?? spec?.at ?? root.at,
    source:
      sourceKind === undefined
        ? undefined
        : {
            kind: sourceKind,
            name: textAt(spec, "sourceRef", "name") ?? "",
            namespace: textAt(spec, "sourceRef", "namespace") ?? namespace,
          },
    edits: editsOf(root),
    labels: pairsAt(spec, "commonMetadata", "labels"),
    annotations: pairsAt(spec, "commonMetadata", "annotations"),
    postBuild: postBuildOf(root),
    cluster:
      cluster === undefined
        ? undefined
        : (textAt(cluster, "secretRef", "name") ?? textAt(cluster, "configMapRef", "name") ?? ""),
    suspended: flagAt(spec, "suspend"),
  };
});

/** Flux Operator makes a source and a Kustomization of what an instance says to keep in step with (GO-15). */
function readInstance(root: MapValue, namespace: string): FluxKustomization | undefined {
  const sync = at(root, "spec", "sync");
  if (sync === undefined) return undefined;
  const path = writtenAt(sync, "path");
  const name = textAt(sync, "name") ?? namespace;
  return {
    type: "flux",
    root,
    name,
    namespace,
    folder: resolved("", path?.value ?? ""),
    folderAt: path?.at ?? sync.at,
    source: { kind: textAt(sync, "kind") ?? "GitRepository", name, namespace },
    edits: {},
    labels: new Map(),
    annotations: new Map(),
    postBuild: undefined,
    cluster: undefined,
    suspended: false,
  };
}

/** GO-4. Patches come as texts alone; v1beta2 has two older lists of them as objects. */
function editsOf(root: MapValue): KustomizationEdits {
  const spec = at(root, "spec");
  const namespace = writtenAt(spec, "targetNamespace");
  const namePrefix = writtenAt(spec, "namePrefix");
  const nameSuffix = writtenAt(spec, "nameSuffix");
  return nonEmpty({
    ...(namespace === undefined ? {} : { namespace }),
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(nameSuffix === undefined ? {} : { nameSuffix }),
    components: textsAt(spec, "components"),
    ignoreMissingComponents: flagAt(spec, "ignoreMissingComponents"),
    patches: patchesAt(spec, "patches", false),
    patchesStrategicMerge: itemsAt(spec, "patchesStrategicMerge").map(
      (it): Written<string> => ({ value: JSON.stringify(toPlain(it)), at: it.at }),
    ),
    patchesJson6902: jsonPatchesAt(spec, "patchesJson6902"),
    images: imagesAt(spec, "images"),
  });
}

function postBuildOf(root: MapValue): PostBuild | undefined {
  const postBuild = at(root, "spec", "postBuild");
  if (postBuild === undefined) return undefined;
  return {
    substitute: pairsAt(postBuild, "substitute"),
    sources: itemsAt(postBuild, "substituteFrom").flatMap((it): VariableSource[] => {
      const kind = textAt(it, "kind");
      if (kind !== "ConfigMap" && kind !== "Secret") return [];
      return [{ at: it.at, kind, name: textAt(it, "name") ?? "", optional: flagAt(it, "optional") }];
    }),
    always: textAt(postBuild, "substituteStrategy") === "Always",
  };
}
