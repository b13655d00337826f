/** Labels that Cilium builds identities from: the well-known keys, and the pod labels that it drops by default (B.1.2). */

export const POD_NAMESPACE = "io.kubernetes.pod.namespace";
/** In front of the key of a label of the pod's namespace. */
export const NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels.";
export const SERVICE_ACCOUNT = "io.cilium.k8s.policy.serviceaccount";
export const CLUSTER = "io.cilium.k8s.policy.cluster";

/** Keys that no identity carries under default flags; prefixes, tried after those that are always kept. */
const KEPT = [
  "io.kubernetes.pod.namespace",
  "io.cilium.k8s.namespace.labels",
  "app.kubernetes.io",
  CLUSTER,
  SERVICE_ACCOUNT,
];
const DROPPED = [
  /^io\.kubernetes/,
  /^kubernetes\.io/,
  /^k8s\.io/,
  /^statefulset\.kubernetes\.io\/pod-name/,
  /^apps\.kubernetes\.io\/pod-index/,
  /^batch\.kubernetes\.io\/job-completion-index/,
  /^batch\.kubernetes\.io\/controller-uid/,
  /^.*beta\.kubernetes\.io/,
  /^pod-template-generation/,
  /^pod-template-hash/,
  /^controller-revision-hash/,
  /^controller-uid/,
  /^annotation/,
  /^etcd_node/,
  /^topology\.kubernetes\.io/,
];

/** True when Cilium drops the label from identities by default, so that no selector sees it (CP-19). */
export function isIdentityIrrelevant(key: string): boolean {
  return !KEPT.some((it) => key.startsWith(it)) && DROPPED.some((it) => it.test(key));
}
