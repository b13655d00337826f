/** NP1906: a route of Cilium's own Gateway or Ingress has a backend that does not allow its identity. */

import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { keptOutRoutes } from "./kept-out-routes.js";

export default defineRule({
  code: "NP1906",
  name: "route-kept-out",
  title: "A backend that Cilium's Gateway cannot reach",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-39"],

  *check(policy, view) {
    const isOne = statesNamespace(policy) && areManifestsOfOneCluster(view);
    for (const it of keptOutRoutes(policy, view)) {
      yield { severity: isOne && it.hasRules ? "warning" : "info", ...it } as const;
    }
  },

  message: ({ need: { to, protocol, port, by } }) =>
    `${by.kind} ${quoted(by.meta.name?.value ?? "")} routes to ${quoted(to.name)}, which does not accept ${protocol} ${port} from Cilium's proxy`,
  note: ({ entity, policy }) =>
    `Cilium itself serves this class. Requests arrive with the identity \`${entity}\`, which no pod or namespace selector matches.${
      policy.kind === "NetworkPolicy" ? ` A CiliumNetworkPolicy can allow it: \`fromEntities: [${entity}]\`.` : ""
    }`,
  related: ({ need: { at, by } }) => [
    { at, message: `${by.kind} ${quoted(by.meta.name?.value ?? "")} names this backend` },
  ],

  fixes: {
    "allow-proxy": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, part, entity, need: { protocol, port } }) => {
        const list = part.lists.find((it) => it.key === "ingress");
        if (policy.kind === "NetworkPolicy" || list === undefined || list.rules.length === 0) return undefined;
        // Only Cilium's own policies have entities.
        const ports = [{ ports: [{ port: `${port}`, protocol }] }];
        return {
          title: `Allow ${protocol} ${port} from the entity ${entity}`,
          edit: (editor) => editor.append(list.at, { fromEntities: [entity], toPorts: ports }),
        };
      },
    },
  },
});
