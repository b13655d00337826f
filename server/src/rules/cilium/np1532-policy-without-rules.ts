/** NP1532: a Cilium policy without any rules, or with default deny for a direction without rules. */

import { partOf } from "../../base/source.js";
import { FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1532",
  name: "policy-without-rules",
  title: "A Cilium policy that restricts nothing",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  absence: true,
  formerly: REFUSED_BY_CILIUM,
  covers: ["CP-2", "CP-24"],

  check: (problem) => faultsFor("policy-without-rules", problem),

  ...FAULT_WORDS,

  fixes: {
    isolate: {
      safety: "changes-traffic",
      traffic: "narrows",
      fix: ({ problem: { instead, at } }) =>
        instead === "[{}]"
          ? { title: "Isolate and allow nothing (`[{}]`)", edit: (editor) => editor.set(partOf(at, "value"), [{}]) }
          : undefined,
    },
  },
});
