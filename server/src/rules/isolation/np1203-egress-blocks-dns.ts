/** NP1203: pods whose egress is restricted and that cannot resolve DNS names, all policies combined. */

import { partOf, type Site } from "../../base/source.js";
import { allowListOf } from "../../model/reading.js";
import { nameSite, type Workload } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { clusterwideAllows } from "../evidence/clusterwide-allows.js";
import { policyAllowingDns } from "../evidence/dns-rules.js";
import { allowDns } from "../evidence/fix-offers.js";
import { isRanked } from "../evidence/ranked-policies.js";
import { type SubjectOf, subjectsOf } from "../evidence/subjects.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { workloadNames } from "../words/words.js";
import { allowancesIn, allowsDnsPort, isDnsTaken, isMeantToUseNames, mayReachDns } from "./dns-need.js";

export default defineRule({
  code: "NP1203",
  name: "egress-blocks-dns",
  title: "Egress rules that do not allow DNS",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  ordered: "checked",
  covers: ["KP-18"],

  *check(policy, view) {
    if (systemOf(policy.object).traits.neverIsolates === true) return;
    // If it denies everything else to the whole cluster, a rule for DNS would not help (NP1546).
    if (clusterwideAllows(policy, view).some((it) => it.direction === "egress")) return;
    for (const subject of subjectsOf(policy)) {
      const rules = egressRules(subject);
      const allowed = rules === undefined ? [] : allowancesIn(policy, view, rules);
      // A policy that allows no egress is intended: no connection needs a name.
      if (rules === undefined || allowed.length === 0) continue;
      // Its rules do allow DNS, and other policies are before it.
      if (isRanked(policy) && allowed.some((it) => allowsDnsPort(it, view))) continue;
      const selected = view.selectedBy(policy, subject.part).filter((it) => view.dns(it).isolated);
      const isStranded = (it: Workload) => !view.dns(it).udp && !mayReachDns(it, view) && !isDnsTaken(it, view);
      const stranded = selected.filter(isStranded);
      const others = selected.length > 0 ? "none" : policyAllowingDns(view, subject);
      if (
        selected.length > 0 ? stranded.length === 0 : subject.part.isolates.egress === undefined || others === "likely"
      ) {
        continue;
      }
      const isSure = others === "none" && isMeantToUseNames(policy, view, rules, selected);
      // Whoever has policies in tiers may allow DNS in one that is kept elsewhere.
      const severity = isSure && !isRanked(policy) ? "warning" : "info";
      yield { at: partOf(rules, "key"), severity, policy, stranded, rules, dns: view.settings.dns };
    }
  },

  message: ({ policy, stranded, dns: { ports } }) => {
    const who =
      stranded.length === 0 ? `Pods selected by ${quoted(policy.name)}` : workloadNames(stranded, policy.namespace);
    const whose = stranded.length === 1 ? "its" : "their";
    return `${who} cannot resolve DNS names: ${whose} egress rules do not allow port ${ports.join(" or ")}`;
  },
  note: () => "DNS lookups fail, so what these rules allow can only be reached by address.",
  related: ({ stranded }) =>
    stranded.slice(0, 5).map((it) => ({
      at: nameSite(it),
      message: `${it.kind} ${quoted(it.name)} cannot resolve DNS names`,
    })),

  fixes: {
    "allow-dns": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, rules, dns }) => allowDns(policy, rules, dns),
    },
  },
});

/** The list of egress rules, if it has at least one. */
function egressRules({ part }: SubjectOf): Site | undefined {
  const list = allowListOf(part, "egress");
  return list !== undefined && list.rules.length > 0 ? list.at : undefined;
}
