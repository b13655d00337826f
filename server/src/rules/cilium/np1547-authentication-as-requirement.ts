/** NP1547: a rule that requires authentication from all pods, and so allows all of them. */

import { partOf } from "../../base/source.js";
import { peersOf, rulesOf } from "../../model/reading.js";
import { itemOf } from "../../systems/cilium/read.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";

/** Words for all pods of the cluster. */
const WIDE: ReadonlySet<string> = new Set(["all", "cluster", "cluster-mesh"]);

export default defineRule({
  code: "NP1547",
  name: "authentication-as-requirement",
  title: "Authentication that allows every pod",
  severity: "info",
  premise: "file",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  systems: ["cilium"],
  covers: ["CP-61"],

  *check(policy) {
    for (const rule of rulesOf(policy.reading)) {
      const { authentication, toPorts, icmps } = itemOf(rule);
      if (authentication?.mode?.value !== "required" || rule.verdict !== "allow") continue;
      if (toPorts !== undefined || icmps !== undefined) continue;
      const wide = peersOf(rule).find((it) =>
        it.type === "entity"
          ? WIDE.has(it.name.value)
          : it.type === "pods" &&
            it.others.length === 0 &&
            (it.selector?.requirements ?? []).length === 0 &&
            typeof it.namespaces === "string",
      );
      if (wide !== undefined) yield { at: partOf(authentication.at, "key"), policy, rule, wide } as const;
    }
  },

  message: ({ policy, rule, wide }) => {
    const where = wide.type === "pods" && wide.namespaces === "own" ? "namespace" : "cluster";
    return `${quoted(policy.name)} allows ${rule.direction} ${rule.direction === "ingress" ? "from" : "to"} every pod in the ${where} that authenticates`;
  },
  note: () =>
    "A rule with `authentication` is an allow rule, so narrower rules no longer restrict pods that authenticate. To require authentication, add it to the rules that allow the traffic.",
});
