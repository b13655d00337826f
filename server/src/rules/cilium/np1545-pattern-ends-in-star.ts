/** NP1545: a pattern of names whose last label is a star, so that whoever owns such a name is allowed. */

import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { ciliumSubjects } from "./cilium-policies.js";
import { fqdnsOf } from "./dns-names.js";

export default defineRule({
  code: "NP1545",
  name: "pattern-ends-in-star",
  title: "A DNS name pattern that ends in `.*`",
  severity: "info",
  premise: "file",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  refused: "checked",
  covers: ["CP-59"],

  *check(policy) {
    for (const { spec } of ciliumSubjects(policy)) {
      for (const { matchPattern } of fqdnsOf(spec)) {
        const pattern = matchPattern?.value.replace(/\.$/, "") ?? "";
        // A pattern of stars alone is meant to match whatever there is.
        if (matchPattern !== undefined && /\.\*+$/.test(pattern) && /[a-z0-9]/i.test(pattern)) {
          yield { at: matchPattern.at, pattern };
        }
      }
    }
  },

  message: ({ pattern }) => `${quoted(pattern)} allows this name under every top-level domain, whoever owns it`,
  note: () =>
    "A star stands for one label at most. At the end it matches `.com` as well as a domain that anybody may register, and neither `.co.uk` nor what comes below the name. List the names.",
});
