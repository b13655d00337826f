/** NP1515: a name that `toFQDNs` allows, but that the DNS rules of the same pods do not. */

import { textOf } from "./dns-names.js";
import { refusedLookups } from "./refused-lookups.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1515",
  name: "name-refused-by-dns-rules",
  title: "An allowed name that pods cannot look up",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-28"],

  check: refusedLookups,

  message: ({ name }) => `${quoted(textOf(name))} cannot be reached: no DNS rule allows these pods to look it up`,
  note: () =>
    "Cilium's DNS proxy rejects every query that no pattern in `rules.dns` matches, so the addresses of the name stay unknown.",

  fixes: {
    "allow-lookup": {
      safety: "changes-traffic",
      fix: ({ name, into }) =>
        into && {
          title: `Allow DNS queries for ${textOf(name)}`,
          edit: (editor) =>
            editor.append(into, { [name.matchName === undefined ? "matchPattern" : "matchName"]: textOf(name) }),
        },
    },
  },
});
