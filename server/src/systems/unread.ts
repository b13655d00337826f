/**
 * Policy systems that are known and not read: their policies may decide otherwise than those that are read, so they are never
 * passed over in silence. A kind that a folder of `systems` reads is read, whatever stands here.
 */

import { SYSTEM_KINDS } from "./kinds.js";

export interface UnreadSystem {
  /** What people call it. */
  readonly title: string;
  /** API groups; a kind is written in any of them. */
  readonly groups: readonly string[];
  readonly kinds: readonly UnreadKind[];
}

export interface UnreadKind {
  readonly kind: string;
  /** True for a kind that may select pods of every namespace. */
  readonly clusterwide: boolean;
  /** False where it can only take away from what the policies that are read allow. */
  readonly mayAllow: boolean;
}

function namespaced(kind: string): UnreadKind {
  return { kind, clusterwide: false, mayAllow: true };
}

function clusterwide(kind: string): UnreadKind {
  return { kind, clusterwide: true, mayAllow: true };
}

const KNOWN_SYSTEMS: readonly UnreadSystem[] = [
  {
    title: "Amazon VPC CNI",
    groups: ["networking.k8s.aws"],
    kinds: [namespaced("ApplicationNetworkPolicy"), clusterwide("ClusterNetworkPolicy")],
  },
  { title: "GKE", groups: ["networking.gke.io"], kinds: [namespaced("FQDNNetworkPolicy")] },
  {
    title: "OVN-Kubernetes",
    groups: ["k8s.ovn.org"],
    // A stage of its own behind the policies: what they deny stays denied.
    kinds: [{ kind: "EgressFirewall", clusterwide: false, mayAllow: false }],
  },
];

/** API groups that have a kind of them. */
export const UNREAD_GROUPS: readonly string[] = KNOWN_SYSTEMS.flatMap(({ groups, kinds }) =>
  groups.filter((group) => kinds.some(({ kind }) => !isRead(group, kind))),
);

function isRead(group: string, kind: string): boolean {
  return SYSTEM_KINDS.some((it) => it.group === group && it.kind === kind);
}

/** The system and kind of an object, by its `apiVersion` and `kind`; undefined for whatever else there is. */
export function unreadKind(
  apiVersion: string,
  kind: string,
): { readonly system: UnreadSystem; readonly kind: UnreadKind } | undefined {
  const group = apiVersion.slice(0, apiVersion.indexOf("/"));
  if (isRead(group, kind)) return undefined;
  const system = KNOWN_SYSTEMS.find((it) => it.groups.includes(group));
  const known = system?.kinds.find((it) => it.kind === kind);
  return system === undefined || known === undefined ? undefined : { system, kind: known };
}
