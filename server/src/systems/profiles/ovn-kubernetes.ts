/** OVN-Kubernetes: AdminNetworkPolicies of the priorities that it has room for (go-controller, docs/features/network-security-controls). */

import type { PolicyObject } from "../../model/scope.js";
import { type CniProfile, REPLACED } from "../cni-profile.js";
import type { TieredPolicy } from "../policy-api/model.js";
import { standardProfile } from "./standard.js";

export const OVN_KUBERNETES: CniProfile = standardProfile({ serviceAddresses: REPLACED, ignores });

/** Its last priority. */
const LAST = 99;

function ignores(policy: PolicyObject): string | undefined {
  if (policy.system !== "policy-api") return undefined;
  const { kind, priority } = policy as TieredPolicy;
  if (kind === "ClusterNetworkPolicy") return "OVN-Kubernetes does not read the kind ClusterNetworkPolicy";
  if (priority === undefined || priority.value <= LAST) return undefined;
  return `OVN-Kubernetes applies priorities from 0 to ${LAST} only, and this one is ${priority.value}`;
}
