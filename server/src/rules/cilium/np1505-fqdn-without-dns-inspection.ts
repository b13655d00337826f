/** NP1505: `toFQDNs` for pods whose DNS queries Cilium never sees. */

import { partOf, type Site } from "../../base/source.js";
import type { View } from "../../analysis/view.js";
import type { CiliumSpec, FqdnSelector } from "../../systems/cilium/model.js";
import type { Policy } from "../../systems/written.js";
import { ciliumDnsItem, dnsPorts, INSPECT_ALL, othersWith } from "../evidence/dns-ports.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { subjectsOf, type SubjectOf } from "../evidence/subjects.js";

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
    for (const subject of subjectsOf(policy)) {
      const { spec } = subject;
      const first = spec === undefined ? undefined : firstNames(spec);
      if (spec === undefined || first === undefined || isInspected(view, subject)) continue;
      yield { at: first.at, names: first.names, policy, spec, plain: plainDnsItem(spec, view), dns: view.settings.dns };
    }
  },

  message: ({ names }) =>
    `${nameText(names)} is never reached: no \`rules.dns\` lets Cilium see which addresses the name has`,
  note: () =>
    "Cilium learns the addresses of a name from DNS answers that pass its proxy, and they pass it only where a rule has `rules.dns`.",

  fixes: {
    "inspect-dns": {
      title: ({ plain }) =>
        plain === undefined ? "Allow DNS through Cilium's proxy" : "Send DNS through Cilium's proxy",
      safety: "changes-traffic",
      edit: (editor, { spec, plain, dns }) => {
        if (plain !== undefined) editor.insert(plain, "rules", INSPECT_ALL);
        else if (spec.egress !== undefined) editor.append(spec.egress.at, ciliumDnsItem(dns));
      },
    },
  },
});

function firstNames(spec: CiliumSpec): { readonly at: Site; readonly names: readonly FqdnSelector[] } | undefined {
  for (const item of spec.egress?.items ?? []) {
    for (const peers of item.peers) {
      if (peers.type === "fqdns" && peers.names.length > 0) return { at: partOf(peers.at, "key"), names: peers.names };
    }
  }
  return undefined;
}

function isInspected(view: View, subject: SubjectOf): boolean {
  const selected = view.selectedBy(subject.policy, subject.spec as CiliumSpec);
  if (selected.length > 0) return selected.every((it) => view.dns(it).inspected);
  return othersWith(view, subject, hasDnsRules);
}

function hasDnsRules(policy: Policy): boolean {
  const object = policy.object;
  if (object.system !== "cilium") return false;
  return object.specs.some((spec) =>
    (spec.egress?.items ?? []).some((item) => item.toPorts?.items.some((it) => (it.rules?.dns?.names.length ?? 0) > 0)),
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

function nameText(names: readonly FqdnSelector[]): string {
  const [first] = names;
  return quoted(first?.matchName?.value ?? first?.matchPattern?.value ?? "", 30);
}
