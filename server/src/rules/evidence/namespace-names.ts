/** What labels and values tell of namespaces: who sets a label, and which namespaces clusters usually have. */

import { NAMESPACE_NAME } from "../../model/scope.js";

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

/** Domains of tools and platforms that label namespaces themselves: their labels stand in no manifest. */
const SET_BY_TOOLS =
  /(^|\.)(fluxcd\.io|argoproj\.io|openshift\.io|cattle\.io|rancher\.io|kyverno\.io|clastix\.io|azure\.com|amazonaws\.com|gke\.io|google\.com|istio\.io|x-k8s\.io|operators\.coreos\.com)\//;

/** True for a label that a tool or platform may have put on a namespace without any manifest saying so. */
export function isLabelSetByTools(key: string): boolean {
  return key === NAMESPACE_NAME || SET_BY_TOOLS.test(key);
}
