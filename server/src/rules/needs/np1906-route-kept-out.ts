/** NP1906: a route has a backend that does not allow Cilium's own proxy, or no controller of any other namespace. */

import { allowListOf } from "../../model/reading.js";
import { trafficOf } from "../../engine/traffic.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { entityRules } from "../evidence/entity-rules.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { systemOf } from "../../systems/kinds.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { keptOutRoutes } from "./kept-out-routes.js";

export default defineRule({
  code: "NP1906",
  name: "route-kept-out",
  title: "A backend that its Gateway or Ingress cannot reach",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["CP-39"],

  *check(policy, view) {
    const isOne = statesNamespace(policy) && areManifestsOfOneCluster(view);
    for (const it of keptOutRoutes(policy, view)) {
      yield { severity: isOne && it.hasRules && it.entity !== undefined ? "warning" : "info", ...it } as const;
    }
  },

  message: ({ entity, allowed, need: { to, protocol, port, by, products = [] } }) => {
    const [product = ""] = products;
    const others = allowed === "namespace" ? " from other namespaces" : ` from ${quoted(product)}`;
    const from = entity !== undefined ? " from Cilium's proxy" : allowed === undefined ? "" : others;
    return `${by.kind} ${quoted(by.meta.name?.value ?? "")}: backend ${quoted(to.name)} does not accept ${protocol} ${port}${from}`;
  },
  note: ({ entity, allowed, policy, need: { products = [] } }) => {
    if (entity === undefined) {
      if (allowed === "applications") {
        const names = [...products].map(quoted).join(" or ");
        return `The rules for this port allow only other applications. Requests arrive from the pods of ${names}. Allow them, or their namespace.`;
      }
      return allowed === "namespace"
        ? "The rules for this port only allow pods in the namespace of the backend, and no ingress controller is among them. Allow the controller's namespace."
        : "No ingress rule of these pods allows the port. Allow it from the namespace of the controller.";
    }
    const how =
      systemOf(policy.object).id !== "cilium"
        ? ` A CiliumNetworkPolicy can allow it: \`fromEntities: [${entity}]\`.`
        : "";
    return `Cilium itself serves this class. Requests arrive with the identity \`${entity}\`, which no pod or namespace selector matches.${how}`;
  },
  related: ({ need: { at, by } }) => [
    { at, message: `${by.kind} ${quoted(by.meta.name?.value ?? "")} names this backend` },
  ],

  fixes: {
    "allow-proxy": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, part, entity, need: { protocol, port } }) => {
        const list = allowListOf(part, "ingress");
        if (entity === undefined || list === undefined || list.rules.length === 0) return undefined;
        const rules = entityRules(policy, "ingress", entity, trafficOf(protocol, [[port, port]]));
        if (rules === undefined) return undefined;
        return {
          title: `Allow ${protocol} ${port} from the entity ${entity}`,
          edit: (editor) => {
            for (const it of rules) editor.append(list.at, it);
          },
        };
      },
    },
  },
});
