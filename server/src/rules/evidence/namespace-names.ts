/** What keys and values tell of namespaces: which keys people use for their names, and which namespaces clusters usually have. */

/** True for a key that speaks of namespaces, even where it is read otherwise (CP-15): who wrote it meant a namespace. */
export function isNamespaceKey(key: string): boolean {
  return /namespace|kubernetes\.io\/metadata\.name/.test(key);
}

/** Keys under which people expect to find a namespace's name; nothing sets them. */
export const KEYS_OF_NAMESPACE_NAME: ReadonlySet<string> = new Set([
  "name",
  "namespace",
  "ns",
  "kubernetes.io/name",
  "kubernetes.io/namespace",
  "kubernetes.io/metadata-name",
  "metadata.name",
]);

/** Namespaces of Kubernetes itself and of what most clusters run. */
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
