/** NP1505: `toFQDNs` for pods whose DNS queries Cilium never sees. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import { rulesOf } from "../../model/reading.js";
import type { Policy } from "../../model/scope.js";
import type { CiliumSpec, FqdnSelector } from "../../systems/cilium/model.js";
import { type CiliumSubject, ciliumSubjects } from "./cilium-policies.js";
import { textOf } from "./dns-names.js";
import { INSPECT_ALL, dnsRule } from "../../systems/cilium/scaffolds.js";
import { dnsPorts } from "../evidence/dns-rules.js";
import { anyPolicyForSamePods } from "../evidence/subjects.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1505",
  name: "fqdn-without-dns-inspection",
  title: "Allowed names without DNS inspection",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-27"],

  *check(policy, view) {
    for (const subject of ciliumSubjects(policy)) {
      const { spec } = subject;
      const first = firstName(spec);
      if (first === undefined || isInspected(view, subject)) continue;
      yield { ...first, spec, plain: plainDnsItem(spec, view), dns: view.settings.dns };
    }
  },

  message: ({ name }) =>
    `${quoted(textOf(name), 30)} is never reached: no \`rules.dns\` lets Cilium see which addresses the name has`,
  note: () =>
    "Cilium learns the addresses of a name from DNS answers that pass its proxy, and they pass it only where a rule has `rules.dns`.",

  fixes: {
    "inspect-dns": {
      safety: "changes-traffic",
      fix: ({ spec, plain, dns }) => {
        if (plain !== undefined) {
          return {
            title: "Send DNS through Cilium's proxy",
            edit: (editor) => editor.insert(plain, "rules", INSPECT_ALL),
          };
        }
        const list = spec.egress?.at;
        return (
          list && {
            title: "Allow DNS through Cilium's proxy",
            edit: (editor) => editor.append(list, dnsRule(dns)),
          }
        );
      },
    },
  },
});

/** The first name under `toFQDNs`, by the list that it is in. */
function firstName(spec: CiliumSpec): { readonly at: Site; readonly name: FqdnSelector } | undefined {
  for (const peers of (spec.egress?.items ?? []).flatMap((it) => it.peers)) {
    const name = peers.type === "fqdns" ? peers.names[0] : undefined;
    if (name !== undefined) return { at: partOf(peers.at, "key"), name };
  }
  return undefined;
}

function isInspected(view: View, subject: CiliumSubject): boolean {
  const selected = view.selectedBy(subject.policy, subject.part);
  if (selected.length > 0) return selected.every((it) => view.dns(it).inspected);
  return anyPolicyForSamePods(view, subject, hasDnsRules);
}

function hasDnsRules({ reading }: Policy): boolean {
  return rulesOf(reading).some((it) =>
    it.ports.some(({ conditions }) => conditions.some(({ type }) => type === "dns")),
  );
}

/** An item of `toPorts` that lets DNS pass without looking at it: the place that lacks `rules`. */
function plainDnsItem(spec: CiliumSpec, view: View): Site | undefined {
  const ports = dnsPorts(view.settings.dns).map(String);
  for (const item of spec.egress?.items ?? []) {
    for (const it of item.toPorts?.items ?? []) {
      const dns = it.ports?.ports.every((port) => port.port !== undefined && ports.includes(port.port.value));
      if (dns === true && it.rules === undefined) return it.at;
    }
  }
  return undefined;
}
