/** Where kustomize's transformers write by default: https://github.com/kubernetes-sigs/kustomize/tree/master/examples/transformerconfigs */

import type { FieldSpec } from "../kustomization.js";

type Where = Pick<FieldSpec, "group" | "version" | "kind">;

function specs(create: boolean, paths: readonly (readonly [string, Where?])[]): FieldSpec[] {
  return paths.map(([path, where]) => ({ ...where, path, create }));
}

const METADATA_LABELS = specs(true, [
  ["metadata/labels"],
  ["spec/template/metadata/labels", { version: "v1", kind: "ReplicationController" }],
  ["spec/template/metadata/labels", { kind: "Deployment" }],
  ["spec/template/metadata/labels", { kind: "ReplicaSet" }],
  ["spec/template/metadata/labels", { kind: "DaemonSet" }],
  ["spec/template/metadata/labels", { group: "apps", kind: "StatefulSet" }],
  ["spec/template/metadata/labels", { group: "batch", kind: "Job" }],
  ["spec/jobTemplate/metadata/labels", { group: "batch", kind: "CronJob" }],
  ["spec/jobTemplate/spec/template/metadata/labels", { group: "batch", kind: "CronJob" }],
]);

const VOLUME_CLAIM_TEMPLATES = specs(true, [
  ["spec/volumeClaimTemplates[]/metadata/labels", { group: "apps", kind: "StatefulSet" }],
]);

/** Selectors that stand in a pod template. */
const SPREADING = [
  "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
  "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
  "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
  "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
  "topologySpreadConstraints/labelSelector/matchLabels",
];

const SELECTORS = [
  ...specs(true, [
    ["spec/selector", { version: "v1", kind: "Service" }],
    ["spec/selector", { version: "v1", kind: "ReplicationController" }],
    ["spec/selector/matchLabels", { kind: "Deployment" }],
    ["spec/selector/matchLabels", { kind: "ReplicaSet" }],
    ["spec/selector/matchLabels", { kind: "DaemonSet" }],
    ["spec/selector/matchLabels", { group: "apps", kind: "StatefulSet" }],
  ]),
  ...["Deployment", "StatefulSet"].flatMap((kind) =>
    specs(
      false,
      SPREADING.map((it) => [`spec/template/spec/${it}`, { group: "apps", kind }]),
    ),
  ),
  ...specs(false, [
    ["spec/selector/matchLabels", { group: "batch", kind: "Job" }],
    ["spec/jobTemplate/spec/selector/matchLabels", { group: "batch", kind: "CronJob" }],
    ["spec/selector/matchLabels", { group: "policy", kind: "PodDisruptionBudget" }],
    ["spec/podSelector/matchLabels", { group: "networking.k8s.io", kind: "NetworkPolicy" }],
    ["spec/ingress/from/podSelector/matchLabels", { group: "networking.k8s.io", kind: "NetworkPolicy" }],
    ["spec/egress/to/podSelector/matchLabels", { group: "networking.k8s.io", kind: "NetworkPolicy" }],
  ]),
];

const ANNOTATIONS = specs(true, [
  ["metadata/annotations"],
  ["spec/template/metadata/annotations", { version: "v1", kind: "ReplicationController" }],
  ["spec/template/metadata/annotations", { kind: "Deployment" }],
  ["spec/template/metadata/annotations", { kind: "ReplicaSet" }],
  ["spec/template/metadata/annotations", { kind: "DaemonSet" }],
  ["spec/template/metadata/annotations", { kind: "StatefulSet" }],
  ["spec/template/metadata/annotations", { group: "batch", kind: "Job" }],
  ["spec/jobTemplate/metadata/annotations", { group: "batch", kind: "CronJob" }],
  ["spec/jobTemplate/spec/template/metadata/annotations", { group: "batch", kind: "CronJob" }],
]);

const NAMESPACE = [
  ...specs(true, [
    ["metadata/name", { kind: "Namespace" }],
    ["spec/service/namespace", { group: "apiregistration.k8s.io", kind: "APIService" }],
  ]),
  ...specs(false, [
    [
      "spec/conversion/webhook/clientConfig/service/namespace",
      { group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" },
    ],
  ]),
];

const IMAGES = specs(
  true,
  ["spec", "spec/template/spec"].flatMap((it): [string][] => [
    [`${it}/containers[]/image`],
    [`${it}/initContainers[]/image`],
    [`${it}/volumes[]/image/reference`],
  ]),
);

const REPLICAS = specs(
  true,
  ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map((kind) => ["spec/replicas", { kind }]),
);

const CONTAINER_TEXTS = ["containers", "initContainers"].flatMap((it) =>
  ["args", "command", "env/value", "volumeMounts/mountPath"].map((field) => `${it}/${field}`),
);

const TEMPLATED = ["DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet"];

const VARIABLES = specs(false, [
  ...[
    ["Pod", "spec"],
    ["CronJob", "spec/jobTemplate/spec/template/spec"],
    ...TEMPLATED.map((it) => [it, "spec/template/spec"]),
  ].flatMap(([kind = "", spec = ""]) => CONTAINER_TEXTS.map((it): [string, Where] => [`${spec}/${it}`, { kind }])),
  ...TEMPLATED.filter((it) => it !== "StatefulSet").map((kind): [string, Where] => [
    "spec/template/spec/volumes/nfs/server",
    { kind },
  ]),
  ["spec/jobTemplate/spec/template/volumes/nfs/server", { kind: "CronJob" }],
  ["spec/volumes/nfs/server", { kind: "Pod" }],
  ["spec/volumeClaimTemplates/spec/nfs/server", { kind: "StatefulSet" }],
  ["spec/nfs/server", { kind: "PersistentVolume" }],
  ["spec/template/metadata/annotations", { kind: "Deployment" }],
  ["spec/rules/host", { kind: "Ingress" }],
  ["spec/tls/hosts", { kind: "Ingress" }],
  ["spec/tls/secretName", { kind: "Ingress" }],
  ["spec/ports/port", { kind: "Service" }],
  ["spec/ports/targetPort", { kind: "Service" }],
  ["metadata/labels"],
  ["metadata/annotations"],
]);

export const DEFAULT_FIELD_SPECS = {
  namePrefix: specs(false, [["metadata/name"]]),
  nameSuffix: specs(false, [["metadata/name"]]),
  namespace: NAMESPACE,
  commonLabels: [...SELECTORS, ...METADATA_LABELS, ...VOLUME_CLAIM_TEMPLATES],
  labels: [] as FieldSpec[],
  templateLabels: METADATA_LABELS,
  volumeClaimTemplateLabels: VOLUME_CLAIM_TEMPLATES,
  commonAnnotations: ANNOTATIONS,
  varReference: VARIABLES,
  images: IMAGES,
  replicas: REPLICAS,
} as const;
