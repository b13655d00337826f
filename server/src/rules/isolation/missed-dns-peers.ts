/** Peers in rules for DNS that do not match the cluster's DNS pods (NP1210). */

import type { Allowance } from "../../engine/answers.js";
import { NAMESPACE_NAME, type Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import type { View } from "../../analysis/view.js";
import type { PodsPeer } from "../../model/reading.js";
import type { LabelSelector, Requirement } from "../../model/selector.js";
import { isDnsLabel } from "../evidence/dns-pod-label.js";
import { allowsDns, listsPorts } from "../evidence/dns-rules.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { podsInNamedNamespaces } from "../evidence/pods-in-named-namespaces.js";
import type { Finding } from "../rule.js";
import { isSelectorItself } from "../evidence/peer-form.js";
import { peersMeantAsOne } from "../evidence/peers-meant-as-one.js";

/** Labels by which people try to select DNS pods: the name of the program or the Service, under a common key. */
const KEYS: ReadonlySet<string> = new Set(["app", "k8s-app", "name", "component", "app.kubernetes.io/name", "k8s_app"]);
const NAMES: ReadonlySet<string> = new Set(["coredns", "core-dns", "kube-dns", "kubedns", "dns", "cluster-dns"]);
/** Other labels that charts and clouds give to the DNS pods. */
const OF_DISTRIBUTIONS = /^(app\.kubernetes\.io\/|helm\.sh\/|eks\.amazonaws\.com\/)/;
/** The cache on each node, which uses the host network, so policies do not see its pods (KP-20). */
const NODE_CACHE: ReadonlySet<string> = new Set(["node-local-dns", "nodelocaldns", "node-cache"]);

export interface MissedDns extends Finding {
  readonly why: "label" | "more-labels" | "namespace" | "node-cache";
  readonly policy: Policy;
  readonly requirement: Requirement;
  readonly peer: PodsPeer;
  readonly dns: View["settings"]["dns"];
}

interface DnsPeer {
  readonly selector: LabelSelector;
  /** Namespaces that are listed by name. */
  readonly namespaces: readonly string[] | undefined;
  /** True if pods in this workspace match. */
  readonly seen: boolean;
  readonly peer: PodsPeer;
  /** True for a peer that may name a namespace, but names none. */
  readonly isOwn: boolean;
}

/** In the order of the policy's rules. */
export function* missedDnsPeers(policy: Policy, view: View): Iterable<MissedDns> {
  const { dns } = view.settings;
  for (const allowance of view.allowances(policy)) {
    if (!listsPorts(allowance) || !allowsDns(allowance, view, ["UDP", "TCP"], dns.ports)) continue;
    for (const peer of selectors(allowance, policy, view)) {
      const missed = peer.seen ? undefined : missedBy(peer, policy, view);
      if (missed !== undefined) yield { ...missed, policy, peer: peer.peer, dns };
    }
  }
}

function missedBy(
  { selector: { requirements }, namespaces, isOwn }: DnsPeer,
  policy: Policy,
  view: View,
): Omit<MissedDns, "policy" | "peer" | "dns"> | undefined {
  const { dns } = view.settings;
  // Cilium redirects queries to caches that are ordinary pods.
  const isPlain = systemOf(policy.object).traits.hostNetworkIsNode !== true;
  const node = isPlain ? requirements.find((it) => hasName(it, NODE_CACHE)) : undefined;
  if (node !== undefined) return { at: node.key.at, why: "node-cache", requirement: node };
  const right = requirements.find((it) => isDnsLabel(it, view));
  if (right === undefined) {
    const wrong = namespaces?.includes(dns.namespace) ? requirements.find((it) => hasName(it, NAMES)) : undefined;
    return wrong && { at: wrong.key.at, why: "label", requirement: wrong };
  }
  const more = requirements.find((it) => it !== right && isForeign(it, dns));
  if (more !== undefined) return { at: more.key.at, why: "more-labels", requirement: more };
  if (!isOwn || policy.namespace === dns.namespace) return undefined;
  const severity = statesNamespace(policy) ? "warning" : "info";
  return { at: right.key.at, severity, why: "namespace", requirement: right };
}

/** True for a label that DNS pods usually do not have, such as one of their Deployment or Service. */
function isForeign({ key, operator, values }: Requirement, { labels }: View["settings"]["dns"]): boolean {
  if (operator !== "In" || OF_DISTRIBUTIONS.test(key.value)) return false;
  return key.value !== "k8s-app" && !values.some((it) => labels.get(key.value) === it.value);
}

function selectors({ by: { reading } }: Allowance, policy: Policy, view: View): DnsPeer[] {
  return reading.peers.flatMap(({ peers }) => {
    // Next to an item that names a namespace, the two were meant as one peer, which is another mistake (KP-1).
    const halves = peersMeantAsOne(peers).map((it) => it.pods);
    return peers.flatMap((peer): DnsPeer[] => {
      if (peer.type !== "pods" || peer.selector === undefined) return [];
      const { selector, namespaces } = peer;
      if (isSelectorItself(peer)) {
        const plain = podsInNamedNamespaces(peer);
        const seen = areSeen(selector, plain?.namespaces ?? [], view);
        return plain === undefined ? [] : [{ ...plain, peer, seen, isOwn: false }];
      }
      if (halves.includes(selector)) return [];
      const asked = typeof namespaces === "string" ? [] : namespaces.requirements;
      const named = asked.find((it) => it.key.value === NAMESPACE_NAME && it.operator === "In");
      return [
        {
          selector,
          namespaces: named?.values.map((it) => it.value),
          seen: view.matchedBy(policy, peer).length > 0,
          peer,
          isOwn: namespaces === "own",
        },
      ];
    });
  });
}

function areSeen(selector: LabelSelector, namespaces: readonly string[], view: View): boolean {
  return namespaces.some((it) => view.workloadsMatching(selector, it).length > 0);
}

function hasName({ key, operator, values }: Requirement, names: ReadonlySet<string>): boolean {
  return operator === "In" && KEYS.has(key.value) && values.length > 0 && values.every((it) => names.has(it.value));
}
