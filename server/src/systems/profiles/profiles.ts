/**
 * Every CNI that the setting `cni` may name, by what it makes of policies; and what holds while none is named. Sources:
 * the CNIs' own documents and code, as `cni-profile.ts` has the questions.
 */

import type { CniProfile } from "../cni-profile.js";
import { standardProfile } from "./standard.js";

/**
 * No CNI is named: every policy counts that some CNI enforces. Address blocks of NetworkPolicies name no pods, which is the
 * reading that allows less.
 */
export const UNNAMED: CniProfile = standardProfile({ title: "the CNI", blocksMatchPods: false });

/** `cilium` is also the name for every CNI that never matches pods by address. */
const NAMED = {
  cilium: standardProfile({ title: "Cilium", blocksMatchPods: false }),
  calico: standardProfile({ title: "Calico" }),
  antrea: standardProfile({ title: "Antrea" }),
  "ovn-kubernetes": standardProfile({ title: "OVN-Kubernetes" }),
  "kube-router": standardProfile({ title: "kube-router" }),
  aws: standardProfile({ title: "the Amazon VPC CNI" }),
  weave: standardProfile({ title: "Weave Net" }),
} satisfies Readonly<Record<string, CniProfile>>;

export type Cni = keyof typeof NAMED;
export const CNIS = Object.keys(NAMED) as readonly Cni[];

export function profileOf(cni: Cni | undefined): CniProfile {
  return cni === undefined ? UNNAMED : NAMED[cni];
}
