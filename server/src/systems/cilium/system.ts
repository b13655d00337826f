/** Cilium's policies as a policy system. */

import type { PolicySystem } from "../system.js";
import { compileCiliumPolicy } from "./compile/policy.js";
import { decodeCidrGroup } from "./decode/cidr-group.js";
import { decodeCiliumPolicy } from "./decode/policy.js";
import type { CiliumPolicy } from "./model.js";
import { CILIUM_CIDR_GROUP, CILIUM_CLUSTERWIDE_NETWORK_POLICY, CILIUM_NETWORK_POLICY } from "./schema/policy.js";

const GROUP = "cilium.io";

const CILIUM: PolicySystem = {
  id: "cilium",
  title: "Cilium",
  version: { setting: "ciliumVersion", latest: { major: 1, minor: 19 } },
  kinds: [
    {
      group: GROUP,
      kind: "CiliumNetworkPolicy",
      versions: ["v2"],
      role: "policy",
      clusterwide: false,
      schema: CILIUM_NETWORK_POLICY,
      decode: (root, settings) => decodeCiliumPolicy(root, "CiliumNetworkPolicy", settings),
      toldBy: "endpointSelector",
    },
    {
      group: GROUP,
      kind: "CiliumClusterwideNetworkPolicy",
      versions: ["v2"],
      role: "policy",
      clusterwide: true,
      schema: CILIUM_CLUSTERWIDE_NETWORK_POLICY,
      decode: (root, settings) => decodeCiliumPolicy(root, "CiliumClusterwideNetworkPolicy", settings),
      toldBy: "endpointSelector",
    },
    {
      group: GROUP,
      kind: "CiliumCIDRGroup",
      versions: ["v2", "v2alpha1"],
      role: "resource",
      clusterwide: true,
      schema: CILIUM_CIDR_GROUP,
      decode: decodeCidrGroup,
    },
  ],
  compile: (policy, context) => compileCiliumPolicy(policy, policy.object as CiliumPolicy, context),
};

export default CILIUM;
