/** NP1505: `toFQDNs` for pods whose DNS queries Cilium does not inspect. */

import { textOf } from "./dns-names.js";
import { uninspectedNames, inspectDns } from "./uninspected-names.js";
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
  systems: ["cilium"],
  covers: ["CP-27"],

  *check(policy, view) {
    for (const it of uninspectedNames(policy, view)) {
      yield { ...it, severity: it.isSure ? "warning" : "info" } as const;
    }
  },

  message: ({ name }) =>
    `${quoted(textOf(name))} cannot be reached: without \`rules.dns\`, Cilium does not learn its addresses`,
  note: () =>
    "Cilium learns the addresses of a name from DNS answers that go through its proxy, which requires a rule with `rules.dns`.",

  fixes: {
    "inspect-dns": { safety: "changes-traffic", fix: (it, view) => inspectDns(it, view) },
  },
});
