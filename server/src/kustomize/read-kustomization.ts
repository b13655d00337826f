/** Reads the parts of kustomizations from values: files, the configurations of built-in plugins, and what stands in their place. */

import type { YamlNode } from "../syntax/yaml-document.js";
import type {
  ChartEntry,
  FieldSpec,
  GeneratorEntry,
  GeneratorOptions,
  ImageEntry,
  Kustomization,
  LabelsEntry,
  Pairs,
  PatchEntry,
  ReplicasEntry,
  Target,
  VarEntry,
} from "./kustomization.js";
import { emptyKustomization } from "./kustomization.js";
import { isNull, type MapValue, type Value, type Written } from "./value.js";

/** A field of kustomize's own, whose name it reads without regard to case. */
export function fieldOf(value: Value | undefined, name: string): Value | undefined {
  if (value?.kind !== "map") return undefined;
  const lower = name.toLowerCase();
  const found = value.get(name) ?? value.entries.findLast((it) => it.key.toLowerCase() === lower)?.value;
  return isNull(found) ? undefined : found;
}

export function writtenAt(value: Value | undefined, name: string): Written<string> | undefined {
  const found = fieldOf(value, name);
  return found?.kind === "scalar" ? { value: found.text, at: found.at } : undefined;
}

export function textOf(value: Value | undefined, name: string): string {
  return writtenAt(value, name)?.value ?? "";
}

export function flagOf(value: Value | undefined, name: string): boolean {
  const found = fieldOf(value, name);
  return found?.kind === "scalar" && found.at.scalar().value === true;
}

export function itemsOf(value: Value | undefined, name: string): readonly Value[] {
  const found = fieldOf(value, name);
  return found?.kind === "list" ? found.items : [];
}

export function textsOf(value: Value | undefined, name: string): Written<string>[] {
  return itemsOf(value, name).flatMap((it) =>
    it.kind === "scalar" && it.type !== "null" ? [{ value: it.text, at: it.at }] : [],
  );
}

export function pairsOf(value: Value | undefined, name: string): Pairs {
  const found = fieldOf(value, name);
  if (found?.kind !== "map") return new Map();
  return new Map(
    found.entries.flatMap(({ key, value: it }): [string, Written<string>][] =>
      it.kind === "scalar" && it.type !== "null" ? [[key, { value: it.text, at: it.at }]] : [],
    ),
  );
}

function mapsOf(value: Value | undefined, name: string): MapValue[] {
  return itemsOf(value, name).filter((it) => it.kind === "map");
}

export function fieldSpecsOf(value: Value | undefined, name: string): FieldSpec[] {
  return mapsOf(value, name).map((it) => ({
    group: textOf(it, "group"),
    version: textOf(it, "version"),
    kind: textOf(it, "kind"),
    path: textOf(it, "path"),
    create: flagOf(it, "create"),
  }));
}

export function readTarget(value: Value): Target {
  return {
    at: value.at,
    group: textOf(value, "group"),
    version: textOf(value, "version"),
    kind: textOf(value, "kind"),
    name: textOf(value, "name"),
    namespace: textOf(value, "namespace"),
    labelSelector: textOf(value, "labelSelector"),
    annotationSelector: textOf(value, "annotationSelector"),
  };
}

export function readPatch(value: Value): PatchEntry {
  const target = fieldOf(value, "target");
  const options = fieldOf(value, "options");
  const path = writtenAt(value, "path");
  const patch = writtenAt(value, "patch");
  return {
    at: value.at,
    allowNameChange: flagOf(options, "allowNameChange"),
    allowKindChange: flagOf(options, "allowKindChange"),
    ...(target === undefined ? {} : { target: readTarget(target) }),
    ...(path === undefined || path.value === "" ? {} : { path }),
    ...(patch === undefined || patch.value.trim() === "" ? {} : { patch }),
  };
}

export function readImage(value: Value): ImageEntry {
  return {
    at: value.at,
    name: textOf(value, "name"),
    newName: textOf(value, "newName"),
    newTag: textOf(value, "newTag"),
    tagSuffix: textOf(value, "tagSuffix"),
    digest: textOf(value, "digest"),
  };
}

export function readReplicas(value: Value): ReplicasEntry {
  return { at: value.at, name: textOf(value, "name"), count: textOf(value, "count") || "0" };
}

export function readLabels(value: Value): LabelsEntry {
  return {
    pairs: pairsOf(value, "pairs"),
    selectors: flagOf(value, "includeSelectors"),
    templates: flagOf(value, "includeTemplates"),
    volumeClaimTemplates: flagOf(value, "includeVolumeClaimTemplates"),
    fields: fieldSpecsOf(value, "fields"),
  };
}

/** @param globals The kustomization's `helmGlobals`. */
export function readChart(value: Value, globals: Value | undefined): ChartEntry {
  return {
    at: value.at,
    name: writtenAt(value, "name") ?? { value: "", at: value.at },
    home: textOf(globals, "chartHome") || "charts",
    releaseName: textOf(value, "releaseName"),
    namespace: textOf(value, "namespace"),
    version: textOf(value, "version"),
    repo: textOf(value, "repo"),
    valuesFile: writtenAt(value, "valuesFile"),
    moreValuesFiles: textsOf(value, "additionalValuesFiles"),
    valuesInline: fieldOf(value, "valuesInline"),
    valuesMerge: textOf(value, "valuesMerge") || "override",
    crds: flagOf(value, "includeCRDs"),
    skipTests: flagOf(value, "skipTests"),
    skipHooks: flagOf(value, "skipHooks"),
  };
}

