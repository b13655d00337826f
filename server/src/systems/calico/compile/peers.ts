/** The far end of a rule → peers (libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go). */

import {
  type AddressBlock,
  ANY_PEER,
  type PeerSet,
  type PodQuery,
  type PossiblePeers,
} from "../../../engine/program.js";
import { inNamespace } from "../../../engine/queries.js";
import { NODE_ENTITIES } from "../../../model/entities.js";
import { plainLabels } from "../../../model/object.js";
import type { NamePattern } from "../../../model/name-pattern.js";
import type { Labels } from "../../../model/selector.js";
import type { CompileContext } from "../../context.js";
import { anyoneIn, unionOfPeers } from "../../peer-sets.js";
import { domainPattern } from "../domain-pattern.js";
import { type Entity, isHostEndpoint, isNetworkSet, type Listed, type SelectorText } from "../model.js";
import { expressionOf, NAMESPACE_NAME_LABEL, ON_PODS, podQueries } from "../selector/facets.js";
import { holdsFor } from "../selector/holds.js";
import { alternativesOf } from "../selector/terms.js";

export type PeerContext = Pick<CompileContext, "resources" | "namespaces">;

/** Whom selectors of one entity choose. */
export interface Selection {
  readonly selector?: SelectorText | undefined;
  readonly namespaceSelector?: SelectorText | undefined;
  readonly accounts?: Entity["serviceAccounts"] | undefined;
  /** The one namespace that is meant; undefined for any. */
  readonly within?: string | undefined;
}

/** @param namespace Of the policy; undefined for a global one. */
export function peersOfEntity(entity: Entity, namespace: string | undefined, context: PeerContext): PeerSet {
  const { nets, notNets, notSelector, domains } = entity;
  const selection = selectionOf(entity, namespace);
  const names = domains === undefined ? undefined : { learntNames: domains.items.map((it) => domainPattern(it.value)) };
  const chosen = selection === undefined ? (names ?? ANY_PEER) : chosenBy(selection, context);
  const left: PeerSet[] = [
    ...(notSelector === undefined ? [] : [chosenBy({ selector: notSelector }, context)]),
    ...(notNets === undefined ? [] : [{ blocks: blocksOf(notNets) }]),
  ];
  const limits = {
    ...(nets === undefined ? {} : { within: [{ blocks: blocksOf(nets) }] }),
    ...(left.length === 0 ? {} : { except: unionOfPeers(left) }),
  };
  return Object.keys(limits).length === 0 ? chosen : { ...chosen, ...limits };
}

/**
 * Undefined where anyone is meant. Once a namespaced policy chooses by anything but addresses, it chooses in its own namespace,
 * and a choice of those that are left out counts too.
 */
export function selectionOf(entity: Entity, namespace: string | undefined): Selection | undefined {
  const { selector, notSelector, namespaceSelector, serviceAccounts: accounts } = entity;
  const picks = [selector, namespaceSelector, accounts].some((it) => it !== undefined);
  if (!picks && (namespace === undefined || notSelector === undefined)) return undefined;
  return { selector, namespaceSelector, accounts, within: namespaceSelector === undefined ? namespace : undefined };
}

/** Pods, network sets and host endpoints: all that has labels. */
export function chosenBy(selection: Selection, context: PeerContext): PeerSet {
  const { queries, condition } = podsChosenBy(selection);
  const sets = setsChosenBy(selection, context);
  const perhaps: PossiblePeers[] = [...sets.perhaps];
  if (condition !== undefined) perhaps.push({ peers: { pods: queries }, provided: condition });
  return {
    ...(condition === undefined ? { pods: queries } : {}),
    blocks: sets.blocks,
    ...(sets.names.length === 0 ? {} : { learntNames: sets.names }),
    ...(perhaps.length === 0 ? {} : { perhaps }),
  };
}

