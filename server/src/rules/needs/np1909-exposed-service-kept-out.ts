/** NP1909: a Service, or a port of the node, takes connections from outside the cluster, but its pods allow only pods. */

import { trafficOf } from "../../engine/traffic.js";
import { allowListOf } from "../../model/reading.js";
import { nameSite } from "../../model/scope.js";
import { systemOf } from "../../systems/kinds.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { closedServices } from "./closed-services.js";

export default defineRule({
  code: "NP1909",
  name: "exposed-service-kept-out",
  title: "A Service for outside clients whose pods allow only pods",
  severity: "info",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  absence: true,
  covers: [],

  *check(policy, view) {
    if (statesNamespace(policy) && areManifestsOfOneCluster(view)) yield* closedServices(policy, view);
  },

  message: ({ service, target: { to, protocol, port, nodePort } }) =>
    `Clients outside the cluster cannot use ${service === undefined ? `host port ${nodePort}` : `Service ${quoted(service.name)}`}: ${quoted(to.name)} does not accept ${protocol} ${port} from them`,
  note: () =>
    "The ingress rules only allow pods. Clients outside are not pods: they arrive with their own address or with that of a node. A rule with the port and no peers allows them, an `ipBlock` only some of them.",
  related: ({ service, target: { to } }) => [
    service === undefined
      ? { at: nameSite(to), message: `${to.kind} ${quoted(to.name)} has a port on its node (\`hostPort\`)` }
      : { at: nameSite(service), message: `Service ${quoted(service.name)} is open to clients outside` },
  ],

  fixes: {
    "allow-port": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, part, target: { to, protocol, port } }) => {
        const list = allowListOf(part, "ingress");
        const { allowRule } = systemOf(policy.object).pieces;
        if (allowRule === undefined || list === undefined || list.rules.length === 0) return undefined;
        const traffic = trafficOf(protocol, [[port, port]]);
        const rule = allowRule({ namespace: to.namespace, direction: "ingress", traffic });
        return {
          title: `Allow ${protocol} ${port} from anywhere`,
          edit: (editor) => editor.append(list.at, rule),
        };
      },
    },
  },
});
