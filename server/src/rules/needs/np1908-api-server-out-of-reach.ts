/** NP1908: a workload has permissions on the Kubernetes API, but no egress rule can allow the API server. */

import { nameSite } from "../../model/scope.js";
import { defineRule } from "../rule.js";
import { isCilium, quoted } from "../words/shape-words.js";
import { workloadNames } from "../words/words.js";
import { outOfReach } from "./unreachable-api-server.js";

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
    isCilium(policy.kind)
      ? "No egress rule of these pods allows the API server. In Cilium, it is the entity `kube-apiserver`."
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
        const list = part.lists.find((it) => it.key === "egress");
        // Other policies have no word for the API server, and its addresses are not known.
        if (!isCilium(policy.kind) || list === undefined || list.rules.length === 0) return undefined;
        return {
          title: "Allow the entity kube-apiserver",
          edit: (editor) => editor.append(list.at, { toEntities: ["kube-apiserver"] }),
        };
      },
    },
  },
});