/** As kustomize reads the field that `helmCharts` has replaced. */
function readOldChart(value: Value): ChartEntry {
  return {
    ...readChart(value, value),
    name: writtenAt(value, "chartName") ?? { value: "", at: value.at },
    namespace: textOf(value, "releaseNamespace"),
    version: textOf(value, "chartVersion"),
    repo: textOf(value, "chartRepoUrl"),
    valuesFile: writtenAt(value, "values"),
  };
}

/** @param common What `generatorOptions` says: it fills up what the entry's own options leave open. */
export function readGenerator(
  value: Value,
  kind: GeneratorEntry["kind"],
  common: GeneratorOptions = readOptions(undefined),
): GeneratorEntry {
  const own = readOptions(fieldOf(value, "options"));
  const env = writtenAt(value, "env");
  const behavior = textOf(value, "behavior");
  return {
    at: value.at,
    kind,
    name: textOf(value, "name"),
    namespace: textOf(value, "namespace"),
    behavior: behavior === "create" || behavior === "replace" || behavior === "merge" ? behavior : "",
    literals: textsOf(value, "literals"),
    files: textsOf(value, "files"),
    envs: [...textsOf(value, "envs"), ...(env === undefined || env.value === "" ? [] : [env])],
    type: textOf(value, "type"),
    options: {
      labels: new Map([...common.labels, ...own.labels]),
      annotations: new Map([...common.annotations, ...own.annotations]),
      disableNameSuffixHash: common.disableNameSuffixHash || own.disableNameSuffixHash,
      immutable: common.immutable || own.immutable,
    },
  };
}

function readOptions(value: Value | undefined): GeneratorOptions {
  return {
    labels: pairsOf(value, "labels"),
    annotations: pairsOf(value, "annotations"),
    disableNameSuffixHash: flagOf(value, "disableNameSuffixHash"),
    immutable: flagOf(value, "immutable"),
  };
}

function readVar(value: Value): VarEntry {
  const ref = fieldOf(value, "objref");
  const apiVersion = textOf(ref, "apiVersion").split("/");
  const fieldPath = textOf(fieldOf(value, "fieldref"), "fieldPath");
  return {
    at: value.at,
    name: textOf(value, "name"),
    group: apiVersion.length === 2 ? (apiVersion[0] ?? "") : textOf(ref, "group"),
    version: apiVersion.at(-1) || textOf(ref, "version"),
    kind: textOf(ref, "kind"),
    objectName: textOf(ref, "name"),
    objectNamespace: textOf(ref, "namespace"),
    fieldPath: fieldPath === "" ? "metadata.name" : fieldPath,
  };
}

/** @param root Of the file's first document, read as configuration. */
export function readKustomization(root: MapValue, at: YamlNode, folder: string, path: string): Kustomization {
  const options = readOptions(fieldOf(root, "generatorOptions"));
  const namespace = writtenAt(root, "namespace");
  const namePrefix = writtenAt(root, "namePrefix");
  const nameSuffix = writtenAt(root, "nameSuffix");
  const openapi = writtenAt(fieldOf(root, "openapi"), "path");
  return {
    ...emptyKustomization(folder, at),
    path,
    component: textOf(root, "kind") === "Component",
    resources: [...textsOf(root, "resources"), ...textsOf(root, "bases")],
    components: textsOf(root, "components"),
    crds: textsOf(root, "crds"),
    configurations: textsOf(root, "configurations"),
    generators: textsOf(root, "generators"),
    transformers: textsOf(root, "transformers"),
    validators: textsOf(root, "validators"),
    configMapsAndSecrets: [
      ...mapsOf(root, "configMapGenerator").map((it) => readGenerator(it, "ConfigMap", options)),
      ...mapsOf(root, "secretGenerator").map((it) => readGenerator(it, "Secret", options)),
    ],
    commonLabels: pairsOf(root, "commonLabels"),
    labels: mapsOf(root, "labels").map(readLabels),
    commonAnnotations: pairsOf(root, "commonAnnotations"),
    patchesStrategicMerge: textsOf(root, "patchesStrategicMerge"),
    patches: mapsOf(root, "patches").map(readPatch),
    patchesJson6902: mapsOf(root, "patchesJson6902").map(readPatch),
    images: [...mapsOf(root, "images"), ...mapsOf(root, "imageTags")].map(readImage),
    replicas: mapsOf(root, "replicas").map(readReplicas),
    replacements: mapsOf(root, "replacements"),
    vars: mapsOf(root, "vars").map(readVar),
    helmCharts: [
      ...mapsOf(root, "helmCharts").map((it) => readChart(it, fieldOf(root, "helmGlobals"))),
      ...mapsOf(root, "helmChartInflationGenerator").map(readOldChart),
    ],
    buildMetadata: textsOf(root, "buildMetadata").map((it) => it.value),
    ...(namespace === undefined || namespace.value === "" ? {} : { namespace }),
    ...(namePrefix === undefined || namePrefix.value === "" ? {} : { namePrefix }),
    ...(nameSuffix === undefined || nameSuffix.value === "" ? {} : { nameSuffix }),
    ...(openapi === undefined ? {} : { openapi }),
  };
}
