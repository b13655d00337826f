/** Every CNI that the setting `cni` may name, by what it makes of policies; and what holds while none is named. */

import { BY_THE_TEXT, type CniProfile, REPLACED, type Sight } from "../cni-profile.js";
import { isOwnTier } from "../antrea/tiers.js";
import { systemOf } from "../kinds.js";
import { ANTREA, tiersOf } from "./antrea.js";
import { CILIUM, SERVICE_ADDRESSES } from "./cilium.js";
import { OVN_KUBERNETES } from "./ovn-kubernetes.js";
import { standardProfile, standardTiers } from "./standard.js";

/**
 * No CNI is named: every policy counts that some CNI enforces. Whether addresses match pods is then a setting for all policies
 * alike, and by default they do not.
 */
export const UNNAMED: CniProfile = standardProfile({
  blocksMatchPods: false,
  // Whoever has Antrea's policies has Antrea.
  tiersOf: (placed) => (placed.some((it) => isOwnTier(it.tier)) ? tiersOf(placed) : standardTiers(placed)),
  tiered: { ...BY_THE_TEXT, networks: "as-blocks" },
});

function every(sight: Sight): typeof REPLACED {
  return { cluster: sight, external: sight, "load-balancer": sight };
}

/** What becomes of Services' addresses before rules look that are about what is outside the cluster alone: Cilium has them. */
export const ADDRESSES_SEEN_OUTSIDE = SERVICE_ADDRESSES;

/** `cilium` is also the name for every CNI that never matches pods by address. */
const NAMED = {
  cilium: { title: "Cilium", profile: CILIUM },
  // All policies are sorted by their names in the end, so that no two are of equal rank (felix/calc/policy_sorter.go).
  calico: {
    title: "Calico",
    profile: standardProfile({ serviceAddresses: REPLACED, tiered: { ...BY_THE_TEXT, ties: "by-name" } }),
  },
  antrea: { title: "Antrea", profile: ANTREA },
  "ovn-kubernetes": { title: "OVN-Kubernetes", profile: OVN_KUBERNETES },
  // Connections to the ranges that it is told return before policies; those to others are judged as they arrive.
  "kube-router": { title: "kube-router", profile: standardProfile({ serviceAddresses: every("unknown") }) },
  aws: { title: "The Amazon VPC CNI", profile: standardProfile({ serviceAddresses: every("seen") }) },
  weave: { title: "Weave Net", profile: standardProfile({}) },
} satisfies Readonly<Record<string, { readonly title: string; readonly profile: CniProfile }>>;

export type Cni = keyof typeof NAMED;
export const CNIS = Object.keys(NAMED) as readonly Cni[];

const PROFILES = new Map(CNIS.map((it) => [it, enforcing(it)]));

export function profileOf(cni: Cni | undefined): CniProfile {
  return (cni === undefined ? undefined : PROFILES.get(cni)) ?? UNNAMED;
}

/** The CNI's profile, which ignores policies of systems that it does not enforce by their records. */
function enforcing(cni: Cni): CniProfile {
  const { title, profile } = NAMED[cni];
  return {
    ...profile,
    ignores: (policy, versions) => {
      const { enforcers } = systemOf(policy);
      return enforcers?.includes(cni) === false
        ? `${title} does not read the kind ${policy.kind}`
        : profile.ignores(policy, versions);
    },
  };
}
