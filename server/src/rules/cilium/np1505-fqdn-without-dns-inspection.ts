/** NP1505: `toFQDNs` for pods whose DNS queries Cilium never sees. */

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
  covers: ["CP-27"],

  check: uninspectedNames,

  message: ({ name }) =>
    `${quoted(textOf(name), 30)} is never reached: no \`rules.dns\` lets Cilium see which addresses the name has`,
  note: () =>
    "Cilium learns the addresses of a name from DNS answers that pass its proxy, and they pass it only where a rule has `rules.dns`.",

  fixes: {
    "inspect-dns": { safety: "changes-traffic", fix: inspectDns },
  },
});
