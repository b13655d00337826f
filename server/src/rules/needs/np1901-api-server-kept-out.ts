/** NP1901: pods that the API server calls, but whose policies allow no ingress that could be from it. */

import { trafficOf } from "../../engine/traffic.js";
import { allowKeyOf, allowListOf } from "../../model/reading.js";
import { systemOf } from "../../systems/kinds.js";
import { areManifestsOfOneCluster } from "../evidence/manifests-of-one-cluster.js";
import { statesNamespace } from "../evidence/stated-namespace.js";
import { defineRule } from "../rule.js";
import { quoted } from "../words/shape-words.js";
import { keptOutCalls } from "./kept-out-calls.js";

/** What the call is for, by the kind of the object that configures it; all others are webhooks. */
const WHAT: Readonly<Record<string, string>> = { APIService: "API", CustomResourceDefinition: "conversion of" };

export default defineRule({
  code: "NP1901",
  name: "api-server-kept-out",
  title: "A webhook that the API server cannot call",
  severity: "warning",
  premise: "all-policies",
  stage: { kind: "stable", since: "0.1.0" },
  on: "policy",
  covers: ["KP-44"],

  *check(policy, view) {
    const isOne = statesNamespace(policy) && areManifestsOfOneCluster(view);
    for (const it of keptOutCalls(policy, view)) {
      yield { severity: isOne && it.isSure && it.call.isByPortName !== true ? "warning" : "info", ...it } as const;
    }
  },

  message: ({ call: { to, port, protocol, by, isByPortName } }) =>
    `The API server cannot call ${quoted(to.name)} on ${protocol} ${port}${isByPortName === true ? ", a port for webhooks by its name" : ` for ${WHAT[by.kind] ?? "webhooks"} ${quoted(by.meta.name?.value ?? "")}`}`,
  note: ({ isSure }) =>
    isSure
      ? "In most clusters the API server is not a pod, so no selector matches it. A rule with this port and no peers allows it."
      : "In most clusters the API server is not a pod, so no selector matches it. Only on AKS and GKE do its calls come from `konnectivity-agent` pods in `kube-system`.",
  related: ({ call: { at, servicePort, port, isByPortName } }) => [
    {
      at,
      message:
        isByPortName === true
          ? "the API server calls ports of this name, if the program registers a webhook"
          : servicePort === undefined || servicePort === port
            ? "the API server calls this Service"
            : `the API server calls this Service: its port ${servicePort} targets port ${port}`,
    },
  ],

  fixes: {
    "allow-port": {
      safety: "changes-traffic",
      traffic: "opens",
      fix: ({ policy, part, call: { port, protocol, to } }) => {
        const list = allowListOf(part, "ingress");
        const { allowRule } = systemOf(policy.object).pieces;
        if (allowRule === undefined) return undefined;
        const traffic = trafficOf(protocol, [[port, port]]);
        const rule = allowRule({ namespace: to.namespace, direction: "ingress", traffic });
        return {
          title: `Allow ${protocol} ${port} from anywhere`,
          edit: (editor) =>
            list === undefined || list.rules.length === 0
              ? editor.insert(part.at, allowKeyOf(part, "ingress"), [rule])
              : editor.append(list.at, rule),
        };
      },
    },
  },
});
