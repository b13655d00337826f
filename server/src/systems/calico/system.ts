/** Calico: policies in tiers, ordered among NetworkPolicies, with selectors in a language of their own. */

import type { PodQuery } from "../../engine/program.js";
import type { ResourceObject } from "../../model/scope.js";
import type { DecodeSettings } from "../../decode/settings.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import type { KindRecord, PolicySystem } from "../system.js";
import { compileCalicoPolicy, inOwn } from "./compile/policy.js";
import { OPERATOR_TIERS } from "./compile/tiers.js";
import { decodeHostEndpoint, decodeNetworkSet, decodePolicy, decodeStagedKubernetes, decodeTier } from "./decode.js";
import { type CalicoPolicy, type Group, GROUPS, isStaged, type PolicyKind, SYSTEM } from "./model.js";
import { PIECES } from "./pieces.js";
import { type PodsChoice, readPolicy } from "./read.js";
import { SCAFFOLDS } from "./scaffolds.js";
import { type Kind, SCHEMAS } from "./schema.js";
import { effectOfLoss, INSTEAD, rankOf } from "./words.js";

const VERSIONS: Readonly<Record<Group, string>> = { "projectcalico.org": "v3", "crd.projectcalico.org": "v1" };

function asRead<K extends Kind>(group: Group, kind: K) {
  const isRaw = group !== "projectcalico.org";
  return { kind, apiVersion: `${group}/${VERSIONS[group]}`, schema: SCHEMAS[group][kind], isRaw };
}

function policyKind(group: Group, kind: PolicyKind): KindRecord {
  const as = asRead(group, kind);
  return {
    ...{ group, kind, versions: [VERSIONS[group]], role: "policy", schema: as.schema },
    clusterwide: kind.includes("Global"),
    decode: (root, settings) => decodePolicy(root, as, settings),
  };
}

function resourceKind<K extends Kind>(
  group: Group,
  kind: K,
  decode: (root: YamlNode, as: ReturnType<typeof asRead<K>>, settings: DecodeSettings) => ResourceObject,
): KindRecord {
  const as = asRead(group, kind);
  return {
    ...{ group, kind, versions: [VERSIONS[group]], role: "resource", schema: as.schema },
    clusterwide: kind !== "NetworkSet" && kind !== "StagedKubernetesNetworkPolicy",
    decode: (root, settings) => decode(root, as, settings),
  };
}

const CALICO: PolicySystem = {
  id: SYSTEM,
  title: "Calico",
  version: { setting: "calicoVersion", latest: { major: 3, minor: 32 } },
  enforcers: ["calico"],
  kinds: GROUPS.flatMap((group) => [
    policyKind(group, "NetworkPolicy"),
    policyKind(group, "GlobalNetworkPolicy"),
    policyKind(group, "StagedNetworkPolicy"),
    policyKind(group, "StagedGlobalNetworkPolicy"),
    resourceKind(group, "StagedKubernetesNetworkPolicy", decodeStagedKubernetes),
    resourceKind(group, "Tier", decodeTier),
    resourceKind(group, "NetworkSet", decodeNetworkSet),
    resourceKind(group, "GlobalNetworkSet", decodeNetworkSet),
    resourceKind(group, "HostEndpoint", decodeHostEndpoint),
  ]),
  tiers: OPERATOR_TIERS,
  read: (object) => readPolicy(object as CalicoPolicy),
  subjects: (policy, { subject }) => chosen(subject.written as PodsChoice, policy),
  pods: (policy, { written }) => ({ pods: chosen(written as PodsChoice, policy) }),
  compile: (policy, context) => compileCalicoPolicy(policy, policy.object as CalicoPolicy, context),
  ignores: (object) => {
    if (isStaged(object)) return "A staged policy is not enforced";
    const { forHosts } = object as CalicoPolicy;
    return forHosts === undefined
      ? undefined
      : `A policy with \`${forHosts.value}\` applies to host endpoints, not to pods`;
  },
  // Pods on the host's network are no endpoints: their nodes' addresses are.
  traits: { hostNetworkIsNode: true, isOrdered: true, labelsOfOthers: true },
  words: {
    rank: rankOf,
    blocks: "Matches whatever has such an address, including pods and nodes",
    group: "network set",
    instead: INSTEAD,
    effectOfLoss,
  },
  scaffolds: SCAFFOLDS,
  pieces: PIECES,
};

function chosen({ queries, isOwn }: PodsChoice, policy: Parameters<typeof inOwn>[1]): readonly PodQuery[] {
  return inOwn(queries, policy, isOwn);
}

export default CALICO;
