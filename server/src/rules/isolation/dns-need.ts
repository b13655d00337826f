/** How certain NP1203 is that pods need DNS and do not have it, judging by their egress rules. */

import type { Site } from "../../base/source.js";
import { equalTraffic, hasPort, trafficOf, union } from "../../engine/traffic.js";
import type { View } from "../../analysis/view.js";
import type { Allowance } from "../../engine/answers.js";
import { NODE_ENTITIES } from "../../model/entities.js";
import { DIRECTIONS } from "../../model/direction.js";
import { allowListOf, type PeerReading, peersOf, rulesOf } from "../../model/reading.js";
import type { Policy, UnseenCause, Workload } from "../../model/scope.js";
import { allowsDns, listsPorts, mayNameResolver, mayReachResolver, OPENSHIFT_DNS_PORT } from "../evidence/dns-rules.js";
import { podsInNamedNamespaces } from "../evidence/pods-in-named-namespaces.js";
import { contentOf } from "../evidence/same-content.js";
import { unmatchedSelectors } from "../evidence/unmatched-selectors.js";

/** The port of the API server, which pods reach by an address in their environment. A rule for only 443 may be for any server. */
const API_SERVER = trafficOf("TCP", [[6443, 6443]]);
const API_SERVER_AND_SERVICE = union(API_SERVER, trafficOf("TCP", [[443, 443]]));

/** What the policy's list of rules at `rules` allows. */
export function allowancesIn(policy: Policy, view: View, rules: Site): Allowance[] {
  const parts = policy.reading.parts.filter((it) => allowListOf(it, "egress")?.at.node === rules.node);
  const own = new Set(parts.flatMap((it) => it.rules));
  return view
    .allowances(policy)
    .filter((it) => it.by.direction === "egress" && it.by.verdict === "allow" && own.has(it.by.reading));
}

/** True for a rule that allows the port of DNS, whoever it is for. */
export function allowsDnsPort({ traffic }: Allowance, { settings }: View): boolean {
  return settings.dns.ports.some((it) => hasPort(traffic, "UDP", it));
}

/**
 * True for a rule for the port of OpenShift's DNS, which shows that the policy is for OpenShift whatever the settings say; and
 * for DNS pods in a namespace that is selected by labels, if no manifest shows whether it has them.
 */
export function mayReachDns(workload: Workload, view: View): boolean {
  return view
    .policiesOn(workload, "egress")
    .some((it) =>
      view
        .allowances(it)
        .some(
          (rule) =>
            (listsPorts(rule) && allowsDns(rule, view, ["UDP"], [OPENSHIFT_DNS_PORT])) ||
            (allowsDns(rule, view, ["UDP"]) && mayNameResolver(rule, view)),
        ),
    );
}

/** True where a deny rule takes what other rules allow of DNS: it is what has to change. */
export function isDnsTaken(workload: Workload, view: View): boolean {
  return (
    view.dns(workload).deniedBy.length > 0 &&
    view
      .policiesOn(workload, "egress")
      .some((policy) =>
        view
          .allowances(policy)
          .some((it) => allowsDns(it, view, ["UDP"]) && (listsPorts(it) || mayReachResolver(it, view))),
      )
  );
}

/** False if the pods may connect only by address, or policies that are not in this workspace may allow DNS. */
export function isMeantToUseNames(policy: Policy, view: View, rules: Site, selected: readonly Workload[]): boolean {
  if (selected.length === 0 && (opensOwnNamespace(policy, view, rules) || areOfUnseenSource(policy, view)))
    return false;
  return !worksByAddress(policy, view, rules) && !mirrorsIngress(policy) && isEverythingKnown(policy, view);
}

/** What can hold policies as well as pods: whoever brings the pods most often brings a policy with DNS for them. */
const BRINGS_POLICIES: ReadonlySet<UnseenCause | undefined> = new Set(["chart", "remote", "plugin", "unread"]);

/** True for a policy in a namespace into which a chart or another repository is installed that is not in this workspace. */
function areOfUnseenSource({ namespace }: Policy, { scope }: View): boolean {
  return (
    namespace !== undefined &&
    scope.unseen.some((it) => it.namespace === namespace && it.arePodsKnown !== true && BRINGS_POLICIES.has(it.cause))
  );
}

/** False if another system's policy may allow DNS, or the policy seems to select no pod. */
function isEverythingKnown(policy: Policy, view: View): boolean {
  const unread = view.scope.unreadPolicies.some(
    ({ namespace, hasEgress, mayAllow }) =>
      hasEgress &&
      mayAllow &&
      (namespace === undefined || policy.namespace === undefined || namespace === policy.namespace),
  );
  return (
    !unread &&
    !unmatchedSelectors(policy, view).some(
      ({ selection: { role, beside } }) => role === "subject" && beside === undefined,
    )
  );
}

/**
 * Rules for addresses do not need DNS, and neither do nodes, which cluster DNS does not name, nor the API server: pods have
 * their addresses in their environment.
 */
function worksByAddress(policy: Policy, view: View, rules: Site): boolean {
  return allowancesIn(policy, view, rules).every(({ by, traffic }) => {
    const peers = peersOf(by.reading);
    const isForApiServer = [API_SERVER, API_SERVER_AND_SERVICE].some((it) => equalTraffic(traffic, it));
    return isForApiServer || (peers.length > 0 && peers.every((it) => isAddresses(it) || isByAddress(it)));
  });
}

const BY_ADDRESS: ReadonlySet<string> = new Set([...NODE_ENTITIES, "kube-apiserver"]);

function isByAddress(peer: PeerReading): boolean {
  return peer.type === "entity" && BY_ADDRESS.has(peer.name.value);
}

function isAddresses({ type }: PeerReading): boolean {
  return type === "block" || type === "group";
}

/** A policy that allows traffic within its namespace is usually one of several for the same pods, and another allows DNS. */
function opensOwnNamespace(policy: Policy, view: View, rules: Site): boolean {
  return allowancesIn(policy, view, rules).every((it) => {
    const peers = peersOf(it.by.reading);
    return !it.anyPeer && !listsPorts(it) && peers.length > 0 && peers.every((peer) => isOwnNamespace(peer, policy));
  });
}

function isOwnNamespace(peer: PeerReading, { namespace }: Policy): boolean {
  if (peer.type !== "pods") return false;
  const plain = podsInNamedNamespaces(peer);
  if (plain === undefined || plain.selector.requirements.length > 0) return false;
  return peer.namespaces === "own" || (plain.namespaces?.every((it) => it === namespace) ?? false);
}

/** The same peers in both directions on every port: often written for replies, which need neither rules nor DNS (KS-12). */
function mirrorsIngress({ reading }: Policy): boolean {
  const rules = rulesOf(reading);
  if (rules.some((it) => it.verdict !== "allow" || it.portsAt !== undefined || it.peers.length !== 1)) return false;
  const [ingress, egress] = DIRECTIONS.map((direction) => rules.filter((it) => it.direction === direction));
  if (ingress === undefined || egress === undefined || ingress.length === 0) return false;
  const texts = [ingress, egress].map((it) => contentOf(it.map(({ peers }) => peers.map((list) => list.peers))));
  return texts[0] === texts[1];
}
