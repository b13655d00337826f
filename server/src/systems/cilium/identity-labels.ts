/** Labels that Cilium builds identities from: the well-known keys, and the pod labels that it drops by default (B.1.2). */

import { atLeast, type Version, type Versions } from "../../base/version.js";
import { ciliumVersionOf } from "./version.js";

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
  /^.*beta\.kubernetes\.io/,
  /^pod-template-generation/,
  /^pod-template-hash/,
  /^controller-revision-hash/,
  /^controller-uid/,
  /^annotation/,
  /^etcd_node/,
];
/** Those that only later minors drop, with the first of them (B.1.2, KS-21). */
const DROPPED_SINCE = [
  { minor: 16, prefix: /^batch\.kubernetes\.io\/controller-uid/ },
  { minor: 20, prefix: /^topology\.kubernetes\.io/ },
];

/** The same by the versions that are set: what Cilium's record and its profile share. */
export function dropsLabel(key: string, versions: Versions): boolean {
  return isIdentityIrrelevant(key, ciliumVersionOf({ versions }));
}

/** True when Cilium drops the label from identities by default, so that no selector sees it (CP-19). */
export function isIdentityIrrelevant(key: string, version: Version): boolean {
  if (KEPT.some((it) => key.startsWith(it))) return false;
  if (DROPPED.some((it) => it.test(key))) return true;
  return DROPPED_SINCE.some(({ minor, prefix }) => atLeast(version, 1, minor) && prefix.test(key));
}
