/** NP1203: egress isolation that leaves no way to DNS, all policies counted. */

import { partOf, type Site } from "../../base/source.js";
import { equalTraffic, trafficOf } from "../../engine/traffic.js";
import type { View } from "../../analysis/view.js";
import { DIRECTIONS } from "../../model/direction.js";
import { listOf, type PeerReading, peersOf, rulesIn, rulesOf } from "../../model/reading.js";
import { type Policy, type Workload, nameSite } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import {
  allowsDns,
  listsPorts,
  mayNameResolver,
  OPENSHIFT_DNS_PORT,
  anyPolicyAllowsDns,
} from "../evidence/dns-rules.js";
import { allowDns } from "../evidence/fix-offers.js";
import { defineRule } from "../rule.js";
import { contentOf } from "../evidence/same-content.js";
import { quoted } from "../words/shape-words.js";
import { podsInNamedNamespaces } from "../evidence/pods-in-named-namespaces.js";
import { unmatchedSelectors } from "../evidence/unmatched-selectors.js";
import { subjectsOf, type SubjectOf } from "../evidence/subjects.js";

/** The port of the API server's pods; every pod has its Service's address in the environment. */
const API_SERVER = trafficOf("TCP", [[6443, 6443]]);

export default defineRule({
  code: "NP1203",
  name: "egress-blocks-dns",
  title: "Egress isolation without a way to DNS",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-18"],

  *check(policy, view) {
    if (systemOf(policy.object).traits.neverIsolates === true) return;
    for (const subject of subjectsOf(policy)) {
      const rules = egressRules(subject);
      // A policy that admits nothing out is meant to: there is no connection a name would be needed for.
      if (rules === undefined || !admitsSomething(policy, view, rules)) continue;
      const selected = view.selectedBy(policy, subject.part).filter((it) => view.dns(it).isolated);
      const stranded = selected.filter((it) => !view.dns(it).udp && !mayReachDns(it, view));
      if (
        selected.length > 0
          ? stranded.length === 0
          : subject.part.isolates.egress === undefined || anyPolicyAllowsDns(view, subject)
      ) {
        continue;
      }
      const isPart = selected.length === 0 && opensOwnNamespace(policy, view, rules);
      const sure =
        !isPart && !worksByAddress(policy, view, rules) && !mirrorsIngress(policy) && isAllInSight(policy, view);
      const severity = sure ? "warning" : "info";
      yield { at: partOf(rules, "key"), severity, policy, stranded, rules, dns: view.settings.dns };
    }
  },

  message: ({ policy, stranded }) =>
    `${quoted(policy.name)} isolates egress of ${whose(stranded)} and nothing lets ${stranded.length === 1 ? "it" : "them"} reach DNS`,
  note: () =>
    "Name lookups fail before the first connection is tried, so what is allowed below works by address alone.",
  related: ({ stranded }) =>
    stranded.slice(0, 5).map((it) => ({
      at: nameSite(it),
      message: `cannot resolve names: ${it.kind} ${it.name}`,
    })),

  fixes: {
    "allow-dns": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, rules, dns }) => allowDns(policy, rules, dns),
    },
  },
});

/** The list of egress rules, where there is at least one. */
function egressRules({ part }: SubjectOf): Site | undefined {
  const list = listOf(part, "egress");
  return list !== undefined && list.rules.length > 0 ? list.at : undefined;
}

function allowancesIn(policy: Policy, view: View, rules: Site) {
  const parts = policy.reading.parts.filter((it) => listOf(it, "egress")?.at.node === rules.node);
  const own = new Set(parts.flatMap(rulesIn));
  return view
    .allowances(policy)
    .filter((it) => it.by.direction === "egress" && it.by.verdict === "allow" && own.has(it.by.reading));
}

function admitsSomething(policy: Policy, view: View, rules: Site): boolean {
  return allowancesIn(policy, view, rules).length > 0;
}

/**
 * The DNS of OpenShift listens on another port than the settings say, and a rule for it shows where the policy is at home;
 * of DNS pods in a namespace by its labels nobody in sight says whether it has them.
 */
function mayReachDns(workload: Workload, view: View): boolean {
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

/** False where another system's policy may let names through, or where the policy seems to apply to no pod. */
function isAllInSight(policy: Policy, view: View): boolean {
  const unread = view.scope.unreadPolicies.some(
    ({ namespace, hasEgress, mayAllow }) =>
      hasEgress &&
      mayAllow &&
      (namespace === undefined || policy.namespace === undefined || namespace === policy.namespace),
  );
  return !unread && !unmatchedSelectors(policy, view).some(({ selection }) => selection.role === "subject");
}

/** Rules that name addresses alone may well be used by address, and pods find the API server by one. */
function worksByAddress(policy: Policy, view: View, rules: Site): boolean {
  return allowancesIn(policy, view, rules).every(({ by, traffic }) => {
    const peers = peersOf(by.reading);
    return equalTraffic(traffic, API_SERVER) || (peers.length > 0 && peers.every(isAddresses));
  });
}

function isAddresses({ type }: PeerReading): boolean {
  return type === "block" || type === "group";
}

/** Traffic inside a namespace is mostly let through by one of several policies for all its pods; DNS by another. */
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

/** The same peers both ways on every port: often written for the sake of replies, which need neither rule nor name (KS-12). */
function mirrorsIngress({ reading }: Policy): boolean {
  const rules = rulesOf(reading);
  if (rules.some((it) => it.verdict !== "allow" || it.portsAt !== undefined || it.peers.length !== 1)) return false;
  const [ingress, egress] = DIRECTIONS.map((direction) => rules.filter((it) => it.direction === direction));
  if (ingress === undefined || egress === undefined || ingress.length === 0) return false;
  const texts = [ingress, egress].map((it) => contentOf(it.map(({ peers }) => peers.map((list) => list.peers))));
  return texts[0] === texts[1];
}

function whose(stranded: readonly Workload[]): string {
  const [only] = stranded;
  if (only === undefined) return "its pods";
  return stranded.length === 1 ? quoted(only.name) : `${stranded.length} workloads`;
}
