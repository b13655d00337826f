/** Antrea: policies in tiers around NetworkPolicies, of one namespace or of the whole cluster, with groups of pods by name. */

import type { PeerSet } from "../../engine/program.js";
import type { KindRecord, PolicySystem } from "../system.js";
import { peersOf, subjectsOf } from "./compile/chosen.js";
import { compileAntreaPolicy } from "./compile/policy.js";
import { decodeGroup, decodePolicy, decodeTier } from "./decode.js";
import {
  type AntreaPolicy,
  type Choice,
  GROUP,
  type GroupKind,
  type Kind,
  type PolicyKind,
  rulesIn,
  SYSTEM,
} from "./model.js";
import { PIECES } from "./pieces.js";
import { readPolicy, type SubjectChoice } from "./read.js";
import { SCHEMAS } from "./schema.js";
import { OWN_TIERS } from "./tiers.js";
import { effectOfLoss, INSTEAD, rankOf } from "./words.js";

function common(kind: Kind, clusterwide: boolean): Omit<KindRecord, "role" | "decode"> {
  return { group: GROUP, kind, versions: ["v1beta1"], clusterwide, schema: SCHEMAS[kind] };
}

function policyKind(kind: PolicyKind): KindRecord {
  const role = "policy";
  return { ...common(kind, kind === "ClusterNetworkPolicy"), role, decode: (root) => decodePolicy(root, kind) };
}

function groupKind(kind: GroupKind): KindRecord {
  return { ...common(kind, kind === "ClusterGroup"), role: "resource", decode: (root) => decodeGroup(root, kind) };
}

const ANTREA: PolicySystem = {
  id: SYSTEM,
  title: "Antrea",
  enforcers: ["antrea"],
  kinds: [
    policyKind("NetworkPolicy"),
    policyKind("ClusterNetworkPolicy"),
    { ...common("Tier", true), role: "resource", decode: decodeTier },
    groupKind("Group"),
    groupKind("ClusterGroup"),
  ],
  tiers: OWN_TIERS,
  read: (object) => readPolicy(object as AntreaPolicy),
  subjects: (policy, { subject }, known) =>
    subjectsOf((subject.written as SubjectChoice).list, policy, known).flatMap(({ queries, when }) =>
      when === undefined ? queries : [],
    ),
  pods: (policy, { written }): PeerSet => {
    const choice = written as Choice;
    return choice.namespaces === undefined ? peersOf(choice, policy, { services: [], resources: [] }) : {};
  },
  ignores: (object) => whyIgnored(object as AntreaPolicy),
  // Pods on the host's network are no members of any group: their nodes' addresses are.
  traits: { neverIsolates: true, hostNetworkIsNode: true, subjectsByName: true },
  words: {
    rank: rankOf,
    blocks: "Matches whatever has such an address, including pods and nodes",
    group: "group",
    passesTo: "NetworkPolicies and the baseline tier",
    instead: INSTEAD,
    effectOfLoss,
  },
  pieces: PIECES,
  compile: (policy, context) => compileAntreaPolicy(policy, policy.object as AntreaPolicy, context),
};

/** A policy of which no rule is about pods. */
function whyIgnored(policy: AntreaPolicy): string | undefined {
  const rules = rulesIn(policy);
  const lists = policy.appliedTo === undefined ? rules.map((it) => it.appliedTo) : [policy.appliedTo];
  const items = lists.flatMap((it) => it?.items ?? []);
  if (items.length === 0 || items.some((it) => it.nodeSelector === undefined && it.service === undefined))
    return undefined;
  return items.every((it) => it.nodeSelector === undefined)
    ? "A policy with `service` applies to node ports, not to pods"
    : "A policy with `nodeSelector` applies to nodes, not to pods";
}

export default ANTREA;
