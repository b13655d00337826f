/** NP1515: a name that `toFQDNs` allows and the DNS rules of the same pods refuse to look up. */

import { textOf } from "./dns-names.js";
import { refusedLookups } from "./refused-lookups.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

export default defineRule({
  code: "NP1515",
  name: "name-refused-by-dns-rules",
  title: "An allowed name that may not be looked up",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-28"],

  check: refusedLookups,

  message: ({ name }) => `${quoted(textOf(name), 40)} is never reached: no DNS rule of these pods lets them look it up`,
  note: () =>
    "Cilium's DNS proxy refuses every query that no pattern in `rules.dns` matches, so the name's addresses stay unknown.",

  fixes: {
    "allow-lookup": {
      safety: "changes-traffic",
      fix: ({ name, into }) =>
        into && {
          title: `Let ${textOf(name)} be looked up`,
          edit: (editor) =>
            editor.append(into, { [name.matchName === undefined ? "matchPattern" : "matchName"]: textOf(name) }),
        },
    },
  },
});
