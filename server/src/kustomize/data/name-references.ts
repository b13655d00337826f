/** Which fields name an object of which kind, by default: what follows when a prefix, suffix, hash or namespace changes a name. */

import type { FieldSpec } from "../kustomization.js";

/** Fields that hold the name of an object of one kind. */
export interface NameReference {
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly fields: readonly FieldSpec[];
}

type Field = readonly [path: string, kind: string, where?: Pick<FieldSpec, "group" | "version">];

function fields(...list: readonly Field[]): FieldSpec[] {
  return list.map(([path, kind, where]) => ({ ...where, kind, path, create: false }));
}

/** The same fields of the pod specs of several kinds. */
function inPods(hosts: readonly (readonly [kind: string, spec: string])[], ...paths: readonly string[]): Field[] {
  return hosts.flatMap(([kind, spec]) =>
    paths.map((it): Field => [`${spec}/${it}`, kind, kind === "Pod" ? { version: "v1" } : {}]),
  );
}

const TEMPLATE = "spec/template/spec";
const CRON_JOB = ["CronJob", "spec/jobTemplate/spec/template/spec"] as const;

const VOLUME_HOSTS = [
  ["Pod", "spec"],
  ["PodTemplate", "template/spec"],
  ["Deployment", TEMPLATE],
  ["ReplicaSet", TEMPLATE],
  ["DaemonSet", TEMPLATE],
  ["StatefulSet", TEMPLATE],
  ["Job", TEMPLATE],
  CRON_JOB,
] as const;

function inCommonPods(path: string): FieldSpec[] {
  return fields(
    [`spec/${path}`, "Pod"],
    ...["StatefulSet", "Deployment", "ReplicationController", "Job", "DaemonSet"].map(
      (kind): Field => [`${TEMPLATE}/${path}`, kind],
    ),
    [`${CRON_JOB[1]}/${path}`, CRON_JOB[0]],
  );
}

const RBAC = { group: "rbac.authorization.k8s.io" };
const WEBHOOKS = { group: "admissionregistration.k8s.io" };

export const DEFAULT_NAME_REFERENCES: readonly NameReference[] = [
  ...["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map((kind) => ({
    kind,
    fields: fields(["spec/scaleTargetRef/name", "HorizontalPodAutoscaler"]),
  })),
  {
    kind: "ConfigMap",
    version: "v1",
    fields: fields(
      ...inPods(
        VOLUME_HOSTS,
        "volumes/configMap/name",
        "containers/env/valueFrom/configMapKeyRef/name",
        "initContainers/env/valueFrom/configMapKeyRef/name",
        "containers/envFrom/configMapRef/name",
        "initContainers/envFrom/configMapRef/name",
        "volumes/projected/sources/configMap/name",
      ),
      ["spec/configSource/configMap", "Node"],
      ["rules/resourceNames", "Role"],
      ["rules/resourceNames", "ClusterRole"],
      ["metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap", "Ingress"],
    ),
  },
  {
    kind: "Secret",
    version: "v1",
    fields: fields(
      ...inPods(
        VOLUME_HOSTS,
        "volumes/secret/secretName",
        "containers/env/valueFrom/secretKeyRef/name",
        "initContainers/env/valueFrom/secretKeyRef/name",
        "containers/envFrom/secretRef/name",
        "initContainers/envFrom/secretRef/name",
        "imagePullSecrets/name",
        "volumes/projected/sources/secret/name",
      ),
      ["spec/tls/secretName", "Ingress"],
      ["metadata/annotations/ingress.kubernetes.io\\/auth-secret", "Ingress"],
      ["metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret", "Ingress"],
      ["metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret", "Ingress"],
      ["imagePullSecrets/name", "ServiceAccount"],
      ["parameters/secretName", "StorageClass"],
      ["parameters/adminSecretName", "StorageClass"],
      ["parameters/userSecretName", "StorageClass"],
      ["parameters/secretRef", "StorageClass"],
      ["rules/resourceNames", "Role"],
      ["rules/resourceNames", "ClusterRole"],
      [
        `${TEMPLATE}/containers/env/valueFrom/secretKeyRef/name`,
        "Service",
        { group: "serving.knative.dev", version: "v1" },
      ],
      ["spec/azureFile/secretName", "PersistentVolume"],
    ),
  },
  {
    kind: "Service",
    version: "v1",
    fields: fields(
      ["spec/serviceName", "StatefulSet", { group: "apps" }],
      ["spec/rules/http/paths/backend/serviceName", "Ingress"],
      ["spec/backend/serviceName", "Ingress"],
      ["spec/rules/http/paths/backend/service/name", "Ingress"],
      ["spec/defaultBackend/service/name", "Ingress"],
      ["spec/service/name", "APIService", { group: "apiregistration.k8s.io" }],
      ["webhooks/clientConfig/service", "ValidatingWebhookConfiguration", WEBHOOKS],
      ["webhooks/clientConfig/service", "MutatingWebhookConfiguration", WEBHOOKS],
    ),
  },
  { ...RBAC, kind: "Role", fields: fields(["roleRef/name", "RoleBinding", RBAC]) },
  {
    ...RBAC,
    kind: "ClusterRole",
    fields: fields(["roleRef/name", "RoleBinding", RBAC], ["roleRef/name", "ClusterRoleBinding", RBAC]),
  },
  {
    kind: "ServiceAccount",
    version: "v1",
    fields: [
      ...fields(["subjects", "RoleBinding", RBAC], ["subjects", "ClusterRoleBinding", RBAC]),
      ...inCommonPods("serviceAccountName"),
    ],
  },
  { kind: "PersistentVolumeClaim", version: "v1", fields: inCommonPods("volumes/persistentVolumeClaim/claimName") },
  {
    kind: "PersistentVolume",
    version: "v1",
    fields: fields(["spec/volumeName", "PersistentVolumeClaim"], ["rules/resourceNames", "ClusterRole"]),
  },
  {
    kind: "StorageClass",
    version: "v1",
    group: "storage.k8s.io",
    fields: fields(
      ["spec/storageClassName", "PersistentVolume"],
      ["spec/storageClassName", "PersistentVolumeClaim"],
      ["spec/volumeClaimTemplates/spec/storageClassName", "StatefulSet"],
    ),
  },
  {
    kind: "PriorityClass",
    version: "v1",
    group: "scheduling.k8s.io",
    fields: inCommonPods("priorityClassName"),
  },
  {
    ...WEBHOOKS,
    kind: "ValidatingAdmissionPolicy",
    fields: fields(["spec/policyName", "ValidatingAdmissionPolicyBinding", WEBHOOKS]),
  },
];
