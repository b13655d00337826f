/** What items of `appliedTo`, `from` and `to` choose, groups looked up: what no manifest tells is possible alone. */

import { NO_PEER, type PeerSet, type PodQuery } from "../../../engine/program.js";
import { inNamespace } from "../../../engine/queries.js";
import { NODE_ENTITIES } from "../../../model/entities.js";
import type { Policy } from "../../../model/scope.js";
import { type LabelSelector, selectorText } from "../../../model/selector.js";
import { isRefused } from "../../../model/shape-problem.js";
import type { CompileContext } from "../../context.js";
import { anyoneIn, unionOfPeers } from "../../peer-sets.js";
import { fqdnPattern } from "../fqdn-pattern.js";
import {
  type AntreaPolicy,
  type Choice,
  type ChoiceList,
  type GroupObject,
  isGroup,
  type ServiceRef,
} from "../model.js";
import { podsBySelectors, podsOfAccount } from "./pods.js";

export type Known = Pick<CompileContext, "services" | "resources">;

/** The namespace that is meant where a policy names none; undefined for one of the whole cluster. */
function namespaceOf({ object, namespace }: Policy): string | undefined {
  return (object as AntreaPolicy).clusterwide ? undefined : (namespace ?? "default");
}

/** Of several keys, the one that the controller reads (crd_utils.go, `toAntreaPeerForCRD`). */
export function peersOf(choice: Choice, policy: Policy, known: Known): PeerSet {
  const { ipBlocks, group, fqdn } = choice;
  if (ipBlocks !== undefined) return blocksOf(ipBlocks);
  if (group !== undefined) return membersOf(group.value, { namespace: namespaceOf(policy), whom: "it" }, known);
  if (fqdn !== undefined) return { learntNames: [fqdnPattern(fqdn.value)] };
  return selectedBy(choice, namespaceOf(policy));
}

function blocksOf(blocks: NonNullable<Choice["ipBlocks"]>): PeerSet {
  const written = (it: { readonly value: string }): string => it.value;
  return {
    blocks: blocks.flatMap((it) => (it.cidr === undefined ? [] : anyoneIn(it.cidr.value, it.except.map(written)))),
  };
}

function selectedBy(choice: Choice, namespace: string | undefined): PeerSet {
  const { serviceAccount, nodeSelector, externalEntitySelector, isClusterSet } = choice;
  if (serviceAccount !== undefined) return { pods: podsOfAccount(serviceAccount) };
  if (nodeSelector !== undefined) return nodesOf(nodeSelector);
  const pods = podsBySelectors(choice, namespace);
  if (externalEntitySelector !== undefined) {
    const provided = `an ExternalEntity with \`${selectorText(externalEntitySelector)}\` has the address`;
    return { perhaps: [{ peers: { pods, outside: true }, provided }] };
  }
  if (isClusterSet !== true) return { pods };
  return {
    pods,
    perhaps: [{ peers: { outside: true }, provided: "the address is that of a pod of another cluster of the set" }],
  };
}

function nodesOf(selector: LabelSelector): PeerSet {
  if (selector.requirements.length === 0) return { entities: NODE_ENTITIES };
  // Labels of nodes are in no manifest that is read.
  return { perhaps: [{ peers: { entities: NODE_ENTITIES }, provided: `the node has \`${selectorText(selector)}\`` }] };
}

/** A policy's groups are those of its own namespace, or of the cluster. */
function groupNamed(name: string, namespace: string | undefined, { resources }: Known): GroupObject | undefined {
  return resources.filter(isGroup).find(({ kind, meta, problems }) => {
    if (meta.name?.value !== name || isRefused(problems)) return false;
    return namespace === undefined
      ? kind === "ClusterGroup"
      : kind === "Group" && (meta.namespace?.value ?? "default") === namespace;
  });
}

/** Where groups are looked up, and what a condition calls the end that may be a member. */
interface Asked {
  readonly namespace: string | undefined;
  readonly whom: "it" | "the policy's own pod";
}

function unknownGroup(name: string, { namespace, whom }: Asked): PeerSet {
  const provided = `${namespace === undefined ? "ClusterGroup" : "Group"} \`${name}\` contains ${whom}`;
  return { perhaps: [{ peers: { pods: [[]], outside: true, entities: NODE_ENTITIES }, provided }] };
}

function membersOf(name: string, asked: Asked, known: Known): PeerSet {
  const { namespace } = asked;
  const group = groupNamed(name, namespace, known);
  if (group === undefined) return unknownGroup(name, asked);
  const { childGroups } = group.choice;
  if (childGroups === undefined || childGroups.length === 0) return ownMembers(group.choice, asked, known);
  const children = childGroups.map((it) => ({ name: it.value, group: groupNamed(it.value, namespace, known) }));
  // A group whose child has children is never realised, and matches nothing (crd_utils.go, `childGroupsNestingExceeded`).
  if (children.some((it) => (it.group?.choice.childGroups?.length ?? 0) > 0)) return NO_PEER;
  return unionOfPeers(
    children.map((it) =>
      it.group === undefined ? unknownGroup(it.name, asked) : ownMembers(it.group.choice, asked, known),
    ),
  );
}

