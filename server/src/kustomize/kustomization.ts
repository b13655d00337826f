/** A kustomization as data: what its file says, or what something else (Flux, Argo CD) says in its place. */

import type { YamlNode } from "../syntax/yaml-document.js";
import type { BuildProblem } from "./problem.js";
import type { Value, Written } from "./value.js";

/** Labels or annotations, each with the place where its pair is written. */
export type Pairs = ReadonlyMap<string, Written<string>>;

/** Where a transformer puts its value: objects by group, version and kind (each optional), and a path in them. */
export interface FieldSpec {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  /** Field names joined by `/`; lists on the way are gone through. `\/` is a slash in a name. */
  readonly path: string;
  readonly create: boolean;
}

/** One entry of `labels`, or `commonLabels` as such. */
export interface LabelsEntry {
  readonly pairs: Pairs;
  readonly selectors: boolean;
  readonly templates: boolean;
  readonly volumeClaimTemplates: boolean;
  readonly fields: readonly FieldSpec[];
}

/** Which objects a patch or replacement is for. All but the selectors of labels and annotations are RE2 expressions. */
export interface Target {
  readonly at: YamlNode;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly labelSelector: string;
  readonly annotationSelector: string;
}

export interface PatchEntry {
  readonly at: YamlNode;
  readonly path?: Written<string>;
  /** The patch itself, as a text in the file. */
  readonly patch?: Written<string>;
  readonly target?: Target;
  readonly allowNameChange: boolean;
  readonly allowKindChange: boolean;
}

export interface ImageEntry {
  readonly at: YamlNode;
  readonly name: string;
  readonly newName: string;
  readonly newTag: string;
  readonly tagSuffix: string;
  readonly digest: string;
}

export interface ReplicasEntry {
  readonly at: YamlNode;
  readonly name: string;
  readonly count: string;
}

/** A chart to be rendered, as `helmCharts` has it. */
export interface ChartEntry {
  readonly at: YamlNode;
  readonly name: Written<string>;
  /** Folder of charts, from the kustomization's. */
  readonly home: string;
  readonly releaseName: string;
  readonly namespace: string;
  readonly version: string;
  readonly repo: string;
  readonly valuesFile: Written<string> | undefined;
  readonly moreValuesFiles: readonly Written<string>[];
  readonly valuesInline: Value | undefined;
  /** How inline values and those of the file go together; `override` where nothing is written. */
  readonly valuesMerge: string;
  readonly crds: boolean;
  readonly skipTests: boolean;
  readonly skipHooks: boolean;
}

export interface GeneratorEntry {
  readonly at: YamlNode;
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  readonly namespace: string;
  readonly behavior: "" | "create" | "replace" | "merge";
  readonly literals: readonly Written<string>[];
  readonly files: readonly Written<string>[];
  readonly envs: readonly Written<string>[];
  /** Of a Secret. */
  readonly type: string;
  readonly options: GeneratorOptions;
}

export interface GeneratorOptions {
  readonly labels: Pairs;
  readonly annotations: Pairs;
  readonly disableNameSuffixHash: boolean;
  readonly immutable: boolean;
}

export interface VarEntry {
  readonly at: YamlNode;
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly objectName: string;
  readonly objectNamespace: string;
  readonly fieldPath: string;
}

