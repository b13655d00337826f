/** NP1705: a denial in a tier that takes name lookups with all the rest. */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { isWholeFamily, parseCidr } from "../../model/ip.js";
import { arePeersApart } from "../../model/peers.js";
import { type PeerReading, peersOf, type PodsPeer, type RuleReading, rulesOf } from "../../model/reading.js";
import { NAMESPACE_NAME, type Policy, type Workload } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { workloadNames } from "../words/words.js";
import { isAmong, rulesBefore } from "./claims.js";
import { actionOf, actionWord, wholePolicy } from "./tiered-rules.js";

export default defineRule({
  code: "NP1705",
  name: "tier-denies-dns",
  title: "A denial that takes DNS with it",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["NP-4"],

  *check(policy, view) {
    const tier = wholePolicy(policy)?.tier;
    if (tier === undefined || closesAll(policy)) return;
    for (const { by } of view.allowances(policy)) {
      // Who lists ports has thought of those of DNS.
      if (by.direction !== "egress" || by.verdict !== "deny" || by.reading.portsAt !== undefined) continue;
      const stranded = strandedBy(by, view);
      const unseen = tier === "Admin" && view.selectedBy(policy).length === 0 && deniesResolver(by, view);
      if (stranded.length > 0 || unseen) yield { at: actionOf(by), by, stranded, dns: view.settings.dns };
    }
  },

  message: ({ by, stranded }) => {
    const whose = stranded.length === 0 ? "its pods" : workloadNames(stranded, undefined);
    return `This \`${actionWord(by)}\` also denies DNS: ${whose} cannot resolve names`;
  },
  note: ({ dns }) =>
    `The DNS pods in \`${dns.namespace}\` are among its destinations, and no rule before it allows port ${dns.ports[0] ?? 53} to them. Such a rule must come first.`,
  related: ({ stranded }) =>
    stranded.slice(0, 5).map((it) => ({
      at: it.object.meta.name?.at ?? it.object.meta.kind.at,
      message: `cannot resolve names: ${it.kind} ${it.name}`,
    })),
});

/** A policy that lets nothing out is meant to: there is no connection a name would be needed for. */
function closesAll({ reading }: Policy): boolean {
  const egress = rulesOf(reading).filter((it) => it.direction === "egress");
  return (
    egress.every((it) => it.verdict === "deny") &&
    egress.some((it) => it.ports.length === 0 && peersOf(it).some(isEverywhere))
  );
}

function isEverywhere(peer: PeerReading): boolean {
  const cidr = peer.type === "block" ? parseCidr(peer.cidr.value) : undefined;
  return cidr?.ok === true && isWholeFamily(cidr.cidr);
}

/** The pods that cannot look names up because of the rule. */
function strandedBy(rule: RuleRef, view: View): readonly Workload[] {
  return view.selectedBy(rule.policy).filter((it) => {
    const { udp, deniedBy } = view.dns(it);
    return !udp && deniedBy.some(({ reading }) => reading === rule.reading);
  });
}

/** True when the DNS pods are among the rule's peers, and no rule before it may be about them. */
function deniesResolver(rule: RuleRef, view: View): boolean {
  const resolver = resolverAt(rule, view);
  const alone: RuleReading = {
    ...rule.reading,
    peers: [{ key: "to", at: rule.at, peers: [resolver], written: resolver }],
  };
  return (
    isAmong(resolver, rule) &&
    rulesBefore(rule, view).every(
      (it) =>
        it.direction !== "egress" ||
        arePeersApart({ rule: alone, namespace: undefined }, { rule: it.reading, namespace: undefined }),
    )
  );
}

/** The cluster's DNS pods as a peer. */
function resolverAt({ at }: RuleRef, { settings: { dns } }: View): PodsPeer {
  const labelled = (labels: Iterable<readonly [string, string]>) => ({
    at,
    requirements: [...labels].map(([key, value]) => ({
      at,
      key: { value: key, at },
      operator: "In" as const,
      values: [{ value, at }],
      written: "matchLabels" as const,
    })),
  });
  return {
    type: "pods",
    at,
    selector: labelled(dns.labels),
    namespaces: labelled([[NAMESPACE_NAME, dns.namespace]]),
    others: [],
    written: dns,
  };
}
