/** The network policy API of Kubernetes' network group: policies in tiers around NetworkPolicies, for the whole cluster. */

import { ADMIN, BASELINE } from "../placed.js";
import type { KindRecord, PolicySystem } from "../system.js";
import { compileTieredPolicy, podsOf } from "./compile.js";
import { decodeTieredPolicy, GROUP } from "./decode.js";
import type { NamespacesPeer, PodsPeer, TieredKind, TieredPolicy } from "./model.js";
import { PIECES } from "./pieces.js";
import { readTieredPolicy } from "./read.js";
import { SCHEMAS } from "./schema.js";
import { effectOfLoss, INSTEAD } from "./words.js";

/** @param toldBy A field of `spec` that no kind above it in the list has. */
function kind(name: TieredKind, versions: readonly string[], toldBy?: string): KindRecord {
  return {
    group: GROUP,
    kind: name,
    versions,
    role: "policy",
    clusterwide: true,
    schema: SCHEMAS[name],
    decode: (root) => decodeTieredPolicy(root, name),
    ...(toldBy === undefined ? {} : { toldBy }),
  };
}

const POLICY_API: PolicySystem = {
  id: "policy-api",
  title: "Kubernetes' policy API",
  enforcers: ["cilium", "calico", "antrea", "ovn-kubernetes"],
  kinds: [
    // v1beta1 is announced with the fields of v1alpha2 (cilium/cilium#47227).
    kind("ClusterNetworkPolicy", ["v1alpha2", "v1beta1"], "tier"),
    kind("AdminNetworkPolicy", ["v1alpha1"], "priority"),
    kind("BaselineAdminNetworkPolicy", ["v1alpha1"], "subject"),
  ],
  // Only a NetworkPolicy isolates, so nothing else decides what no rule matches.
  tiers: [
    { id: ADMIN, order: -999_000, onNoMatch: "pass" },
    { id: BASELINE, order: 9_000_000, onNoMatch: "pass" },
  ],
  read: (object) => readTieredPolicy(object as TieredPolicy),
  subjects: (policy) => {
    const { subject } = policy.object as TieredPolicy;
    return subject === undefined ? [] : [podsOf(subject)];
  },
  pods: (_policy, { written }) => ({ pods: [podsOf(written as NamespacesPeer | PodsPeer)] }),
  // Pods on the host's network are neither subject nor peer; their nodes' addresses are.
  traits: { neverIsolates: true, oneKeyPerPeer: true, hostNetworkIsNode: true },
  words: {
    rank: (object) => {
      const { tier, priority } = object as TieredPolicy;
      return `${tier ?? "unknown"} tier${priority === undefined ? "" : `, priority ${priority.value}`}`;
    },
    blocks: "Matches whatever has such an address: pods and nodes too, unless the CNI is Cilium",
    instead: INSTEAD,
    effectOfLoss,
  },
  pieces: PIECES,
  compile: (policy, context) => compileTieredPolicy(policy, policy.object as TieredPolicy, context),
};

export default POLICY_API;
