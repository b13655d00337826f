/** Ends that have no labels of their own and are named by a word, whichever system names them. */

/** Those that are on a node. */
export const NODE_ENTITIES = ["host", "remote-node"] as const;

/** Those that are in the cluster and no pods that policies apply to. */
export const CLUSTER_ENTITIES: readonly string[] = [
  ...NODE_ENTITIES,
  "kube-apiserver",
  "ingress",
  "health",
  "init",
  "unmanaged",
];
