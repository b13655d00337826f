/** Label keys that people use for a namespace's name, and namespaces that most clusters have. */

/** True for a key that is meant for namespaces, even if the system reads it as a pod label (CP-15). */
export function isNamespaceKey(key: string): boolean {
  return /namespace|kubernetes\.io\/metadata\.name/.test(key);
}

/** Keys that people expect to hold a namespace's name, although nothing sets them. */
export const KEYS_OF_NAMESPACE_NAME: ReadonlySet<string> = new Set([
  "name",
  "namespace",
  "ns",
  "kubernetes.io/name",
  "kubernetes.io/namespace",
  "kubernetes.io/metadata-name",
  "metadata.name",
]);

/** Namespaces of Kubernetes itself and of common add-ons. */
export const WELL_KNOWN_NAMESPACES: ReadonlySet<string> = new Set([
  "argocd",
  "calico-system",
  "cert-manager",
  "default",
  "flux-system",
  "gatekeeper-system",
  "ingress-nginx",
  "istio-system",
  "knative-serving",
  "kube-node-lease",
  "kube-public",
  "kube-system",
  "kubernetes-dashboard",
  "linkerd",
  "logging",
  "metallb-system",
  "monitoring",
  "nginx-ingress",
  "openshift-dns",
  "openshift-ingress",
  "openshift-monitoring",
  "prometheus",
  "rook-ceph",
  "traefik",
  "vault",
]);
