/**
 * Cilium: the kinds that each version reads, and what it makes of tiers (cilium/cilium at 0c15d351, the branch point of
 * 1.20: pkg/k8s/cluster_network_policy.go; Documentation/network/kubernetes/policy.rst).
 */

import { atLeast, type Versions } from "../../base/version.js";
import { DIRECTIONS } from "../../model/direction.js";
import type { PolicyObject } from "../../model/scope.js";
import { portNamesIn } from "../cilium/port-names.js";
import { ciliumVersionOf } from "../cilium/version.js";
import { dropsLabel } from "../cilium/identity-labels.js";
import { type CniProfile, REPLACED } from "../cni-profile.js";
import { rulesOf, type TieredPolicy } from "../policy-api/model.js";
import { standardProfile } from "./standard.js";

/** `externalIPs` are left as they are, so that nobody can take over an address outside (CS-23, CVE-2020-8554). */
export const SERVICE_ADDRESSES = { ...REPLACED, external: "seen" } as const;

export const CILIUM: CniProfile = standardProfile({
  blocksMatchPods: false,
  dropsLabel,
  portNames: portNamesIn,
  serviceAddresses: SERVICE_ADDRESSES,
  // Each rule has a precedence of its own, by the policy's priority and then its place; address ranges match what is
  // outside, as in all policies of Cilium; names become known through its DNS proxy.
  tiered: { networks: "outside", ties: "by-rule", names: "dns-proxy" },
  ignores,
});

function ignores(policy: PolicyObject, versions: Versions): string | undefined {
  return policy.system === "policy-api" ? ignoresTiered(policy as TieredPolicy, versions) : undefined;
}

function ignoresTiered(policy: TieredPolicy, versions: Versions): string | undefined {
  if (policy.kind !== "ClusterNetworkPolicy") return `Cilium does not read the kind ${policy.kind}`;
  const version = ciliumVersionOf({ versions });
  if (!atLeast(version, 1, 20)) {
    return `ClusterNetworkPolicy requires Cilium 1.20 or later, and this is ${version.major}.${version.minor}`;
  }
  for (const rule of DIRECTIONS.flatMap((it) => rulesOf(policy, it))) {
    for (const { type } of rule.peers?.items ?? []) {
      if (type === "nodes") {
        return "Cilium rejects the whole policy because of `nodes`, unless its flag `enable-node-selector-labels` is on";
      }
      if (type === "domainNames" && rule.verdict !== "allow") {
        return "Cilium rejects the whole policy because of `domainNames` in a rule whose action is not `Accept`";
      }
    }
  }
  return undefined;
}
