/** NP1705: a deny rule in a tier that also denies DNS. */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import { isWholeFamily, parseCidr } from "../../model/ip.js";
import { type PeerReading, peersOf, rulesOf } from "../../model/reading.js";
import type { Policy, Workload } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { workloadNames } from "../words/words.js";
import { deniesResolver } from "./resolver.js";
import { actionOf, actionWord, wholePolicy } from "./tiered-rules.js";

export default defineRule({
  code: "NP1705",
  name: "tier-denies-dns",
  title: "A deny rule that also denies DNS",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["policy-api"],
  covers: ["NP-4"],

  *check(policy, view) {
    const tier = wholePolicy(policy)?.tier;
    if (tier === undefined || closesAll(policy)) return;
    for (const { by } of view.allowances(policy)) {
      // Whoever lists ports has thought of DNS.
      if (by.direction !== "egress" || by.verdict !== "deny" || by.reading.portsAt !== undefined) continue;
      const stranded = strandedBy(by, view);
      const unseen = tier === "Admin" && view.selectedBy(policy).length === 0 && deniesResolver(by, view);
      if (stranded.length > 0 || unseen) yield { at: actionOf(by), by, stranded, dns: view.settings.dns };
    }
  },

  message: ({ by, stranded }) => {
    const whose = stranded.length === 0 ? "its pods" : workloadNames(stranded, undefined);
    return `This \`${actionWord(by)}\` also denies DNS: ${whose} cannot resolve DNS names`;
  },
  note: ({ dns }) =>
    `The DNS pods in \`${dns.namespace}\` are among its destinations, and no earlier rule allows port ${dns.ports[0] ?? 53} to them. Add such a rule before this one.`,
  related: ({ stranded }) =>
    stranded.slice(0, 5).map((it) => ({
      at: it.object.meta.name?.at ?? it.object.meta.kind.at,
      message: `${quoted(it.name)} (${it.kind}) cannot resolve DNS names`,
    })),
});

/** A policy that allows no egress is meant to: there is no connection that needs a name. */
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

/** The pods that cannot resolve DNS names because of the rule. */
function strandedBy(rule: RuleRef, view: View): readonly Workload[] {
  return view.selectedBy(rule.policy).filter((it) => {
    const { udp, deniedBy } = view.dns(it);
    return !udp && deniedBy.some(({ reading }) => reading === rule.reading);
  });
}
