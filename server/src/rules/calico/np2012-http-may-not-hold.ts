/** NP2012: a rule with conditions on HTTP, which without application layer policy allows all connections (C12). */

import { partOf } from "../../base/source.js";
import { reaches, releaseText } from "../../base/version.js";
import { DIRECTIONS } from "../../model/direction.js";
import { calicoVersionOf } from "../../systems/calico/version.js";
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

  *check(policy, view) {
    const object = enforcedPolicy(policy);
    const version = calicoVersionOf(view.settings);
    const isVoid = reaches(version, VOID_FROM) && !reaches(version, ENFORCED_FROM);
    for (const direction of DIRECTIONS) {
      for (const { http, verdict } of object?.[direction]?.rules ?? []) {
        // Other actions with it are rejected.
        if (http === undefined || verdict !== "allow") continue;
        yield { at: partOf(http.at, "key"), severity: isVoid ? "warning" : "info", version, isVoid } as const;
      }
    }
  },

  message: ({ isVoid, version }) =>
    isVoid
      ? `Calico ${releaseText(version)} does not enforce \`http\`: this rule allows its connections whatever they request`
      : "Without application layer policy, this rule allows its connections whatever they request",
  note: () =>
    "Only Calico's application layer policy looks at requests, and releases 3.30 and 3.31 do not have it. Everywhere else the rule is about addresses and ports alone.",
});

/** Releases in which no agent looks at requests, and the first that does again. */
const VOID_FROM = { major: 3, minor: 30 };
const ENFORCED_FROM = { major: 3, minor: 32 };
