/** NP1531: a Cilium policy whose selector is missing or null, or that has two. */

import { partOf } from "../../base/source.js";
import { FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1531",
  name: "policy-without-subject",
  title: "A Cilium policy without exactly one selector",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  absence: true,
  formerly: REFUSED_BY_CILIUM,
  covers: ["CP-13"],

  check: (problem) => faultsFor("policy-without-subject", problem),

  ...FAULT_WORDS,

  fixes: {
    "select-all": {
      safety: "changes-traffic",
      fix: ({ problem: { instead, at } }) =>
        instead === "{}"
          ? { title: "Select every pod (`{}`)", edit: (editor) => editor.set(partOf(at, "value"), {}) }
          : undefined,
    },
  },
});
