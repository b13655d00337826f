/** Keys of labels that were meant otherwise than they read: as a label of namespaces, or with another source. */

/** True for one of Cilium's own keys behind `k8s` and a dot, where the source ends with a colon (CP-18). */
export function hasDottedSource(key: string): boolean {
  return /^k8s\.io\.(kubernetes\.pod\.namespace$|cilium\.k8s\.)/.test(key);
}

/** True for a key of pods' labels that only namespaces have (CP-15). */
export function isMeantForNamespaces(key: string): boolean {
  return !hasDottedSource(key) && /namespace|metadata[.-]name/.test(key);
}
