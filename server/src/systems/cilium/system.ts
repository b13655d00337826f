/** Cilium's policies as a policy system. */

import { dropsLabel } from "./identity-labels.js";
import type { PolicySystem } from "../system.js";
import type { LabelSelector } from "../../model/selector.js";
import { withoutNodeLabels } from "./agent-options.js";
import { endpointPeers } from "./compile/peers.js";
import { compileCiliumPolicy, subjectOf } from "./compile/policy.js";
import { decodeCidrGroup } from "./decode/cidr-group.js";
import { decodeCiliumPolicy } from "./decode/policy.js";
import type { CiliumPolicy } from "./model.js";
import { portNamesIn } from "./port-names.js";
import { readCiliumPolicy, specOf } from "./read.js";
import { PIECES, SCAFFOLDS } from "./scaffolds.js";
import { ciliumVersionOf } from "./version.js";
import { CILIUM_CIDR_GROUP, CILIUM_CLUSTERWIDE_NETWORK_POLICY, CILIUM_NETWORK_POLICY } from "./schema/policy.js";
import { effectOfLoss, INSTEAD } from "./words.js";

const GROUP = "cilium.io";

const CILIUM: PolicySystem = {
  id: "cilium",
  title: "Cilium",
  version: { setting: "ciliumVersion", latest: { major: 1, minor: 19 } },
  // The kinds are Cilium's own. Chained onto another CNI it is still the one that enforces (Documentation/installation/cni-chaining.rst).
  enforcers: ["cilium"],
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
  read: (object, versions) => readCiliumPolicy(object as CiliumPolicy, ciliumVersionOf({ versions })),
  portNames: portNamesIn,
  traits: {
    emptyRuleMatchesNobody: true,
    blocksMatchNoPod: true,
    hostNetworkIsNode: true,
    dropsLabel,
  },
  subjects: (policy, part, { versions }) => [subjectOf(specOf(part), policy.namespace, { versions })],
  pods: (policy, { written }, versions) => endpointPeers(policy.namespace, written as LabelSelector, { versions }),
  compile: (policy, context) => compileCiliumPolicy(policy, policy.object as CiliumPolicy, context),
  ignores: (policy) => withoutNodeLabels(policy as CiliumPolicy),
  // CS-20.
  words: {
    afterRefusal: " and sets its `Valid` condition to `False`",
    blocks: "Matches addresses outside the cluster only",
    group: "CIDR group",
    instead: INSTEAD,
    effectOfLoss,
  },
  scaffolds: SCAFFOLDS,
  pieces: PIECES,
};

export default CILIUM;
