/** NP2012: a rule with conditions on HTTP, which without application layer policy allows all connections (C12). */

import { partOf } from "../../base/source.js";
import { DIRECTIONS } from "../../model/direction.js";
import { defineRule } from "../rule.js";
import { enforcedPolicy } from "./calico-policies.js";

export default defineRule({
  code: "NP2012",
  name: "http-may-not-hold",
  title: "HTTP conditions that may not be enforced",
  severity: "info",
  premise: "file",
  persona: "auditor",
  stage: { kind: "preview", since: "0.1.0" },
  on: "policy",
  systems: ["calico"],
  covers: ["C-12"],
  dependsOn: "rule",

  *check(policy) {
    const object = enforcedPolicy(policy);
    for (const direction of DIRECTIONS) {
      for (const { http, verdict } of object?.[direction]?.rules ?? []) {
        // Other actions with it are rejected.
        if (http !== undefined && verdict === "allow") yield { at: partOf(http.at, "key") };
      }
    }
  },

  message: () => "Without application layer policy, this rule allows its connections whatever they request",
  note: () =>
    "Only Calico's application layer policy looks at requests, and releases 3.30 and 3.31 do not have it. Everywhere else the rule is about addresses and ports alone.",
});