export interface Kustomization {
  /** The file's path; undefined where no file says it. */
  readonly path?: string;
  /** From the workspace's root; "" for the root. */
  readonly folder: string;
  /** The root of its text, or of what stands for it. */
  readonly at: YamlNode;
  /** What is wrong with the file itself. */
  readonly problems: readonly BuildProblem[];
  readonly component: boolean;
  /** `bases` behind `resources`. */
  readonly resources: readonly Written<string>[];
  readonly components: readonly Written<string>[];
  /** A component whose folder is not there is passed over. */
  readonly ignoreMissingComponents?: boolean;
  readonly crds: readonly Written<string>[];
  readonly configurations: readonly Written<string>[];
  readonly openapi?: Written<string>;
  readonly generators: readonly Written<string>[];
  readonly transformers: readonly Written<string>[];
  readonly validators: readonly Written<string>[];
  readonly configMapsAndSecrets: readonly GeneratorEntry[];
  readonly namespace?: Written<string>;
  readonly namePrefix?: Written<string>;
  readonly nameSuffix?: Written<string>;
  readonly commonLabels: Pairs;
  readonly labels: readonly LabelsEntry[];
  readonly commonAnnotations: Pairs;
  /** Paths, or patches as texts. */
  readonly patchesStrategicMerge: readonly Written<string>[];
  readonly patches: readonly PatchEntry[];
  readonly patchesJson6902: readonly PatchEntry[];
  readonly images: readonly ImageEntry[];
  readonly replicas: readonly ReplicasEntry[];
  /** Replacements, or references to files with such, as written. */
  readonly replacements: readonly Value[];
  readonly vars: readonly VarEntry[];
  readonly helmCharts: readonly ChartEntry[];
  readonly buildMetadata: readonly string[];
}

/**
 * What is written into a kustomization before it is built (GO-4, GO-21). Single values replace those that are there; lists
 * are put behind them; of images and replicas an entry of the same name is replaced.
 */
export type KustomizationEdits = Partial<
  Pick<
    Kustomization,
    | "namespace"
    | "namePrefix"
    | "nameSuffix"
    | "resources"
    | "components"
    | "ignoreMissingComponents"
    | "patches"
    | "patchesStrategicMerge"
    | "patchesJson6902"
    | "labels"
    | "commonLabels"
    | "commonAnnotations"
    | "images"
    | "replicas"
  >
>;

const NAMES: ReadonlySet<string> = new Set(["kustomization.yaml", "kustomization.yml", "Kustomization"]);
/** The three names of a kustomization's file. */
export const KUSTOMIZATION_NAMES: readonly string[] = [...NAMES];

export function isKustomizationPath(path: string): boolean {
  return NAMES.has(path.slice(path.lastIndexOf("/") + 1));
}

/** A kustomization that says nothing. @param at What stands for its text. */
export function emptyKustomization(folder: string, at: YamlNode): Kustomization {
  const none: Pairs = new Map();
  return {
    folder,
    at,
    problems: [],
    component: false,
    resources: [],
    components: [],
    crds: [],
    configurations: [],
    generators: [],
    transformers: [],
    validators: [],
    configMapsAndSecrets: [],
    commonLabels: none,
    labels: [],
    commonAnnotations: none,
    patchesStrategicMerge: [],
    patches: [],
    patchesJson6902: [],
    images: [],
    replicas: [],
    replacements: [],
    vars: [],
    helmCharts: [],
    buildMetadata: [],
  };
}

export function withEdits(kustomization: Kustomization, edits: KustomizationEdits): Kustomization {
  const { images = [], replicas = [], commonLabels, commonAnnotations } = edits;
  const other = <T extends { readonly name: string }>(own: readonly T[], added: readonly T[]): T[] => [
    ...own.filter((it) => added.every(({ name }) => name !== it.name)),
    ...added,
  ];
  return {
    ...kustomization,
    ...edits,
    resources: [...kustomization.resources, ...(edits.resources ?? [])],
    components: [...kustomization.components, ...(edits.components ?? [])],
    patches: [...kustomization.patches, ...(edits.patches ?? [])],
    patchesStrategicMerge: [...kustomization.patchesStrategicMerge, ...(edits.patchesStrategicMerge ?? [])],
    patchesJson6902: [...kustomization.patchesJson6902, ...(edits.patchesJson6902 ?? [])],
    labels: [...kustomization.labels, ...(edits.labels ?? [])],
    images: other(kustomization.images, images),
    replicas: other(kustomization.replicas, replicas),
    commonLabels: new Map([...kustomization.commonLabels, ...(commonLabels ?? [])]),
    commonAnnotations: new Map([...kustomization.commonAnnotations, ...(commonAnnotations ?? [])]),
  };
}