/** What is not known of pods that the queries match: labels of service accounts are in no manifest that is read. */
export function podsChosenBy({ selector, namespaceSelector, accounts, within }: Selection): {
  readonly queries: readonly PodQuery[];
  readonly condition?: string;
} {
  const conditions: string[] = [];
  const part = (text: SelectorText | undefined, of: "pods" | "namespaces"): readonly PodQuery[] => {
    const expression = expressionOf(text);
    if (text === undefined || expression === undefined) return [[]];
    const alternatives = alternativesOf(expression, of === "namespaces");
    if (alternatives !== undefined) return podQueries(alternatives, of);
    conditions.push(`the labels are such as \`${text.value}\` asks for`);
    return [[]];
  };
  const names = accounts?.names ?? [];
  const fixed: PodQuery = [
    ...(within === undefined ? [] : inNamespace(within)),
    ...(names.length === 0
      ? []
      : [{ facet: "service-account", key: "", operator: "In", values: names.map((it) => it.value) } as const]),
  ];
  if (accounts?.selector !== undefined) conditions.push(accountWords(accounts.selector));
  const onNamespaces = part(namespaceSelector, "namespaces");
  const queries = part(selector, "pods").flatMap((own) => onNamespaces.map((it) => [...fixed, ...it, ...own]));
  return { queries, ...(conditions.length === 0 ? {} : { condition: conditions.join(" and ") }) };
}

/** As words that must hold. */
export function accountWords({ value }: SelectorText): string {
  return `the pod's service account has \`${value}\``;
}

interface Sets {
  readonly blocks: readonly AddressBlock[];
  readonly names: readonly NamePattern[];
  readonly perhaps: readonly PossiblePeers[];
}

/**
 * Addresses of network sets and host endpoints that are in the workspace. Selectors mostly mean pods, so that sets which no
 * manifest shows are not thought of, but where nothing else can be meant.
 */
function setsChosenBy(selection: Selection, { resources, namespaces }: PeerContext): Sets {
  const { selector, namespaceSelector, accounts, within } = selection;
  const blocks: AddressBlock[] = [];
  const names: NamePattern[] = [];
  const perhaps: PossiblePeers[] = [];
  const isChosen = (labels: Labels, namespace: string | undefined): boolean => {
    const isGlobal = namespace === undefined;
    // A service account's name is a label, too, which nothing but pods has.
    if (within !== undefined && namespace !== within) return false;
    if ((accounts?.names.length ?? 0) > 0) return false;
    const onAccounts = expressionOf(accounts?.selector);
    if (onAccounts !== undefined && !holdsFor(onAccounts, new Map())) return false;
    const own = isGlobal ? labels : new Map([...labels, [ON_PODS.namespace, namespace]]);
    const onNamespaces = expressionOf(namespaceSelector);
    const ofNamespace = isGlobal
      ? new Map<string, string>()
      : new Map([...(namespaces.get(namespace)?.labels ?? []), [NAMESPACE_NAME_LABEL, namespace]]);
    if (onNamespaces !== undefined && !holdsFor(onNamespaces, ofNamespace, { isGlobal, isOnNamespaces: true }))
      return false;
    const expression = expressionOf(selector);
    return expression === undefined || holdsFor(expression, own, { isGlobal, isOnNamespaces: false });
  };
  let isFound = false;
  for (const set of resources) {
    if (isNetworkSet(set)) {
      const namespace = set.kind === "NetworkSet" ? (set.meta.namespace?.value ?? "default") : undefined;
      if (!isChosen(plainLabels(set.meta.labels), namespace)) continue;
      isFound = true;
      blocks.push(...set.nets.flatMap((it) => anyoneIn(it.value)));
      names.push(...set.domains.map((it) => domainPattern(it.value)));
    } else if (isHostEndpoint(set) && isChosen(plainLabels(set.meta.labels), undefined)) {
      isFound = true;
      const addresses = set.expectedIPs.flatMap((it) => anyoneIn(it.value));
      blocks.push(...addresses);
      if (addresses.length === 0) {
        const provided = `it is the node \`${set.node?.value ?? set.meta.name?.value ?? ""}\``;
        perhaps.push({ peers: { entities: NODE_ENTITIES }, provided });
      }
    }
  }
  if (!isFound && expressionOf(namespaceSelector)?.type === "global") {
    const which = selector === undefined ? "" : ` with \`${selector.value}\``;
    const peers: PeerSet = { outside: true, entities: NODE_ENTITIES };
    perhaps.push({ peers, provided: `a GlobalNetworkSet or HostEndpoint${which} has the address` });
  }
  return { blocks, names, perhaps };
}

export function blocksOf({ items }: Listed<string>): AddressBlock[] {
  return items.flatMap((it) => anyoneIn(it.value));
}
