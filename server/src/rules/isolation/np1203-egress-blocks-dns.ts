/** NP1203: egress isolation that leaves no way to DNS, all policies counted. */

import { partOf, type Site } from "../../base/source.js";
import { listOf } from "../../model/reading.js";
import { type Workload, nameSite } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { clusterwideAllows } from "../evidence/clusterwide-allows.js";
import { policyAllowingDns } from "../evidence/dns-rules.js";
import { allowDns } from "../evidence/fix-offers.js";
import { type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { allowancesIn, isMeantToUseNames, mayReachDns } from "./dns-need.js";

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
    // Where it denies everything else to the whole cluster, a rule for DNS would be no help (NP1546).
    if (clusterwideAllows(policy, view).some((it) => it.direction === "egress")) return;
    for (const subject of subjectsOf(policy)) {
      const rules = egressRules(subject);
      // A policy that admits nothing out is meant to: there is no connection a name would be needed for.
      if (rules === undefined || allowancesIn(policy, view, rules).length === 0) continue;
      const selected = view.selectedBy(policy, subject.part).filter((it) => view.dns(it).isolated);
      const stranded = selected.filter((it) => !view.dns(it).udp && !mayReachDns(it, view));
      const others = selected.length > 0 ? "none" : policyAllowingDns(view, subject);
      if (
        selected.length > 0 ? stranded.length === 0 : subject.part.isolates.egress === undefined || others === "likely"
      ) {
        continue;
      }
      const isSure = others === "none" && isMeantToUseNames(policy, view, rules, selected);
      const severity = isSure ? "warning" : "info";
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

function whose(stranded: readonly Workload[]): string {
  const [only] = stranded;
  if (only === undefined) return "its pods";
  return stranded.length === 1 ? quoted(only.name) : `${stranded.length} workloads`;
}
