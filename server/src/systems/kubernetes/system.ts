/** Kubernetes' own NetworkPolicy as a policy system. */

import type { NetworkPolicy, Peer } from "./model.js";
import { inPhase } from "../placed.js";
import type { PolicySystem } from "../system.js";
import { compileNetworkPolicy, peerSet, subjectOf } from "./compile.js";
import { decodeNetworkPolicy } from "./decode.js";
import { readNetworkPolicy } from "./read.js";
import { PIECES, SCAFFOLDS } from "./scaffolds.js";
import { NETWORK_POLICY } from "./schema.js";
import { effectOfLoss, INSTEAD } from "./words.js";

const KUBERNETES: PolicySystem = {
  id: "kubernetes",
  title: "Kubernetes",
  isBuiltIn: true,
  version: { setting: "kubernetesVersion", latest: { major: 1, minor: 36 } },
  kinds: [
    {
      group: "networking.k8s.io",
      kind: "NetworkPolicy",
      versions: ["v1"],
      role: "policy",
      clusterwide: false,
      schema: NETWORK_POLICY,
      decode: decodeNetworkPolicy,
      formerGroups: { extensions: { check: "KP-48", gone: "1.16" } },
      toldBy: "podSelector",
    },
  ],
  traits: { ignoresUnlisted: true },
  read: (object) => readNetworkPolicy(object as NetworkPolicy),
  subjects: (policy) => subjectOf(policy, policy.object as NetworkPolicy),
  pods: (policy, { written }) => peerSet(policy.namespace ?? "default", written as Peer),
  // Every rule allows.
  compile: (policy, context) =>
    compileNetworkPolicy(policy, policy.object as NetworkPolicy, context).map((it) => inPhase("allow", it)),
  words: { blocks: "Meant for addresses outside the cluster", instead: INSTEAD, effectOfLoss },
  scaffolds: SCAFFOLDS,
  pieces: PIECES,
};

export default KUBERNETES;
