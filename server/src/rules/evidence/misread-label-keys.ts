/** Label keys that mean something else than intended: a label of namespaces, or a label with another source. */

/** True for one of Cilium's own keys after `k8s` and a dot, although a source ends with a colon (CP-18). */
export function hasDottedSource(key: string): boolean {
  return /^k8s\.io\.(kubernetes\.pod\.namespace$|cilium\.k8s\.)/.test(key);
}

/** True for a pod label key that only namespaces have (CP-15). */
export function isMeantForNamespaces(key: string): boolean {
  return !hasDottedSource(key) && /namespace|metadata[.-]name/.test(key);
}
