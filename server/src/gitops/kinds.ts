/** Which kinds have a namespace, as far as it matters where a controller puts them. */

import { POLICY_KINDS } from "./policy-kinds.js";

/** Of built-in groups and of policies that are not read: the API server refuses these without a namespace. */
const NAMESPACED: ReadonlySet<string> = new Set([
  "/ConfigMap",
  "/Endpoints",
  "/PersistentVolumeClaim",
  "/Pod",
  "/ReplicationController",
  "/Secret",
  "/Service",
  "/ServiceAccount",
  "apps/DaemonSet",
  "apps/Deployment",
  "apps/ReplicaSet",
  "apps/StatefulSet",
  "autoscaling/HorizontalPodAutoscaler",
  "batch/CronJob",
  "batch/Job",
  "crd.projectcalico.org/NetworkPolicy",
  "networking.k8s.io/Ingress",
  "policy/PodDisruptionBudget",
  "projectcalico.org/NetworkPolicy",
  "rbac.authorization.k8s.io/Role",
  "rbac.authorization.k8s.io/RoleBinding",
]);

/** Of built-in groups, of policies that are not read, and of what is often beside them. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  "/Namespace",
  "/Node",
  "/PersistentVolume",
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
  "apiextensions.k8s.io/CustomResourceDefinition",
  "apiregistration.k8s.io/APIService",
  "cert-manager.io/ClusterIssuer",
  "certificates.k8s.io/CertificateSigningRequest",
  "crd.projectcalico.org/GlobalNetworkPolicy",
  "external-secrets.io/ClusterSecretStore",
  "gateway.networking.k8s.io/GatewayClass",
  "kyverno.io/ClusterPolicy",
  "networking.k8s.io/IngressClass",
  "node.k8s.io/RuntimeClass",
  "projectcalico.org/GlobalNetworkPolicy",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "scheduling.k8s.io/PriorityClass",
  "storage.k8s.io/CSIDriver",
  "storage.k8s.io/StorageClass",
]);

export function isNamespaced(group: string, kind: string): boolean {
  const name = `${group}/${kind}`;
  return NAMESPACED.has(name) || POLICY_KINDS[name] === "namespace";
}

export function isClusterScoped(group: string, kind: string): boolean {
  const name = `${group}/${kind}`;
  return CLUSTER_SCOPED.has(name) || POLICY_KINDS[name] === "cluster";
}