function ownMembers(choice: Choice, asked: Asked, known: Known): PeerSet {
  const { ipBlocks, service } = choice;
  if (ipBlocks !== undefined) return blocksOf(ipBlocks);
  if (service !== undefined) return behind(service, asked, known);
  return selectedBy(choice, isEmpty(choice) ? undefined : asked.namespace);
}

/** A group that says nothing has no members. */
function isEmpty({ podSelector, namespaceSelector, externalEntitySelector, nodeSelector }: Choice): boolean {
  return [podSelector, namespaceSelector, externalEntitySelector, nodeSelector].every((it) => it === undefined);
}

/** The pods that the Service selects; one without a selector has none. */
function behind({ name, namespace: of }: ServiceRef, { namespace: own, whom }: Asked, { services }: Known): PeerSet {
  const namespace = of?.value ?? own ?? "";
  const service = services.find((it) => it.name === name?.value && it.namespace === namespace);
  if (service === undefined) {
    const provided = `Service \`${namespace}/${name?.value ?? ""}\` selects ${whom}`;
    return { perhaps: [{ peers: { pods: [inNamespace(namespace)] }, provided }] };
  }
  return { pods: podsBehind(service) };
}

function podsBehind({ namespace, object: { selector } }: CompileContext["services"][number]): PodQuery[] {
  if (selector === undefined || selector.size === 0) return [];
  const labels = [...selector].map(
    ([key, { value }]) => ({ facet: "pod-label", key, operator: "In", values: [value] }) as const,
  );
  return [[...inNamespace(namespace), ...labels]];
}

/**
 * Connections to a Service's own address, before a backend takes its place: those that go to the pods directly are not meant,
 * and which of the two a connection is, no address of a pod tells.
 */
export function throughService(
  { name, namespace: of, isClusterSet }: ServiceRef,
  policy: Policy,
  known: Known,
): PeerSet {
  const namespace = of?.value ?? namespaceOf(policy);
  // Of the whole cluster, a policy has to say where the Service is.
  if (namespace === undefined || name === undefined) return NO_PEER;
  const service = known.services.find((it) => it.name === name.value && it.namespace === namespace);
  const anywhere: PeerSet = { pods: [inNamespace(namespace)], outside: true };
  const pods = service === undefined || isClusterSet === true ? [] : podsBehind(service);
  const provided = `the connection goes through Service \`${namespace}/${name.value}\``;
  return { perhaps: [{ peers: pods.length === 0 ? anywhere : { pods }, provided }] };
}

/** Pods that a policy or a rule applies to. */
export interface Subjects {
  readonly queries: readonly PodQuery[];
  /** What must hold, which no manifest tells. */
  readonly when?: string;
}

/** Those that are certain, and those that are only on a condition. */
export function subjectsOf(list: ChoiceList | undefined, policy: Policy, known: Known): readonly Subjects[] {
  const sets = (list?.items ?? []).map((it) => subjectSet(it, policy, known));
  const certain = sets.flatMap((it) => it.pods ?? []);
  const perhaps = sets
    .flatMap((it) => it.perhaps ?? [])
    .flatMap(({ peers, provided }): Subjects[] =>
      peers.pods === undefined || peers.pods.length === 0 ? [] : [{ queries: peers.pods, when: provided }],
    );
  return [...(certain.length === 0 ? [] : [{ queries: certain }]), ...perhaps];
}

/** Nodes, Services and addresses are no pods. */
function subjectSet(choice: Choice, policy: Policy, known: Known): PeerSet {
  if (choice.nodeSelector !== undefined || choice.service !== undefined || choice.ipBlocks !== undefined)
    return NO_PEER;
  const namespace = namespaceOf(policy);
  if (choice.group !== undefined) {
    const group = groupNamed(choice.group.value, namespace, known);
    // Members of other namespaces are none of a policy of one namespace.
    if (namespace !== undefined && group?.choice.namespaceSelector !== undefined) return NO_PEER;
    const members = membersOf(choice.group.value, { namespace, whom: "the policy's own pod" }, known);
    return namespace === undefined ? members : within(members, namespace);
  }
  return selectedBy(choice, namespace);
}

function within({ pods = [], perhaps = [] }: PeerSet, namespace: string): PeerSet {
  const own = (queries: readonly PodQuery[]): PodQuery[] => queries.map((it) => [...inNamespace(namespace), ...it]);
  return {
    pods: own(pods),
    perhaps: perhaps.map(({ peers, provided }) => ({ peers: { pods: own(peers.pods ?? []) }, provided })),
  };
}
