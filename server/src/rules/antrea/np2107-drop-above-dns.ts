/** NP2107: a rule that denies, and with other egress cuts pods off from DNS (A10, A14). */

import type { View } from "../../analysis/view.js";
import type { RuleRef } from "../../engine/answers.js";
import type { Policy, Workload } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { workloadNames } from "../words/words.js";
import { actionOf, actionWord, partOf, wholePolicy } from "./antrea-rules.js";

export default defineRule({
  code: "NP2107",
  name: "drop-above-dns",
  title: "A rule of an Antrea policy that also denies DNS",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["antrea"],
  covers: ["A-10", "A-14"],
  absence: true,

  *check(policy, view) {
    if (wholePolicy(policy) === undefined || !allowsEgress(policy)) return;
    for (const { by } of view.allowances(policy)) {
      // Whoever lists ports has thought of DNS.
      if (by.direction !== "egress" || by.verdict !== "deny" || by.reading.portsAt !== undefined) continue;
      const stranded = strandedBy(by, view);
      if (stranded.length > 0) yield { at: actionOf(by), by, stranded, dns: view.settings.dns };
    }
  },

  message: ({ by, stranded }) =>
    `This \`${actionWord(by)}\` also denies DNS: ${workloadNames(stranded, undefined)} cannot resolve DNS names`,
  note: ({ dns }) =>
    `The DNS pods in \`${dns.namespace}\` are among its destinations, and no earlier rule allows port ${dns.ports[0] ?? 53} to them. Add such a rule before this one.`,
  related: ({ stranded }) =>
    stranded.slice(0, 5).map((it) => ({
      at: it.object.meta.name?.at ?? it.object.meta.kind.at,
      message: `${quoted(it.name)} (${it.kind}) cannot resolve DNS names`,
    })),
});

/** A policy that allows no egress is meant to: there is no connection that needs a name. */
function allowsEgress({ reading: { parts } }: Policy): boolean {
  return parts.some(({ rules }) => rules.some((it) => it.direction === "egress" && it.verdict !== "deny"));
}

/** The pods that cannot resolve DNS names because of the rule. */
function strandedBy(rule: RuleRef, view: View): readonly Workload[] {
  return view.selectedBy(rule.policy, partOf(rule)).filter((it) => {
    const { udp, deniedBy } = view.dns(it);
    return !udp && deniedBy.some(({ reading }) => reading === rule.reading);
  });
}
