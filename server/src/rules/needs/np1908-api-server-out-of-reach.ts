/** NP1908: a workload has permissions on the Kubernetes API, but no egress rule can allow the API server. */

import { allowListOf } from "../../model/reading.js";
import type { YamlValue } from "../../base/yaml-value.js";
import { ALL_TRAFFIC } from "../../engine/traffic.js";
import { nameSite, type Policy } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { entityRules } from "../evidence/entity-rules.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { workloadNames } from "../words/words.js";
import { outOfReach } from "./unreachable-api-server.js";

const API_SERVER = "kube-apiserver";

export default defineRule({
  code: "NP1908",
  name: "api-server-out-of-reach",
  title: "A workload with API permissions that cannot reach the API server",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  absence: true,
  covers: [],

  check: outOfReach,

  message: ({ workloads, policy }) =>
    `${workloadNames(workloads, policy.namespace, 1)} cannot reach the Kubernetes API, for which ${workloads.length === 1 ? "it has" : "they have"} permissions`,
  note: ({ policy }) =>
    rulesFor(policy) !== undefined
      ? `No egress rule of these pods allows the API server. In ${systemOf(policy.object).title}, it is the entity \`${API_SERVER}\`.`
      : "No egress rule of these pods allows addresses on the port of an API server. No pod or namespace selector matches it: use an `ipBlock` with its addresses, or a rule with its port and no peers (often 6443, or 443).",
  related: ({ binding }) => [
    {
      at: nameSite(binding),
      message: `${binding.object.kind} ${quoted(binding.object.meta.name?.value ?? "")} gives these permissions`,
    },
  ],

  fixes: {
    "allow-api-server": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, part }) => {
        const list = allowListOf(part, "egress");
        // Without a word for the API server, its addresses would have to be known.
        const rules = rulesFor(policy);
        if (rules === undefined || list === undefined || list.rules.length === 0) return undefined;
        return {
          title: `Allow the entity ${API_SERVER}`,
          edit: (editor) => {
            for (const it of rules) editor.append(list.at, it);
          },
        };
      },
    },
  },
});

function rulesFor(policy: Policy): readonly YamlValue[] | undefined {
  return entityRules(policy, "egress", API_SERVER, ALL_TRAFFIC);
}
