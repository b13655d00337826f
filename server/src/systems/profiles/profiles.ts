/** Every CNI that the setting `cni` may name, by what it makes of policies; and what holds while none is named. */

import type { PolicyObject } from "../../model/scope.js";
import { BY_THE_TEXT, type CniProfile } from "../cni-profile.js";
import { CILIUM } from "./cilium.js";
import { OVN_KUBERNETES } from "./ovn-kubernetes.js";
import { standardProfile } from "./standard.js";

/**
 * No CNI is named: every policy counts that some CNI enforces. Whether addresses match pods is then a setting for all policies
 * alike, and by default they do not.
 */
export const UNNAMED: CniProfile = standardProfile({
  blocksMatchPods: false,
  tiered: { ...BY_THE_TEXT, networks: "as-blocks" },
});

/** `cilium` is also the name for every CNI that never matches pods by address. */
const NAMED = {
  cilium: CILIUM,
  // All policies are sorted by their names in the end, so that no two are of equal rank (felix/calc/policy_sorter.go).
  calico: standardProfile({ tiered: { ...BY_THE_TEXT, ties: "by-name" } }),
  antrea: standardProfile({}),
  "ovn-kubernetes": OVN_KUBERNETES,
  "kube-router": withoutTiers("kube-router"),
  aws: withoutTiers("The Amazon VPC CNI"),
  weave: withoutTiers("Weave Net"),
} satisfies Readonly<Record<string, CniProfile>>;

/** A CNI that reads NetworkPolicies, and none of the policy API's kinds. */
function withoutTiers(cni: string): CniProfile {
  const ignores = ({ system, kind }: PolicyObject): string | undefined =>
    system === "policy-api" ? `${cni} does not read the kind ${kind}` : undefined;
  return standardProfile({ ignores });
}

export type Cni = keyof typeof NAMED;
export const CNIS = Object.keys(NAMED) as readonly Cni[];

export function profileOf(cni: Cni | undefined): CniProfile {
  return cni === undefined ? UNNAMED : NAMED[cni];
}
