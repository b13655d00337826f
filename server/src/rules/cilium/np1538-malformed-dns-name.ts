/** NP1538: an item of `toFQDNs` or of DNS rules without exactly one name, or with an invalid one. */

import { partOf } from "../../base/source.js";
import { correct, FAULT_WORDS, faultsFor } from "../evidence/fault-finding.js";
import { REFUSED_BY_CILIUM } from "../retired.js";
import { defineRule } from "../rule.js";

export default defineRule({
  code: "NP1538",
  name: "malformed-dns-name",
  title: "Invalid DNS name",
  severity: "error",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "shape",
  formerly: REFUSED_BY_CILIUM,
  covers: ["CV-12", "CP-31"],

  check: (problem) => faultsFor("malformed-dns-name", problem),

  ...FAULT_WORDS,

  fixes: {
    correct,
    "use-pattern": {
      safety: "changes-traffic",
      fix: ({ problem: { fault, at } }) =>
        fault.is === "malformed" && fault.flaw === "wildcard"
          ? { title: "Use `matchPattern`", edit: (editor) => editor.rename(partOf(at, "key"), "matchPattern") }
          : undefined,
    },
  },
});
