/** The fields of a kustomization, as data: kustomize rejects other fields and other types. */

/** `any`: not looked into. */
export type Shape =
  | "text"
  | "flag"
  | "number"
  | "any"
  | { readonly mapOf: Shape }
  | { readonly listOf: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

const TEXTS: Shape = { mapOf: "text" };
const LIST: Shape = { listOf: "text" };

const ID = { group: "text", version: "text", kind: "text", name: "text", namespace: "text" } as const;
const SELECTOR: Shape = { fields: { ...ID, annotationSelector: "text", labelSelector: "text" } };
const OPTIONS: Shape = { fields: { delimiter: "text", index: "number", encoding: "text", create: "flag" } };
const FIELD_SPEC: Shape = {
  fields: { group: "text", version: "text", kind: "text", path: "text", create: "flag" },
};
const PATCH: Shape = { fields: { path: "text", patch: "text", target: SELECTOR, options: { mapOf: "flag" } } };
const GENERATOR_OPTIONS = {
  labels: TEXTS,
  annotations: TEXTS,
  disableNameSuffixHash: "flag",
  immutable: "flag",
} as const;
const GENERATOR = {
  name: "text",
  namespace: "text",
  behavior: "text",
  literals: LIST,
  files: LIST,
  envs: LIST,
  env: "text",
  options: { fields: GENERATOR_OPTIONS },
} as const;
const IMAGE: Shape = {
  fields: { name: "text", newName: "text", tagSuffix: "text", newTag: "text", digest: "text" },
};

export const KUSTOMIZATION_FIELDS: Readonly<Record<string, Shape>> = {
  apiVersion: "text",
  kind: "text",
  metadata: { fields: { name: "text", namespace: "text", labels: TEXTS, annotations: TEXTS } },
  openapi: TEXTS,
  namePrefix: "text",
  nameSuffix: "text",
  namespace: "text",
  commonLabels: TEXTS,
  labels: {
    listOf: {
      fields: {
        pairs: TEXTS,
        includeSelectors: "flag",
        includeTemplates: "flag",
        includeVolumeClaimTemplates: "flag",
        fields: { listOf: FIELD_SPEC },
      },
    },
  },
  commonAnnotations: TEXTS,
  patchesStrategicMerge: LIST,
  patchesJson6902: { listOf: PATCH },
  patches: { listOf: PATCH },
  images: { listOf: IMAGE },
  imageTags: { listOf: IMAGE },
  replacements: {
    listOf: {
      fields: {
        path: "text",
        source: { fields: { ...ID, fieldPath: "text", options: OPTIONS } },
        sourceValue: "text",
        targets: {
          listOf: { fields: { select: SELECTOR, reject: { listOf: SELECTOR }, fieldPaths: LIST, options: OPTIONS } },
        },
      },
    },
  },
  replicas: { listOf: { fields: { name: "text", count: "number" } } },
  vars: {
    listOf: {
      fields: {
        name: "text",
        objref: { fields: { apiVersion: "text", ...ID } },
        fieldref: { fields: { fieldPath: "text" } },
      },
    },
  },
  sortOptions: {
    fields: { order: "text", legacySortOptions: { fields: { orderFirst: LIST, orderLast: LIST } } },
  },
  resources: LIST,
  components: LIST,
  crds: LIST,
  bases: LIST,
  configMapGenerator: { listOf: { fields: GENERATOR } },
  secretGenerator: { listOf: { fields: { ...GENERATOR, type: "text" } } },
  helmGlobals: "any",
  helmCharts: { listOf: "any" },
  helmChartInflationGenerator: { listOf: "any" },
  generatorOptions: { fields: GENERATOR_OPTIONS },
  configurations: LIST,
  generators: LIST,
  transformers: LIST,
  validators: LIST,
  buildMetadata: LIST,
};
